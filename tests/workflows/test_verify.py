"""`manage.py verify`: silent while all holds, and plain about what somebody did to the database behind our back."""

from collections.abc import Callable, Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from tests.bare import bare_case, granted_case, journaled_case, plain, pot_of, remove_entries, tampering
from workflows import clock, guards, sealing
from workflows.cases import journal
from workflows.cases.models import Case
from workflows.funds.models import Pot
from workflows.grant.models import Decision, Outcome
from workflows.verifying import verify_all, verify_one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def faults(case: Case | None = None) -> list[str]:
    return [plain(fault) for fault in (verify_one(case) if case else verify_all()).faults]


def run(*options: str) -> tuple[int, str]:
    """Return the command's exit code and what it printed."""
    out = StringIO()
    try:
        call_command("verify", *options, stdout=out)
    except CommandError as error:
        return error.returncode, plain(f"{out.getvalue()}{error}\n")
    return 0, plain(out.getvalue())


# The command


def test_where_all_holds_it_says_what_it_looked_at(cast: SimpleNamespace) -> None:
    case = granted_case()
    journal.erase_details(entry=case.journal.get(seq=1), by=cast.administrator)
    sealing.seal_day(clock.today())
    assert run() == (
        0,
        "Checked: cases 1, journal entries 3, of these with erased details 1, daily seals 1, "
        f"triggers {len(guards.expected())}, pots 4, ledger entries 5.\nNo findings.\n",
    )


@pytest.mark.adversary("A16", "verify ends with 1 and says in words what was done")
def test_findings_are_printed_and_the_exit_code_says_so(cast: SimpleNamespace) -> None:
    case = granted_case()
    with tampering():
        case.journal.filter(seq=1).update(action="other")
        Pot.objects.filter(pk=pot_of(case).pk).update(available=1)
    code, printed = run()
    assert code == 1
    assert printed.splitlines()[:2] == [
        f"{case.number}: Entry 1 was changed after it was written.",
        "Pot ROG leader_network 2024 has kr 1 available; the ledger says kr 1 800 000.",
    ]
    assert printed.splitlines()[-1] == "2 findings."


def test_one_case_can_be_checked_by_its_number_or_its_name_as_a_draft(cast: SimpleNamespace) -> None:
    sound, case = journaled_case(1), granted_case()
    with tampering():
        sound.journal.update(action="other")
    Case.objects.filter(pk=case.pk).update(draft_number=case.number, number="ROG-2024-1001")
    for name in ("ROG-2024-1001", case.number):
        assert run("--case", name) == (0, "Checked: journal entries 2, ledger entries 1.\nNo findings.\n")
    assert run("--case", sound.number)[0] == 1
    assert run("--case", "ROG-2024-9") == (2, "There is no case ROG-2024-9.\n")


def test_a_missing_trigger_is_found(db: None) -> None:
    on = " ON workflows_ledgerentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER workflows_ledgerentry_no_delete{on}")
    assert faults() == ["The trigger workflows_ledgerentry_no_delete is missing or does nothing."]
    assert run("--case", bare_case().number)[0] == 1


# Journals


@pytest.mark.adversary("A16", "in each case, what was edited, removed, put in or cut off is found")
def test_each_case_is_checked(cast: SimpleNamespace) -> None:
    empty, edited, cut, emptied, sound = bare_case(), *(journaled_case(2) for _ in range(4))
    with tampering():
        edited.journal.filter(seq=2).update(action="other")
        remove_entries(cut.journal.get(seq=2))
        remove_entries(*emptied.journal.all())
        Case.objects.filter(pk=empty.pk).update(journal_count=1)
    assert faults() == [
        f"{empty.number}: The case has counted 1 entries, and the last one there is has number 0.",
        f"{edited.number}: Entry 2 was changed after it was written.",
        f"{cut.number}: The case has counted 2 entries, and the last one there is has number 1.",
        f"{emptied.number}: The case has counted 2 entries, and the last one there is has number 0.",
    ]
    assert faults(sound) == []


def test_verifying_takes_as_many_queries_for_many_cases_as_for_one(
    cast: SimpleNamespace, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(5):
        granted_case()
    with django_assert_max_num_queries(22):
        verify_all()


def test_money_awarded_and_not_committed_is_found(cast: SimpleNamespace) -> None:
    values = {"reasons": "x", "by": cast.decision_maker}
    case, other, refused, sound = bare_case(), granted_case(), bare_case(), granted_case()
    Decision.objects.create(case=case, outcome=Outcome.GRANTED, awarded_amount=5, **values)
    Decision.objects.create(case=other, outcome=Outcome.PARTLY_GRANTED, awarded_amount=199_999, **values)
    Decision.objects.create(case=refused, outcome=Outcome.REFUSED, awarded_amount=0, **values)
    Decision.objects.create(case=sound, outcome=Outcome.GRANTED, awarded_amount=200_000, **values)
    assert faults() == [
        f"{case.number}: kr 5 was awarded and kr 0 committed.",
        f"{other.number}: kr 199 999 was awarded and kr 200 000 committed.",
    ]
    assert faults(other) == [f"{other.number}: kr 199 999 was awarded and kr 200 000 committed."]
    assert faults(sound) == []
