"""Answers of every kind go out in the columns in which they come in, and what cannot stand is refused by its part."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from imports.applications.columns import columns_of
from imports.batches import store, verbs
from imports.kinds import KINDS
from imports.models import Batch
from imports.reading.headings import fold
from tests.imports.batches.conftest import counts, previewed, worked
from workflows.cases.models import Case
from workflows.schemes.models import SchemeVersion

from .conftest import CALL, Sent

pytestmark = pytest.mark.django_db
FILES = ("project_plan",)


def taken_in(content: bytes, name: str, cast: SimpleNamespace) -> Batch:
    batch = previewed(content, cast.caseworker, kind="application", name=name)
    assert counts(batch) == (1, 0, 0, 0), store.page(batch, "refused", 0)
    return worked(verbs.apply(batch, by=cast.second_caseworker))


def without_files(answers: dict[str, Any]) -> dict[str, Any]:
    return {code: answer for code, answer in answers.items() if code not in FILES}


@pytest.mark.requirement(
    "R7.1", "an application that one installation takes out comes into another with the same answers"
)
@pytest.mark.parametrize(
    ("ending", "headings"), [("csv", "nb"), ("xlsx", "nn"), ("xlsx", "en"), ("json", "names")]
)
def test_an_application_goes_out_and_comes_in_unchanged(
    elsewhere: Callable[..., Sent], cast: SimpleNamespace, ending: str, headings: str
) -> None:
    content, answers, _number = elsewhere(ending, headings)
    batch = taken_in(content, f"soknader.{ending}", cast)
    assert batch.state == "applied", batch.told
    case = Case.objects.get()
    assert without_files(case.application.answers) == without_files(answers)
    assert (answers["lead"]["phone"], answers["partners"]["2"]["role"]) == ("+4681234567", "=Deltar")
    assert case.submitted_at.date().isoformat() == "2024-03-04"


@pytest.mark.requirement(
    "R7.2", "what is wrong with a part of an answer is refused in the column of the part"
)
def test_each_part_is_refused_in_its_own_column(scheme: SchemeVersion, cast: SimpleNamespace) -> None:
    header = (
        "call;network;received;lead.name;lead.email;partners.1.number;partners.1.role;partners.2.role;"
        "counted.homes_guided.baseline;counted.homes_guided.target"
    )
    row = f"{CALL};jaeren;1.3.2024;;kari;123456789;Eier;Deltar;mange;-1"
    batch = previewed(f"{header}\r\n{row}".encode(), cast.caseworker, kind="application", name="s.csv")
    [refused] = store.page(batch, "refused", 0)
    assert {(fault.row, fault.column, fault.value) for fault in refused.faults} == {
        (2, "lead.email", "kari"),
        (2, "partners.1.number", "123456789"),
        (2, "counted.homes_guided.baseline", "mange"),
        (2, "counted.homes_guided.target", "-1"),
    }
    assert all(fault.reason for fault in refused.faults)


def test_who_has_no_name_and_what_has_no_number_is_refused(
    scheme: SchemeVersion, cast: SimpleNamespace
) -> None:
    header = "call;network;received;lead.email;partners.2.role;partners.3.role"
    row = f"{CALL};jaeren;1.3.2024;kari@example.org;Deltar;"
    batch = previewed(f"{header}\r\n{row}".encode(), cast.caseworker, kind="application", name="s.csv")
    [refused] = store.page(batch, "refused", 0)
    assert [(fault.column, fault.value) for fault in refused.faults] == [
        ("lead.name", ""),
        ("partners.2.number", ""),
    ]


def test_a_preview_tells_which_files_are_lacking(scheme: SchemeVersion, cast: SimpleNamespace) -> None:
    content = f"call;network;received\r\n{CALL};jaeren;1.3.2024".encode()
    batch = previewed(content, cast.caseworker, kind="application", name="s.csv")
    [row] = store.page(batch, "new", 0)
    assert row.note == "Without the file that the form demands: Prosjektplan. The formal check asks for it."


def test_no_two_columns_are_called_the_same(scheme: SchemeVersion) -> None:
    columns = KINDS["application"].columns()
    meant: dict[str, set[str]] = {}
    for column in columns:
        for heading in (column.name, *column.headings):
            meant.setdefault(fold(heading), set()).add(column.name)
    assert {heading: names for heading, names in meant.items() if len(names) > 1} == {}
    assert {column.name: column.headings for column in columns if "Tema" in column.heading} == {
        "theme": ("Tema",),
        "aim": ("aim: Tema",),
    }
    assert len(columns_of({})) == 5


def test_a_template_says_how_the_parts_are_filled_in(scheme: SchemeVersion) -> None:
    shown = {column.name: (column.headings, column.example) for column in KINDS["application"].columns()}
    assert shown["lead.email"] == (
        ("Prosjektleder: E-post", "Prosjektleiar: E-post", "Prosjektleder: E-mail"), "kari.nes@example.org",
    )  # fmt: skip
    assert shown["partners.2.contribution"][1] == "1 250 000"
    assert shown["counted.homes_guided.target"][0][0] == "Mål som kan telles: Fosterhjem, mål"
