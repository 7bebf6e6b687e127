"""A case of Rogaland's, sent to Vestland's own installation: here the same one, where its number is set free."""

import io
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from imports.transfer import actions, placing
from imports.transfer.models import Incoming
from imports.transfer.opening import open_package
from workflows.cases.models import Case, Sending
from workflows.directory.models import GovernorOffice, User
from workflows.sending import actions as sending

TO = "Statsforvalteren i Vestland, egen installasjon"


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Here people work: in bokmål, as everywhere else."""
    with translation.override("nb"):
        yield


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def send(case: Case, cast: SimpleNamespace) -> Sending:
    """Send a case by two persons, and set its number free: what is received here is another installation's then."""
    asked = sending.propose(case=case, to=TO, reason="Nettverket har byttet fylke", by=fresh(cast.caseworker))
    sent = sending.decide(sending=asked, approve=True, note="Avtalt", by=fresh(cast.decision_maker))
    Case.objects.filter(pk=case.pk).update(number=f"SENT-{case.pk}")
    return sent


def package_of(sent: Sending) -> bytes:
    with sent.file.open("rb") as file:
        return bytes(file.read())


@pytest.fixture
def vestland(db: None) -> GovernorOffice:
    return GovernorOffice.objects.get(code="VES")


@pytest.fixture
def take_in(cast: SimpleNamespace, vestland: GovernorOffice) -> Callable[[bytes], Incoming]:
    def take(content: bytes) -> Incoming:
        return actions.take_in(file=io.BytesIO(content), office=vestland, by=fresh(cast.other_caseworker))

    return take


@pytest.fixture
def receive(cast: SimpleNamespace, vestland: GovernorOffice, take_in: Any) -> Callable[..., Case]:
    """Return what takes a package through both persons, placed as suggested but for what is said."""

    def receive(content: bytes, step: str, **said: Any) -> Case:
        incoming = take_in(content)
        placed = placing.suggested(open_package(io.BytesIO(content)), vestland) | said
        incoming = actions.propose(
            incoming=incoming,
            placing=placed,
            step=step,
            reason="Nettverket hører hit",
            by=fresh(cast.other_caseworker),
        )
        incoming = actions.decide(
            incoming=incoming, approve=True, note="", by=fresh(cast.other_decision_maker)
        )
        return Case.objects.get(pk=incoming.case_id)

    return receive
