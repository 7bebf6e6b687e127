"""Two who receive the same case at once, send it at once, or enter its receipt while it is taken back (R7.3)."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from imports.transfer import actions, placing
from imports.transfer.models import Incoming
from imports.transfer.opening import open_package
from tests import way
from tests.together import at_once
from workflows.cases.models import Arrival, Case, Sending
from workflows.directory.models import GovernorOffice, User
from workflows.errors import AlreadyDone, Refused
from workflows.package.files import receipt_of
from workflows.sending import actions as sending
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db(transaction=True)


def who(name: str) -> User:
    return User.objects.get(username=name)


def proposed() -> Sending:
    return sending.propose(case=way.submitted(), to="Vestland", reason="Flyttet", by=who("caseworker"))


def send(asked: Sending) -> Callable[[], Sending]:
    return lambda: sending.decide(sending=asked, approve=True, note="Avtalt", by=who("decision_maker"))


@pytest.mark.requirement("R7.3", "of several who send a case at once one does, the others hear who did")
def test_a_case_is_sent_once() -> None:
    asked = proposed()
    results = at_once(*[send(asked) for _each in range(3)])
    assert sum(isinstance(result, AlreadyDone) for result in results) == 2
    assert asked.case.journal.filter(action="case.sent").count() == 1


@pytest.mark.requirement("R7.3", "of several who receive a case at once one does: there is one case, once")
def test_a_case_is_received_once() -> None:
    sent = send(proposed())()
    Case.objects.filter(pk=sent.case_id).update(number="SENT-1")
    office = GovernorOffice.objects.get(code="VES")
    with sent.file.open("rb") as file:
        content = file.read()

    def take_in() -> Incoming:
        return actions.take_in(file=io.BytesIO(content), office=office, by=who("other_caseworker"))

    taken = at_once(take_in, take_in)
    assert sum(isinstance(result, Refused) for result in taken) == 1
    incoming = Incoming.objects.get()
    placed = placing.suggested(open_package(io.BytesIO(content)), office)
    actions.propose(
        incoming=incoming, placing=placed, step="formal_check", reason="x", by=who("other_caseworker")
    )

    def receive() -> Any:
        return actions.decide(incoming=incoming, approve=True, note="", by=who("other_decision_maker"))

    results = at_once(receive, receive, receive)
    assert sum(isinstance(result, AlreadyDone) for result in results) == 2
    assert Arrival.objects.get().case.items.filter(open=True).count() == 1
    assert verify_all().faults == []


@pytest.mark.requirement("R7.3", "a case is received there or taken back, never both")
def test_received_or_taken_back() -> None:
    sent = send(proposed())()

    def confirm() -> Any:
        return sending.confirm(sending=sent, code=receipt_of(sent.seal), by=who("caseworker"))

    def back() -> Any:
        return sending.take_back(sending=sent, step="formal_check", reason="x", by=who("decision_maker"))

    results = at_once(confirm, back)
    assert sum(isinstance(result, Refused) for result in results) == 1
    now = Sending.objects.get(pk=sent.pk)
    assert (now.confirmed_at is None) != (now.taken_back_at is None)
