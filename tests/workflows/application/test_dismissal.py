"""Dismissed at the formal check: a letter with the reasons, a closed case, and nothing after it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.checking import preview
from workflows.cases.models import Case
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
WHY = "Søknaden gjelder drift, som ordningen ikke dekker."


def dismissed(case: Case | None = None, **changes: Any) -> Case:
    """Return a case whose application is dismissed."""
    data = {"result": "dismiss", "reasons": WHY} | changes
    return way.do(case or way.submitted(), "formal_check", "caseworker", **data)


def words(page: Any) -> str:
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)


@pytest.mark.requirement("R3.11", "a dismissed application ends the case: no task, no assessment, no money")
def test_a_dismissal_ends_the_case() -> None:
    case = dismissed()
    assert (case.status, case.ending, case.closed_at is not None) == ("closed", "dismissed", True)
    assert (seeing.open_tasks(case), seeing.ledger(case)) == ([], [])
    assert [process.status for process in case.processes.all()] == ["DONE"]
    assert seeing.acts(case)[-2:] == [
        ("application.formal_check", "caseworker"), ("case.closed", "caseworker"),
    ]  # fmt: skip
    assert case.formal_checks.get().dismissed_because == WHY


def test_the_letter_gives_the_reasons_and_the_paragraph_in_the_municipalitys_language() -> None:
    case = way.submitted()
    [rule, *_more] = [rule for rule, found in preview(case, "application") if found.outcome == "unmet"]
    case = dismissed(case, paragraph=rule.pk)
    language = case.letter_language
    assert seeing.letters(case)[-1] == ("dismissed", language)
    said = seeing.letter(case, "dismissed")
    assert (WHY in said, f"{rule}: {rule.wording(language)}" in said) == (True, True)


def test_nothing_is_dismissed_without_a_reason() -> None:
    said = seeing.refusals(way.submitted(), "formal_check", "caseworker", result="dismiss")
    assert said == {"reasons": [_("Say why it is dismissed.")]}


@pytest.mark.adversary("B15", "a late application is accepted with a reason, or dismissed")
def test_a_late_application_is_dismissed_without_a_reason_to_accept_it(at: Any) -> None:
    case = way.written()
    at(2024, 6, 3)
    case = way.do(case, "submit", way.leader_of(case), choice="send")
    case = dismissed(case, reasons="For sent.")
    assert (case.application.late, case.ending) == (True, "dismissed")


@pytest.mark.requirement(
    "R3.11", "how a case ended stands on its page, in the list and on the network's page"
)
def test_how_it_ended_is_said_everywhere(browse: Any, cast: Any) -> None:
    case = dismissed()
    leader, caseworker = browse(way.leader_of(case)), browse(cast.caseworker)
    for page in (
        leader.get(case.get_absolute_url()),
        leader.get("/min-side/"),
        caseworker.get("/saker/?status=dismissed"),
        caseworker.get(case.get_absolute_url()),
    ):
        assert str(case.get_ending_display()) in words(page)
    assert case.number not in words(caseworker.get("/saker/?status=refused"))


def test_an_open_case_has_not_ended() -> None:
    case = way.submitted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(ending="dismissed")


def test_a_refusal_and_a_settled_case_end_otherwise(at: Any) -> None:
    data = {"outcome": "refused", "reasons": "Nei.", "awarded_amount": "0"}
    refused = way.do(way.ready_to_decide(), "decide", "decision_maker", **data)
    assert (refused.status, refused.ending) == ("closed", "refused")
    paid = way.paid()
    at(2025, 1, 10)
    reported = way.do(paid, "report", way.leader_of(paid), **answers.report(150_000))
    settled = way.do(reported, "control", "caseworker", **answers.control(reported))
    assert (settled.status, settled.ending) == ("closed", "completed")
    assert (refused.status_in_words, settled.status_in_words) == (_("Refused"), _("Closed"))
