"""What the tests of the demo's content share: its files, and what may be named in them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "cms" / "demo" / "content"
SCHEMES = ["self_initiated", "foster_home", "leader_network"]


def load(name: str) -> Any:
    """Return the content file `name`."""
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a content file."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(child)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a content file."""
    if isinstance(value, str):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(child)


def paragraphs(code: str) -> list[dict[str, Any]]:
    """Return the paragraphs of a guideline."""
    return [
        paragraph
        for chapter in load(f"guideline-{code}.json")["chapters"]
        for paragraph in chapter["paragraphs"]
    ]


def rules(code: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the rules of a guideline, each with its paragraph's code."""
    return [(paragraph["code"], rule) for paragraph in paragraphs(code) for rule in paragraph["rules"]]


def fields(scheme: str, part: str = "application") -> list[dict[str, Any]]:
    """Return the form fields of a scheme's application or report, in order."""
    definition = load(f"scheme-{scheme}.json")
    sections = definition["sections"] if part == "application" else definition["report"]["sections"]
    return [field for section in sections for field in section["fields"]]


def parameter(scheme: str, name: str) -> Any:
    """Return the value the 2024 guideline gives `name` for `scheme`; there is exactly one."""
    [value] = [
        rule["params"]["value"] for _, rule in rules("2024")
        if rule["kind"] == "parameter" and rule["params"]["name"] == name and scheme in rule["schemes"]
    ]  # fmt: skip
    return value


def checked(fact: str) -> list[tuple[str, str, Any, str, list[str], list[str]]]:
    """Return how the documents check `fact`: address, operator, value, severity, schemes, steps."""
    return [
        (f"{document}-{code}", rule["params"]["operator"], rule["params"]["value"], rule["severity"], rule["schemes"],
         rule["steps"])
        for document in ("2021", "2024") for code, rule in rules(document)
        if rule["kind"] == "comparison" and rule["params"]["fact"] == fact
    ]  # fmt: skip
