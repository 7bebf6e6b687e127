"""Rows without their flows, for tests of what lies below the one door: journal, ledger, seals."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from workflows import guards
from workflows.cases import journal
from workflows.cases.models import Case, JournalDetail, JournalEntry
from workflows.directory.models import Network, User
from workflows.funds import actions as funds
from workflows.funds.models import Pot
from workflows.schemes.models import Call


def bare_case(scheme: str = "leader_network") -> Case:
    """Return a draft of a network in Rogaland, without a journal and without tasks."""
    network = Network.objects.get(code={"leader_network": "ryfylke", "self_initiated": "jaeren"}[scheme])
    call = Call.objects.get(office__code="ROG", scheme_version__code=scheme, year=2024)
    return Case.objects.create(
        title=network.name,
        call=call,
        edition=call.edition,
        scheme_version=call.scheme_version,
        office=call.office,
        network=network,
        municipality=network.responsible_municipality,
        year=call.year,
    )


def journaled_case(entries: int = 3) -> Case:
    """Return a case with a journal of so many entries, each with details."""
    case, actor = bare_case(), User.objects.get(username="caseworker")
    with transaction.atomic():
        for number in range(1, entries + 1):
            journal.record(case=case, action=f"test.step{number}", actor=actor, details={"number": number})
    return case


def granted_case(amount: int = 200_000) -> Case:
    """Return a case with a journal of two entries and so many kroner committed."""
    case = journaled_case(2)
    funds.commit_funds(case=case, amount=amount, by=None)
    return case


def remove_entries(*entries: JournalEntry) -> None:
    """Remove entries with their details; call it while tampering."""
    JournalDetail.objects.filter(entry__in=entries).delete()
    JournalEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def plain(text: str) -> str:
    """Return a text with spaces where amounts have no-break spaces."""
    return text.replace("\u00a0", " ")


def pot_of(case: Case) -> Pot:
    """Return the pot a case is granted from, as it stands in the database."""
    return Pot.objects.get(office=case.office, scheme=case.scheme, year=case.year)


@contextmanager
def taken_back() -> Iterator[None]:
    """Let what the block does be rolled back, as after an error."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def tampering() -> Iterator[None]:
    """Let the block do what the triggers refuse, as somebody would who owns the database."""
    with transaction.atomic(), guards.lifted():
        yield
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
