"""A case is sent to another installation: two persons, then it stands still here, and can be taken back (R7.3)."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from tests import way
from workflows import outbox, work
from workflows.application import replying
from workflows.application.withdrawing import withdraw
from workflows.cases import correspondence, journal, registering
from workflows.cases.acts import acts_in
from workflows.cases.models import Case, CasePause, Sending, WorkItem
from workflows.cases.rights import can
from workflows.directory.models import Notice, User
from workflows.errors import AlreadyDone, Elsewhere, NotAllowed, NotThere, Refused
from workflows.funds.models import LedgerEntry
from workflows.package.files import receipt_of
from workflows.package.verifying import verify
from workflows.sending import actions, starting
from workflows.verifying import verify_all
from workflows.walkthrough.answers import PDF
from workflows.worklists import due

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
TO = "Statsforvalteren i Vestland, egen installasjon"


def proposed(case: Case, cast: SimpleNamespace) -> Sending:
    return actions.propose(case=case, to=TO, reason="Nettverket har byttet fylke", by=cast.caseworker)


def sent(case: Case, cast: SimpleNamespace) -> Sending:
    decider = User.objects.get(pk=cast.decision_maker.pk)
    return actions.decide(sending=proposed(case, cast), approve=True, note="Avtalt med dem", by=decider)


@pytest.mark.requirement(
    "R7.3",
    "two persons send a case: sealed with its whole history, then read-only with a pointer, its work ended",
)
def test_a_case_is_sent_by_two_persons(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    here = f"/saker/{case.number}/send/"
    assert browse(cast.outsider).get(here).status_code == 404
    assert browse(way.leader_of(case)).get(here).status_code == 403
    assert (
        browse(cast.caseworker).post(here, {"action": "propose", "to": "", "reason": ""}).status_code == 422
    )
    asked = {"action": "propose", "to": TO, "reason": "Nettverket har byttet fylke"}
    assert browse(cast.caseworker).post(here, asked).status_code == 302
    note = {"action": "approve", "note": "Avtalt"}
    assert browse(cast.caseworker).post(here, note).status_code == 403
    assert browse(cast.decision_maker).post(here, {"action": "approve", "note": ""}).status_code == 422
    assert browse(cast.decision_maker).post(here, note).status_code == 302
    assert browse(cast.decision_maker).post(here, note).status_code == 409
    away, sending = Case.objects.get(pk=case.pk), Sending.objects.get(case=case)
    assert away.sent_away_at == sending.answered_at
    assert not WorkItem.objects.filter(case=case, open=True).exists()
    assert [each.why for each in away.pauses.filter(until=None)] == [CasePause.Why.SENT]
    whole = browse(cast.caseworker).get(f"{here}pakke.zip")
    checked = verify(io.BytesIO(b"".join(whole)), seal=sending.seal)  # type: ignore[arg-type]
    assert (checked.faults, checked.case) == ([], case.number)
    assert away.journal.latest("seq").action == "case.sent"
    outbox.deliver_due()
    page = browse(way.leader_of(case)).get(away.get_absolute_url()).content.decode()
    assert TO in page
    assert Notice.objects.filter(user=way.leader_of(case), subject__contains=case.number).exists()
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R7.3", "in a case that is away every act is refused, with where it is, and no sweep acts"
)
def test_nothing_is_done_in_a_case_that_is_away(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    case = way.assessed()
    item, by = way.item(case, "declare"), browse(cast.caseworker)
    sent(case, cast)
    case = Case.objects.get(pk=case.pk)
    before = (case.journal_count, case.documents.count(), LedgerEntry.objects.count())
    for act in (
        lambda: work.complete(item, by=cast.decision_maker, data={"declaration": "impartial"}, key="k"),
        lambda: work.claim(item, by=cast.decision_maker),
        lambda: work.assign(item, to=cast.decision_maker, by=cast.decision_maker),
        lambda: correspondence.write_message(case=case, by=cast.caseworker, text="Hei"),
        lambda: correspondence.write_note(case=case, by=cast.caseworker, text="Hei"),
        lambda: upload(case, cast.caseworker),
    ):
        with pytest.raises(NotAllowed, match="Vestland"):
            act()
    with pytest.raises(Refused, match="Vestland"):
        proposed(case, cast)
    item = WorkItem.objects.get(pk=item.pk)
    assert not can(cast.decision_maker, "work", item)
    assert can(cast.decision_maker, "view", case)
    for address, data in (
        ("meldinger/", {"text": "Hei"}), ("notater/", {"text": "Hei"}), ("send/", {"action": "propose", "to": "x"}),
        ("dokumenter/nytt/", {"title": "x", "direction": "in", "party": "x", "file": pdf()}),
    ):  # fmt: skip
        assert by.post(f"/saker/{case.number}/{address}", data).status_code in (400, 403, 422), address
    assert browse(way.leader_of(case)).post(f"/saker/{case.number}/trekk/", {"reason": "x"}).status_code in (
        403,
        422,
    )
    assert by.post(f"/saker/{case.number}/overfor/", {"to": 1, "reason": "x"}).status_code in (403, 422)
    at(2025, 6, 1)
    due.sweep()
    replying.propose_replies()
    case = Case.objects.get(pk=case.pk)
    assert (case.journal_count, case.documents.count(), LedgerEntry.objects.count()) == before


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("brev.pdf", PDF, content_type="application/pdf")


def upload(case: Case, by: User) -> None:
    nothing = dict.fromkeys(registering.FIELDS, "") | {"dispatched_on": None, "withheld": False}
    registering.add_document(
        case=case, upload=pdf(), title="Brev", direction="in", party="", by=by, values=nothing
    )


def test_a_verb_that_asks_nobody_is_refused_by_the_journal(cast: SimpleNamespace) -> None:
    case = way.submitted()
    stale = Case.objects.get(pk=case.pk)
    sent(case, cast)
    for copy in (stale, Case.objects.get(pk=case.pk)):
        with pytest.raises(Elsewhere):
            journal.record(case=copy, action="report.claimed", actor=None)


@pytest.mark.requirement("R7.3", "a case with money that is granted and not paid is not sent, and says why")
def test_what_cannot_be_sent_says_why(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="150\xa0000"):
        proposed(way.granted(), cast)
    with pytest.raises(Refused):
        proposed(_closed(cast), cast)
    with pytest.raises(NotThere):
        actions.propose(case=way.begin("self_initiated"), to=TO, reason="x", by=cast.caseworker)


def _closed(cast: SimpleNamespace) -> Case:
    case = way.submitted("self_initiated")
    return withdraw(case=case, by=way.leader_of(case))


@pytest.mark.requirement(
    "R7.3", "what the receiver did not take is taken back, with the reason, and goes on from a chosen step"
)
def test_a_case_is_taken_back(cast: SimpleNamespace, browse: Browse) -> None:
    sending = sent(way.assessed(), cast)
    case, here = sending.case, f"/saker/{sending.case.number}/send/"
    assert [start.code for start in starting.possible(Case.objects.get(pk=case.pk))] == [
        "formal_check", "assessment", "decision",
    ]  # fmt: skip
    back = {"action": "take_back", "step": "decision", "reason": "De tok den ikke"}
    assert browse(cast.caseworker).post(here, back).status_code == 403
    assert browse(cast.decision_maker).post(here, back | {"step": "audit"}).status_code == 422
    assert browse(cast.decision_maker).post(here, back | {"reason": ""}).status_code == 422
    assert browse(cast.decision_maker).post(here, back).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert case.sent_away_at is None
    assert not case.pauses.filter(until=None).exists()
    assert [item.node for item in WorkItem.objects.filter(case=case, open=True)] == ["declare"]
    assert case.journal.latest("seq").action == "case.taken_back"
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    case = way.do(case, "decide", "decision_maker", **way.answers.decision(case, 150_000))
    assert case.decision.awarded_amount == 150_000
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R7.3", "the receiver's code makes the case theirs for good; another code is refused"
)
def test_a_receipt_ends_it(cast: SimpleNamespace) -> None:
    sending = sent(way.submitted(), cast)
    for wrong in ("", "0000-0000-0000", receipt_of("f" * 64)):
        with pytest.raises(Refused):
            actions.confirm(sending=sending, code=wrong, by=cast.caseworker)
    actions.confirm(sending=sending, code=receipt_of(sending.seal).lower(), by=cast.caseworker)
    assert sending.case.journal.latest("seq").action == "case.received_there"
    with pytest.raises(AlreadyDone):
        actions.confirm(sending=sending, code=receipt_of(sending.seal), by=cast.caseworker)
    decider = User.objects.get(pk=cast.decision_maker.pk)
    with pytest.raises(Refused, match=r"kan ikke tas tilbake|cannot be taken back"):
        actions.take_back(sending=sending, step="formal_check", reason="x", by=decider)


@pytest.mark.requirement("R7.3", "in a case that is away no act is offered, and none that is typed is done")
def test_no_act_is_offered_in_a_case_that_is_away(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.paid()
    leader = way.leader_of(case)
    offered = acts_in(case, leader)
    assert offered
    sent(case, cast)
    away = Case.objects.get(pk=case.pk)
    assert acts_in(away, leader) == []
    for act in offered:
        assert browse(leader).get(f"/saker/{case.number}/gjor/{act.slug}/").status_code == 403


def test_nobody_sends_what_they_proposed(cast: SimpleNamespace) -> None:
    decider = User.objects.get(pk=cast.decision_maker.pk)
    asked = actions.propose(case=way.submitted(), to=TO, reason="x", by=decider)
    with pytest.raises(NotAllowed, match=r"[Tt]o personer|Two persons"):
        actions.decide(sending=asked, approve=True, note="x", by=decider)
    with pytest.raises(Refused):
        actions.propose(case=asked.case, to=TO, reason="x", by=cast.caseworker)


@pytest.mark.requirement(
    "R7.3", "what was sent stands as it was sent: the database itself lets nobody change it"
)
def test_what_was_sent_stands(cast: SimpleNamespace) -> None:
    sending = sent(way.submitted(), cast)
    for change in ({"seal": "f" * 64}, {"approved": False}, {"case_id": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sending.objects.filter(pk=sending.pk).update(**change)
    actions.confirm(sending=sending, code=receipt_of(sending.seal), by=cast.caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sending.objects.filter(pk=sending.pk).update(confirmed_at=None)
