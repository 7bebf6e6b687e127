"""What is typed into fields that a scheme has of its own: something that fits, by the type of the field."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from workflows.cases.models import Case

Field = Mapping[str, Any]

KNOWN_ELSEWHERE = ("budget", "indicators", "file")  # by `answers`
_TYPED: dict[str, Callable[[Field, Case | None], Any]] = {
    "longtext": lambda field, case: "Slik vi har beskrevet."[: field.get("max_length", 100)],
    "amount": lambda field, case: str(_number(field, 1000)),
    "number": lambda field, case: str(_number(field, 1)),
    "date": lambda field, case: f"01.06.{case.year if case else 2024}",
    "choice": lambda field, case: field["choices"][0]["code"],
    "choices": lambda field, case: [field["choices"][0]["code"]],
    "yesno": lambda field, case: "yes",
    "municipality": lambda field, case: ["1103"] if field.get("multiple") else "1103",
    "organisation": lambda field, case: "964965226",
    "postcode": lambda field, case: "4306",
    "phone": lambda field, case: "51 22 33 44",
    "email": lambda field, case: "kari@example.org",
    # What has several parts: each by what follows the field's name.
    "person": lambda field, case: {"_name": "Kari Testdal"},
    "partners": lambda field, case: {"_1_number": "964965226", "_1_role": "Deltaker"},
}


def filled(sections: Iterable[Field], case: Case | None = None) -> dict[str, Any]:
    """Return something that fits for every field that is or can be demanded; for types that nobody knows, a text.

    Files, budgets and indicators are left to who knows them. Dates are of the case's year.
    """
    found: dict[str, Any] = {}
    for field in demanded_in(sections):
        if field["type"] in KNOWN_ELSEWHERE:
            continue
        typed = _TYPED.get(field["type"], _text)(field, case)
        parts = typed if isinstance(typed, dict) else {"": typed}
        found |= {f"{field['code']}{part}": value for part, value in parts.items()}
    return found


def demanded_in(sections: Iterable[Field]) -> list[Field]:
    """Return the fields of a form that must be answered, or must be by some."""
    fields = (field for section in sections for field in section["fields"])
    return [field for field in fields if field.get("required") or field.get("require_when")]


def _text(field: Field, case: Case | None) -> str:
    return "Svar"[: field.get("max_length", 4)]


def _number(field: Field, usual: int) -> int:
    """Return a number that the field's own limits let through, or the usual one."""
    least, most = field.get("min_value", 0), field.get("max_value", max(usual, field.get("min_value", 0)))
    for limit in field.get("limits") or ():
        value = limit.get("value")
        if isinstance(value, int):
            least = max(least, {">=": value, ">": value + 1, "==": value}.get(limit["operator"], least))
            most = min(most, {"<=": value, "<": value - 1, "==": value}.get(limit["operator"], most))
    return max(least, min(usual, most))
