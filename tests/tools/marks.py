"""pytest plugin: what the marks `requirement` and `adversary` may say, and how to get them out.

    @pytest.mark.requirement("R3.9", "5.01 per cent overhead is refused on the awarded sum")
    @pytest.mark.adversary("A6", "the last krone is granted once")

An id that is not in docs/requirements.csv, or a mark without its sentence, fails the collection, so that how far
we are is computed, never claimed. `--marks-to=FILE` writes all marks of the collected tests as JSON lines.
"""

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.tools.requirements import MARK_OF_KIND, read_requirements


class Mark(NamedTuple):
    """One mark on one test: the id it shows, the sentence of what is seen, and the test."""

    id: str
    sentence: str
    test: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--marks-to`."""
    parser.addoption(
        "--marks-to", metavar="FILE", help="write the requirement and adversary marks as JSON lines"
    )


def marks_of(item: pytest.Item) -> Iterator[Mark]:
    """Yield the marks of a test; raise ValueError with the reason for one that says too little or the wrong id."""
    known = read_requirements()
    for name in sorted(set(MARK_OF_KIND.values())):
        for mark in item.iter_markers(name):
            match mark.args:
                case (str(id_), str(sentence)) if sentence.strip():
                    pass
                case _:
                    raise ValueError(
                        f"@pytest.mark.{name} takes an id and one sentence of what is seen: {mark.args}"
                    )
            if id_ not in known:
                raise ValueError(f"{id_} is not in docs/requirements.csv")
            if MARK_OF_KIND[known[id_].kind] != name:
                raise ValueError(f"{id_} belongs in @pytest.mark.{MARK_OF_KIND[known[id_].kind]}")
            yield Mark(id_, sentence.strip(), item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Make a wrong mark an error of collecting its file: so it is told by name, and also by processes of xdist."""
    report = yield
    faults = []
    for item in report.result or []:
        if isinstance(item, pytest.Item):
            try:
                list(marks_of(item))
            except ValueError as fault:
                faults.append(f"{item.nodeid}: {fault}")
    if faults:
        report.outcome, report.longrepr = "failed", "\n".join(faults)
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the marks of the collected tests where `--marks-to` says."""
    if path := session.config.getoption("--marks-to"):
        marks = (mark for item in session.items for mark in marks_of(item))
        Path(path).write_text("".join(json.dumps(mark._asdict()) + "\n" for mark in marks), encoding="utf-8")
