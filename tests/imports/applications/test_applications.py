"""Applications from a file become cases in the same flow as all others, once (R7.1, R8.16)."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from imports.batches import store, verbs
from imports.kinds import KINDS
from imports.models import Batch, BatchState
from imports.reading import read
from tests.imports.batches.conftest import counts, previewed, worked
from workflows.application.models import BudgetLine
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import Network, User
from workflows.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HEADER = "Utlysing;Nettverk;Mottatt;Arkivreferanse;requested_amount;budget.project_positions;budget.other;contact_email"
CALL = "ROG-self_initiated-2024"
ROW = f"{CALL};jaeren;1.3.2024;2024/77-1;kr 450.000,-;400 000;50 000;kari@example.org"


@pytest.fixture(autouse=True)
def stored_here(tmp_path: Any, settings: Any, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    User.objects.update(language="en")


def handed(*rows: str, by: Any) -> Batch:
    content = "\r\n".join((HEADER, *rows)).encode("cp1252")
    return previewed(content, by, kind="application", name="soknader.csv")


def faults(batch: Batch) -> list[tuple[int, str, str]]:
    rows = store.page(batch, "refused", 0)
    return [(each.row, each.column, each.reason) for row in rows for each in row.faults]


def registered() -> Sequence[Case]:
    return list(Case.objects.filter(received__isnull=False).order_by("pk"))


@pytest.mark.requirement(
    "R8.16", "an application from a file is registered, entered and goes on in the same flow as one on paper"
)
@pytest.mark.requirement("R7.2", "the same file of applications again is nothing new")
def test_a_row_becomes_a_case_once(cast: SimpleNamespace) -> None:
    batch = handed(ROW, by=cast.caseworker)
    assert (counts(batch), registered()) == ((1, 0, 0, 0), [])
    with pytest.raises(NotAllowed):
        verbs.apply(batch, by=cast.caseworker)
    batch = worked(verbs.apply(batch, by=cast.second_caseworker))
    assert batch.state == BatchState.APPLIED, batch.told
    [case] = registered()
    assert (case.network.code, case.submitted_at.date().isoformat(), case.received.by) == (
        "jaeren", "2024-03-01", cast.caseworker,
    )  # fmt: skip
    assert case.application.requested_amount == 450_000
    assert case.application.answers["contact_email"] == "kari@example.org"
    assert dict(BudgetLine.objects.filter(case=case, amount__gt=0).values_list("kind", "amount")) == {
        "project_positions": 400_000, "other": 50_000,
    }  # fmt: skip
    assert set(WorkItem.objects.filter(case=case, open=True).values_list("node", flat=True)) >= {
        "formal_check"
    }
    actions = set(case.journal.values_list("action", flat=True))
    assert {"application.registered", "application.enter"} <= actions
    assert case.received.original.registrations.get().archive_reference == "2024/77-1"

    again = handed(ROW, by=cast.caseworker)
    assert counts(again) == (0, 0, 1, 0)
    assert [row.note for row in store.page(again, "unchanged", 0)] == [
        f"Is there already, as case {case.number}. A file never changes it."
    ]
    assert len(registered()) == 1


@pytest.mark.requirement(
    "R7.2", "what a form would refuse is refused with the row and the column it stands in"
)
def test_what_cannot_be_taken_is_named(cast: SimpleNamespace) -> None:
    batch = handed(
        f"{CALL};jaeren;1.3.2024;;450 000;400 000;50 000;not an address",
        f"{CALL};nobody;1.3.2024;;450 000;400 000;50 000;",
        "ROG-nothing-2024;jaeren;1.3.2024;;;;;",
        f"{CALL};jaeren;1.3.1999;;minus;-1;50 000;",
        by=cast.caseworker,
    )
    assert counts(batch) == (0, 0, 0, 4)
    assert [(row, column) for row, column, _reason in faults(batch)] == [
        (2, "contact_email"),
        (3, "network"),
        (4, "call"),
        (5, "requested_amount"),
        (5, "budget.project_positions"),
        (5, "network"),
        (5, "received"),
    ]
    with pytest.raises(Refused):
        verbs.apply(batch, by=cast.second_caseworker)


@pytest.mark.requirement(
    "R8.16", "who handed the file in has registered its applications; who let it in has no part in the cases"
)
def test_who_handed_in_registered_and_who_approved_has_no_part(cast: SimpleNamespace) -> None:
    batch = handed(ROW, by=cast.caseworker)
    batch = worked(verbs.apply(batch, by=cast.second_caseworker))
    [case] = registered()
    assert (batch.approved_by, case.received.by) == (cast.second_caseworker, cast.caseworker)
    assert set(case.participations.values_list("person", "capacity")) == {
        (cast.caseworker.pk, "registered_application")
    }
    assert set(case.journal.values_list("actor", flat=True)) <= {cast.caseworker.pk, None}


def test_two_rows_of_one_network_refuse_the_file(cast: SimpleNamespace) -> None:
    batch = handed(ROW, ROW, by=cast.caseworker)
    assert [(row, column, reason) for row, column, reason in faults(batch)] == [
        (3, "network", "Row 2 is the same.")
    ]
    with pytest.raises(Refused, match="the same twice"):
        verbs.apply(batch, by=cast.second_caseworker, leave_out=True)


@pytest.mark.requirement("R7.2", "an office registers its own networks’ applications, and no other’s")
def test_another_offices_call_is_refused(cast: SimpleNamespace) -> None:
    batch = handed(ROW, by=cast.other_caseworker)
    assert [(row, column) for row, column, _reason in faults(batch)] == [(2, "call")]
    kind = KINDS["application"]
    assert not kind.may_import(cast.network_leader)
    assert kind.may_import(cast.caseworker)


def test_a_case_is_never_taken_back(cast: SimpleNamespace) -> None:
    batch = handed(ROW, by=cast.caseworker)
    batch = worked(verbs.apply(batch, by=cast.second_caseworker))
    worked(verbs.undo(batch, by=cast.second_caseworker))
    assert len(registered()) == 1


@pytest.mark.requirement(
    "R7.2", "what becomes impossible while it is taken in stops all of it, and says which row"
)
def test_a_row_that_fails_keeps_all_out(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = handed(ROW, by=cast.caseworker)
    monkeypatch.setattr("imports.applications.kind.register", _refused)
    batch = worked(verbs.apply(batch, by=cast.second_caseworker))
    assert (batch.state, registered()) != (BatchState.APPLIED, [])
    assert registered() == []


def _refused(**values: Any) -> Case:
    raise Refused("The call was taken back.")


def test_columns_are_planned_in_few_queries(
    cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    codes = Network.objects.values_list("code", flat=True)
    content = "\r\n".join((HEADER, *(ROW.replace("jaeren", code) for code in list(codes) * 10))).encode()
    kind = KINDS["application"]
    table = read(content, "fil.csv", columns=kind.columns())
    with django_assert_max_num_queries(15):
        assert len(list(kind.plan(table, by=cast.caseworker))) == 10 * len(codes)
