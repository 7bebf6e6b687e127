"""A case that comes from another installation goes on here, with all that came (R7.3)."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from imports.transfer import actions, placing
from imports.transfer.models import Incoming
from tests import way
from workflows.cases.models import Arrival, Case, FactSheet, Participation, WorkItem
from workflows.cases.rights import can
from workflows.directory.models import GovernorOffice, Network
from workflows.errors import NotAllowed, Refused
from workflows.funds.actions import give_authority
from workflows.funds.balances import balance_of
from workflows.funds.models import LedgerEntry, Pot
from workflows.package.contents import rows_of
from workflows.package.files import receipt_of
from workflows.sending.actions import confirm
from workflows.verifying import verify_all

from .conftest import fresh, package_of, send

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def plain(case: Case) -> dict[str, list[Any]]:
    """Return the rows of a case without what is another in each installation: keys, people, documents."""
    told: dict[str, list[Any]] = {}
    for name, rows in rows_of(case).items():
        told[name] = [
            {
                field.attname: field.value_from_object(row)
                for field in row._meta.concrete_fields
                if not field.primary_key and not field.is_relation and field.name not in ("answers", "act")
            }
            for row in rows
        ]
    return told


@pytest.mark.requirement(
    "R7.3",
    "an assessed case is received by two persons with number, documents, checks and history, and is decided there",
)
def test_an_assessed_case_is_received_and_decided(cast: SimpleNamespace, browse: Browse, at: Any) -> None:
    case = way.assessed()
    number, sent = case.number, send(case, cast)
    documents = list(case.documents.values_list("title", "checksum"))
    page = "/utveksling/saker/"
    assert browse(cast.outsider).get(page).status_code == 404
    worker, decider = browse(cast.other_caseworker), browse(cast.other_decision_maker)
    given = {"file": upload(package_of(sent)), "office": office_of("VES"), "seal": sent.seal}
    taken = worker.post(page, given)
    assert taken.status_code == 302
    here = taken["Location"]
    assert browse(cast.caseworker).get(here).status_code == 404
    shown = worker.get(here).content.decode()
    assert all(
        words in shown for words in (number, "Nettverket har byttet fylke", "Caseworker Testdal", sent.seal)
    )
    chosen = {"action": "propose", "network": "ryfylke", "municipality": case.municipality.code,
              "call": str(case.call_id), "step": "decision", "reason": "Hører hit"}  # fmt: skip
    assert worker.post(here, chosen | {"step": "audit"}).status_code == 422
    assert worker.post(here, chosen | {"municipality": "9999"}).status_code == 422
    assert worker.post(here, chosen).status_code == 302
    assert worker.post(here, {"action": "receive", "note": ""}).status_code == 403
    assert decider.post(here, {"action": "receive", "note": ""}).status_code == 302
    assert decider.post(here, {"action": "receive", "note": ""}).status_code == 409
    received = Case.objects.get(number=number)
    assert (received.office.code, received.network, received.edition) == ("VES", case.network, case.edition)
    assert list(received.documents.values_list("title", "checksum")) == documents
    assert FactSheet.objects.filter(case=received).count() == FactSheet.objects.filter(case=case).count() > 0
    there, now = plain(case), plain(received)
    there["pauses"], there["transfers"] = [], []
    assert now == there
    first = received.journal.get(seq=1)
    assert (first.action, first.details.data["seal"]) == ("case.received", sent.seal)
    assert receipt_of(sent.seal) in decider.get(here).content.decode()
    history = decider.get(f"/saker/{number}/mottatt/").content.decode()
    assert "Caseworker Testdal" in history
    assert len(b"".join(decider.get(f"/saker/{number}/mottatt/pakke.zip"))) == len(package_of(sent))
    received = way.do(received, "declare", fresh(cast.other_decision_maker), declaration="impartial")
    give_authority(office=received.office, scheme=received.scheme, year=2024, amount=150_000, by=None)
    received = way.do(
        received, "decide", fresh(cast.other_decision_maker), **way.answers.decision(received, 150_000)
    )
    assert LedgerEntry.objects.get(case=received).pot.office.code == "VES"
    confirm(sending=sent, code=receipt_of(sent.seal), by=fresh(cast.caseworker))
    assert verify_all().faults == []


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("sak.zip", content, content_type="application/zip")


def office_of(code: str) -> int:
    return GovernorOffice.objects.get(code=code).pk


@pytest.mark.requirement(
    "R7.3",
    "what was paid stays in the pot it was paid from; the report, its control and the repayment go on there",
)
def test_a_paid_case_is_reported_and_repaid_there(cast: SimpleNamespace, receive: Any, at: Any) -> None:
    case = way.paid("self_initiated", awarded=120_000)
    before = {pot.pk: pot.available for pot in Pot.objects.all()}
    received = receive(package_of(send(case, cast)), "report")
    assert balance_of(received) == balance_of(case)
    assert {pot.pk: pot.available for pot in Pot.objects.filter(pk__in=before)} == before
    assert [
        (entry.kind, entry.amount, entry.at, entry.pot.office.code) for entry in received.ledger.all()
    ] == [(entry.kind, entry.amount, entry.at, "ROG") for entry in case.ledger.all()]
    assert verify_all().faults == []
    at(2025, 1, 10)
    received = way.do(
        received, "report", way.leader_of(received), **way.answers.report(100_000, case=received)
    )
    received = way.do(received, "control", fresh(cast.other_caseworker), **way.answers.control(received))
    assert WorkItem.objects.filter(case=received, open=True).exists()
    assert verify_all().faults == []


@pytest.mark.requirement("R7.3", "a report that was sent is controlled where the case came to")
def test_a_sent_report_is_controlled_there(cast: SimpleNamespace, receive: Any, at: Any) -> None:
    case = _reported(at)
    received = receive(package_of(send(case, cast)), "report_control")
    received = way.do(received, "control", fresh(cast.other_caseworker), **way.answers.control(received))
    assert received.reports.get().approved is True
    assert received.reports.get().answers.keys() == case.reports.get().answers.keys()
    assert verify_all().faults == []


def _reported(at: Any) -> Case:
    case = way.paid()
    at(2025, 1, 10)
    return way.do(case, "report", way.leader_of(case), **way.answers.report(150_000, case=case))


@pytest.mark.requirement(
    "R7.3", "people count for separation of duties as who they were there, also where one of them works here"
)
def test_separation_of_duties_goes_on(cast: SimpleNamespace, receive: Any) -> None:
    case = way.assessed()
    assessor = Participation.objects.get(case=case, capacity="assessed").person
    content = package_of(send(case, cast))
    received = receive(content, "decision", people={str(assessor.pk): "other_decision_maker"})
    item = way.item(received, "declare")
    denied = can(fresh(cast.other_decision_maker), "work", item)
    assert not denied
    assert "to personer" in denied.reason
    others = Participation.objects.filter(case=received).exclude(person__username="other_decision_maker")
    assert {(each.person.is_active, each.person.has_usable_password()) for each in others} == {(False, False)}
    assert {str(each.person) for each in others} >= {"Caseworker Testdal"} - {str(assessor)}


@pytest.mark.requirement("R7.3", "a network and a call that are not here are made, with the sender's words")
def test_what_is_not_here_is_made(cast: SimpleNamespace, receive: Any, at: Any) -> None:
    case = way.complete()
    content = package_of(send(case, cast))
    Network.objects.filter(pk=case.network_id).update(code="ryfylke-gammelt")
    at(2024, 9, 1)
    received = receive(content, "assessment", network="", call="")
    assert (received.network.code, received.network.name) == ("ryfylke", case.network.name)
    assert received.network != case.network
    assert (received.call.office.code, received.call.year) == ("ROG", 2024)


@pytest.mark.requirement("R7.3", "the same package twice is told so; one that is turned down is not kept")
def test_a_package_is_received_once(
    cast: SimpleNamespace, browse: Browse, receive: Any, take_in: Any
) -> None:
    sent = send(way.submitted(), cast)
    content = package_of(sent)
    turned_down = take_in(content)
    page = browse(cast.other_caseworker)
    again = {"file": upload(content), "office": office_of("VES"), "seal": ""}
    assert page.post("/utveksling/saker/", again).status_code == 422
    decider = browse(cast.other_decision_maker)
    assert (
        decider.post(turned_down.get_absolute_url(), {"action": "turn_down", "note": ""}).status_code == 422
    )
    assert (
        decider.post(
            turned_down.get_absolute_url(), {"action": "turn_down", "note": "Feil kontor"}
        ).status_code
        == 302
    )
    gone = Incoming.objects.get(pk=turned_down.pk)
    assert (gone.state, gone.file.name, gone.case) == ("turned_down", "", None)
    received = receive(content, "formal_check")
    again["file"] = upload(content)
    told = page.post("/utveksling/saker/", again)
    assert told.status_code == 422
    assert received.number in told.content.decode()
    assert Arrival.objects.count() == 1


def test_nobody_receives_what_they_proposed(
    cast: SimpleNamespace, take_in: Any, vestland: GovernorOffice
) -> None:
    content, decider = package_of(send(way.submitted(), cast)), fresh(cast.other_decision_maker)
    incoming = take_in(content)
    with pytest.raises(Refused):
        actions.decide(incoming=incoming, approve=True, note="", by=decider)
    with actions.opened(incoming) as came:
        placed = placing.suggested(came, vestland)
    incoming = actions.propose(incoming=incoming, placing=placed, step="formal_check", reason="x", by=decider)
    with pytest.raises(NotAllowed):
        actions.decide(incoming=incoming, approve=True, note="", by=decider)
    with pytest.raises(NotAllowed):
        actions.take_in(file=io.BytesIO(content), office=vestland, by=fresh(cast.caseworker))
