"""The network takes its application back: any time before a decision, and never after."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.application.models import Withdrawal
from workflows.application.withdrawing import withdraw
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.outbox import OutboxMessage

pytestmark = pytest.mark.django_db
WHY = "Vi søker heller neste år."


def path(case: Case) -> str:
    return f"/saker/{case.number}/trekk/"


def told() -> list[str]:
    """Return the usernames of those who are told that a case is withdrawn."""
    keys = OutboxMessage.objects.filter(key__startswith="mail:withdrawn:").values_list("payload", flat=True)
    return sorted(User.objects.get(pk=payload["user"]).username for payload in keys)


@pytest.mark.requirement(
    "R3.11", "an application is withdrawn from the case page at any time before a decision"
)
@pytest.mark.parametrize("stage", ["submitted", "complete", "assessed", "ready_to_decide"])
def test_an_application_is_withdrawn_until_it_is_decided(stage: str, browse: Any) -> None:
    case = getattr(way, stage)()
    leader = browse(way.leader_of(case))
    assert path(case) in leader.get(case.get_absolute_url()).content.decode()
    assert leader.post(path(case), {"reason": WHY}).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.ending, seeing.open_tasks(case)) == ("closed", "withdrawn", [])
    assert {process.status for process in case.processes.all()} <= {"DONE", "CANCELED"}
    assert case.processes.filter(finished__isnull=True).count() == 0
    assert seeing.acts(case)[-2:] == [
        ("application.withdrawn", way.leader_of(case).username),
        ("case.closed", way.leader_of(case).username),
    ]
    assert seeing.letters(case)[-1][0] == "withdrawn"
    assert (case.withdrawal.reason, seeing.ledger(case)) == (WHY, [])


def test_the_office_is_told_those_who_worked_in_it_first(cast: SimpleNamespace) -> None:
    case = way.submitted()
    withdraw(case=case, by=way.leader_of(case))
    assert told() == ["caseworker", "second_caseworker"]
    OutboxMessage.objects.all().delete()
    case = way.complete()
    withdraw(case=case, by=way.leader_of(case))
    assert told() == ["caseworker"]


@pytest.mark.requirement(
    "R3.11", "while the network is asked for more it can withdraw too, and the clock is let go"
)
def test_withdrawing_instead_of_a_supplement_lets_the_clock_go() -> None:
    case = way.do(way.submitted(), "formal_check", "caseworker", result="ask", asked_for="Mer.")
    case = withdraw(case=case, by=way.leader_of(case))
    assert case.pauses.filter(until__isnull=True).count() == 0
    assert seeing.open_tasks(case) == []


@pytest.mark.requirement(
    "R3.11", "a draft that was never sent is put away: no number, no letter, no word to the office"
)
def test_a_draft_is_put_away(browse: Any, cast: SimpleNamespace) -> None:
    case = way.written()
    leader = browse(way.leader_of(case))
    assert leader.post(path(case), {}).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.ending, case.number[:7]) == ("draft", "withdrawn", "UTKAST-")
    assert (seeing.open_tasks(case), seeing.letters(case), told()) == ([], [], [])
    assert case.get_absolute_url() not in leader.get("/min-side/").content.decode()
    assert browse(cast.caseworker).get(case.get_absolute_url()).status_code == 404


def test_a_decided_or_closed_case_is_not_withdrawn(browse: Any) -> None:
    case = way.granted()
    leader = browse(way.leader_of(case))
    assert path(case) not in leader.get(case.get_absolute_url()).content.decode()
    decided = _("The application is decided, and can no longer be withdrawn. Contact the county governor.")
    refused = leader.post(path(case), {"reason": WHY})
    assert (refused.status_code, decided in refused.content.decode()) == (409, True)
    gone = way.submitted()
    withdraw(case=gone, by=way.leader_of(gone))
    with pytest.raises(Refused):
        withdraw(case=gone, by=way.leader_of(gone))
    assert Withdrawal.objects.count() == 1


@pytest.mark.adversary(
    "D4", "only the network's own leader withdraws: 403 to who sees it, 404 to who does not"
)
def test_nobody_else_withdraws(cast: SimpleNamespace, browse: Any) -> None:
    case = way.submitted()
    for person in (cast.caseworker, cast.child_welfare_leader, cast.fund_manager):
        with pytest.raises(NotAllowed):
            withdraw(case=case, by=person)
        assert browse(person).post(path(case)).status_code == 403
    for person in (cast.outsider, cast.other_caseworker):
        with pytest.raises(NotThere):
            withdraw(case=case, by=person)
        assert browse(person).post(path(case)).status_code == 404
    assert Case.objects.get(pk=case.pk).closed_at is None
