"""A case is handed to another office, which takes it over or returns it: with number, documents and history (R7.3)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from workflows import outbox, work
from workflows.application import replying
from workflows.cases.models import Case, OfficeTransfer
from workflows.cases.rights import can, sees_internal, visible_cases
from workflows.directory.models import GovernorOffice, Notice, Reminder, User
from workflows.errors import AlreadyDone, NotAllowed, NotThere, Refused
from workflows.funds.models import LedgerEntry
from workflows.offices import transferring
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def offer(case: Case, by: User) -> OfficeTransfer:
    vestland = GovernorOffice.objects.get(code="VES")
    return transferring.propose(case=case, to=vestland, reason="Nettverket har byttet fylke", by=by)


@pytest.mark.requirement(
    "R7.3", "the other office takes the case over with number, documents and history; its pot pays"
)
def test_an_undecided_case_is_taken_over(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    number, documents, entries = case.number, case.documents.count(), case.journal.count()
    here, vestland = f"/saker/{number}/overfor/", GovernorOffice.objects.get(code="VES")
    assert browse(cast.other_caseworker).get(here).status_code == 404
    asked = browse(cast.caseworker).post(here, {"to": vestland.pk, "reason": "Nettverket har byttet fylke"})
    assert asked.status_code == 302
    receiver = fresh(cast.other_caseworker)
    assert can(receiver, "view", case)
    assert not sees_internal(receiver, case)
    assert number in browse(receiver).get("/oppgaver/?liste=office").content.decode()
    assert browse(receiver).post(here, {"action": "return", "text": ""}).status_code == 422
    assert browse(cast.caseworker).post(here, {"action": "accept", "text": ""}).status_code == 403
    assert browse(receiver).post(here, {"action": "accept", "text": ""}).status_code == 302
    moved = Case.objects.get(pk=case.pk)
    assert (moved.number, moved.office) == (number, vestland)
    assert (moved.documents.count(), moved.journal.count()) == (documents, entries + 2)
    assert sees_internal(fresh(receiver), moved)
    assert not visible_cases(fresh(cast.caseworker)).filter(pk=case.pk).exists()
    decider = fresh(cast.other_decision_maker)
    moved = way.do(moved, "declare", decider, declaration="impartial")
    moved = way.do(moved, "decide", decider, **answers.decision(moved, 150_000))
    assert LedgerEntry.objects.get(case=moved, kind="commitment").pot.office == vestland
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R7.3", "a decided case keeps its pot; tasks that somebody had are free at the new office"
)
def test_a_decided_case_keeps_its_pot(cast: SimpleNamespace) -> None:
    case = way.do(way.granted(), "accept", "leader_network_leader", account_number=way.ACCOUNT, accepted="on")
    work.claim(way.item(case, "register_payment"), by=cast.caseworker)
    transferring.answer(transfer=offer(case, cast.caseworker), accept=True, text="", by=cast.other_caseworker)
    item = way.item(case, "register_payment")
    assert (item.owner, item.office.code) == (None, "VES")
    way.do(
        Case.objects.get(pk=case.pk),
        "register_payment",
        fresh(cast.other_caseworker),
        paid_on="04.03.2024",
        reference="",
    )
    assert {entry.pot.office.code for entry in LedgerEntry.objects.filter(case=case)} == {"ROG"}
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R7.3", "a returned case stays where it was, with the reason; an answer is given once"
)
def test_a_case_is_returned(cast: SimpleNamespace) -> None:
    case = way.submitted()
    asked = offer(case, cast.caseworker)
    with pytest.raises(Refused):
        offer(case, cast.caseworker)
    for stranger, error in ((cast.leader_network_leader, NotAllowed), (cast.outsider, NotThere)):
        with pytest.raises(error):
            transferring.answer(transfer=asked, accept=True, text="", by=stranger)
    transferring.answer(transfer=asked, accept=False, text="Hører til dere", by=fresh(cast.other_caseworker))
    assert Case.objects.get(pk=case.pk).office.code == "ROG"
    assert not visible_cases(fresh(cast.other_caseworker)).filter(pk=case.pk).exists()
    with pytest.raises(AlreadyDone):
        transferring.answer(transfer=asked, accept=False, text="En gang til", by=fresh(cast.caseworker))
    told = case.journal.get(action="case.transfer_returned")
    assert told.details.data["answer"] == "Hører til dere"
    withdrawn = offer(case, cast.caseworker)
    transferring.answer(transfer=withdrawn, accept=False, text="Trukket", by=cast.decision_maker)
    with pytest.raises(Refused):
        transferring.propose(case=case, to=case.office, reason="x", by=cast.caseworker)


@pytest.mark.requirement(
    "R7.3",
    "the office that is asked finds the answer from the case page; days and reminders go with the case",
)
def test_what_is_asked_is_found_and_what_is_due_goes_along(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    case = way.submitted("self_initiated")
    at(2024, 3, 29)
    replying.propose_replies()
    link = f"{case.get_absolute_url()}forelopig-svar/"
    assert Reminder.objects.get(link=link).office.code == "ROG"
    due = {item.node: item.due for item in case.items.filter(open=True)}
    asked = offer(case, cast.caseworker)
    for person in (cast.other_caseworker, cast.caseworker):
        page = browse(fresh(person)).get(case.get_absolute_url()).content.decode()
        assert f"{case.get_absolute_url()}overfor/" in page
        assert "Nettverket har byttet fylke" in page
    outbox.deliver_due()
    told = Notice.objects.filter(user=cast.other_caseworker).latest("pk")
    assert told.link == f"{case.get_absolute_url()}overfor/"
    transferring.answer(transfer=asked, accept=True, text="", by=fresh(cast.other_caseworker))
    assert Reminder.objects.get(link=link).office.code == "VES"
    assert {item.node: item.due for item in case.items.filter(open=True)} == due
    assert {item.office.code for item in case.items.filter(open=True, office__isnull=False)} == {"VES"}
