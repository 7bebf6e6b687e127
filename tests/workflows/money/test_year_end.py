"""What is left when the year has ended goes back to the directorate, once."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import way
from tests.bare import plain, pot_of
from tests.workflows.money.test_pages import ALL, text
from workflows.directory.models import GovernorOffice
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.funds import actions as funds
from workflows.funds.balances import pot_overview
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.money import yearend
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
REPORT = "/midler/arsslutt/ROG/2024/"


def rogaland() -> GovernorOffice:
    return GovernorOffice.objects.get(code="ROG")


def returned() -> list[tuple[str, int]]:
    entries = LedgerEntry.objects.filter(kind=LedgerKind.RETURN).order_by("pot__scheme")
    return [(entry.pot.scheme, entry.amount) for entry in entries]


@pytest.mark.requirement(
    "R4.4", "what an office has not distributed goes back to the directorate when the year has ended"
)
def test_what_is_not_distributed_goes_back_once(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    case = way.granted()
    at(2025, 1, 1, 0)
    first = yearend.end_year(office=rogaland(), year=2024, by=cast.fund_manager)
    assert [entry.amount for entry in first] == [ALL - 150_000, ALL]
    assert yearend.end_year(office=rogaland(), year=2024, by=cast.fund_manager) == []
    assert returned() == [("leader_network", ALL - 150_000), ("self_initiated", ALL)]
    sums = pot_overview(pot_of(case))
    assert (sums.authority, sums.held, sums.returned, sums.moved, sums.available) == (
        ALL,
        150_000,
        ALL - 150_000,
        0,
        0,
    )
    assert sums.adds_up
    assert Pot.objects.get(office__code="VES", scheme="leader_network").available == ALL
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R4.4", "a year is not ended before it has: 31 December at 23.59 in Oslo is too early"
)
def test_a_year_that_has_not_ended_is_refused(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    at(2024, 12, 31, 23, 59)
    with pytest.raises(Refused):
        yearend.end_year(office=rogaland(), year=2024, by=cast.fund_manager)
    assert returned() == []


def test_only_the_directorate_ends_the_year_of_an_office(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    at(2025, 1, 2)
    with pytest.raises(NotAllowed):
        yearend.end_year(office=rogaland(), year=2024, by=cast.decision_maker)
    for stranger in (cast.other_decision_maker, cast.network_leader, cast.payment_attester):
        with pytest.raises(NotThere):
            yearend.end_year(office=rogaland(), year=2024, by=stranger)
    assert returned() == []


@pytest.mark.requirement(
    "R5.3", "after the year's end, what is let go of or paid back is in no pot that can be granted from"
)
def test_money_that_comes_free_after_the_year_stays_out_of_the_pot(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    paid, granted, late = way.paid(), way.granted(), way.assessed()
    at(2025, 1, 2)
    yearend.end_year(office=rogaland(), year=2024, by=cast.fund_manager)
    funds.repay(case=paid, amount=40_000, by=cast.caseworker)
    funds.release(case=granted, amount=150_000, by=cast.decision_maker)
    pot = pot_of(paid)
    sums = pot_overview(pot)
    assert (pot.available, sums.repaid, sums.released, sums.held) == (0, 40_000, 150_000, 300_000)
    assert sums.adds_up
    with pytest.raises(funds.NotEnough):
        funds.commit_funds(case=late, amount=1, by=None)
    assert yearend.end_year(office=rogaland(), year=2024, by=cast.fund_manager) == []


@pytest.mark.requirement(
    "R4.4", "the report tells pot by pot what went back, by whom and when, and what is undecided"
)
def test_the_page_ends_the_year_and_tells_how_it_ended(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    waiting = way.assessed()
    client = browse(cast.fund_manager)
    early = client.post(REPORT)
    assert early.status_code == 422
    assert "2024" in text(early)
    at(2025, 1, 2)
    page = text(client.get(REPORT))
    assert waiting.number in page
    assert "kr 4 000 000" in page
    assert client.post(REPORT).status_code == 302
    assert client.post(REPORT).status_code == 302
    assert returned() == [("leader_network", ALL), ("self_initiated", ALL)]
    own = browse(cast.decision_maker)
    assert "Fund Manager Testdal" in text(own.get(REPORT))
    assert own.post(REPORT).status_code == 403
    assert browse(cast.other_caseworker).get(REPORT).status_code == 404
    assert "2. januar 2025" in text(own.get("/midler/arsslutt/"))


@pytest.mark.requirement(
    "R4.4", "the operator's command ends an office's year, tells it first, and does it once"
)
def test_the_command_tells_ends_and_bears_being_run_again(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    def run(*more: str, office: str = "ROG", year: str = "2024") -> str:
        out = io.StringIO()
        call_command("year_end", "--office", office, "--year", year, *more, stdout=out)
        return plain(out.getvalue())

    waiting = way.submitted()
    for arguments in ({"office": "XX"}, {"year": "2024"}):
        for more in ((), ("--dry-run",)):
            with pytest.raises(CommandError):
                run(*more, **arguments)
    at(2025, 1, 2)
    told = run("--dry-run")
    assert "ROG leader_network 2024: kr 2 000 000" in told
    assert waiting.number in told
    assert returned() == []
    assert run() == told
    assert run() != told
    assert returned() == [("leader_network", ALL), ("self_initiated", ALL)]
    assert LedgerEntry.objects.filter(kind=LedgerKind.RETURN, by=None, act=yearend.ACT).count() == 2


@pytest.mark.requirement(
    "R4.4", "the year-end report is a PDF for the archive, the same bytes when made again"
)
@pytest.mark.adversary("F4", "the report on paper says who returned what, and is accessible by its standard")
def test_the_report_is_kept_as_pdf(cast: SimpleNamespace, at: Callable[..., None], browse: Browse) -> None:
    way.granted()
    undecided = way.submitted("self_initiated")
    at(2025, 1, 2)
    yearend.end_year(office=rogaland(), year=2024, by=cast.fund_manager)
    client = browse(cast.caseworker)
    answer = client.get(f"{REPORT}arsslutt.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "arsslutt-ROG-2024.pdf" in answer["Content-Disposition"]
    made = b"".join(answer)
    at(2025, 3, 1)
    assert b"".join(client.get(f"{REPORT}arsslutt.pdf")) == made
    assert b"pdfuaid:part" in made
    told = plain(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))
    for said in (
        "Årsslutt 2024 – Statsforvalteren i Rogaland",
        "kr 150 000",
        "kr 1 850 000",
        undecided.number,
    ):
        assert said in told
    assert browse(cast.network_leader).get(f"{REPORT}arsslutt.pdf").status_code == 404
    of_nothing = client.get("/midler/arsslutt/ROG/2023/arsslutt.pdf")  # no pots, no entries
    assert b"".join(of_nothing).startswith(b"%PDF-")
