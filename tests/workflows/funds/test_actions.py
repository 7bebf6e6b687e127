"""The verbs of the ledger: what each moves, and what each refuses."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.bare import bare_case, pot_of, taken_back
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.funds import actions as funds
from workflows.funds.balances import CaseBalance, PotOverview, balance_of, pot_overview, pot_overviews
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.verifying import faults_of_grants, faults_of_pots

pytestmark = pytest.mark.django_db
ALL = 2_000_000  # what the cast's pots have


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _ledger_adds_up(db: None) -> Iterator[None]:
    """Whatever a test does: afterwards pots and cases say what the ledger says."""
    yield
    assert [*faults_of_pots(), *faults_of_grants(LedgerEntry.objects.all())] == []


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return bare_case()


@pytest.fixture
def pot(case: Case) -> Pot:
    return pot_of(case)


@pytest.fixture
def granted(case: Case) -> Case:
    """A case with 200 000 kroner committed."""
    funds.commit_funds(case=case, amount=200_000, by=None)
    return case


def left_in(pot: Pot) -> tuple[int, int]:
    """Return the pot's authority and what is available, as the database has it."""
    pot.refresh_from_db()
    return pot.authority, pot.available


def written(entry: LedgerEntry) -> tuple[str, int, int]:
    entry.refresh_from_db()
    return entry.kind, entry.amount, entry.available_change


# Authority


@pytest.mark.requirement("R4.2", "authority is given per year, office and scheme, from chapter 854 item 61")
def test_authority_opens_a_pot_and_fills_it(cast: SimpleNamespace) -> None:
    office = GovernorOffice.objects.get(code="VES")
    entry = funds.give_authority(
        office=office,
        scheme="foster_home",
        year=2024,
        amount=500_000,
        by=cast.fund_manager,
        note="Tildelingsbrev",
    )
    pot = entry.pot
    assert (pot.office, pot.scheme, pot.year, pot.chapter, pot.item) == (office, "foster_home", 2024, 854, 61)
    assert left_in(pot) == (500_000, 500_000)
    assert written(entry) == (LedgerKind.AUTHORITY, 500_000, 500_000)
    assert (entry.by, entry.note, entry.case) == (cast.fund_manager, "Tildelingsbrev", None)


def test_more_authority_later_is_added(pot: Pot) -> None:
    funds.give_authority(office=pot.office, scheme=pot.scheme, year=pot.year, amount=1, by=None)
    assert left_in(pot) == (ALL + 1, ALL + 1)
    assert list(pot.entries.values_list("amount", flat=True)) == [ALL, 1]


def test_opening_a_pot_twice_gives_the_same_pot(pot: Pot) -> None:
    assert funds.open_pot(office=pot.office, scheme=pot.scheme, year=pot.year) == pot


@pytest.mark.adversary("A8", "authority is not lowered below what is committed")
def test_authority_is_lowered_no_further_than_to_what_is_committed(granted: Case, pot: Pot) -> None:
    with pytest.raises(funds.NotEnough) as refusal:
        funds.lower_authority(pot=pot, amount=ALL - 199_999, by=None)
    assert refusal.value.remaining == ALL - 200_000
    assert left_in(pot) == (ALL, ALL - 200_000)
    entry = funds.lower_authority(pot=pot, amount=ALL - 200_000, by=None, note="Omfordelt")
    assert written(entry) == (LedgerKind.AUTHORITY, -(ALL - 200_000), -(ALL - 200_000))
    assert left_in(pot) == (200_000, 0)


def test_what_is_returned_can_no_longer_be_granted_and_authority_stays_on_record(pot: Pot) -> None:
    entry = funds.return_to_directorate(pot=pot, amount=ALL - 1, by=None)
    assert written(entry) == (LedgerKind.RETURN, ALL - 1, -(ALL - 1))
    assert left_in(pot) == (ALL, 1)
    with pytest.raises(funds.NotEnough):
        funds.return_to_directorate(pot=pot, amount=2, by=None)


# Moves


@pytest.mark.requirement(
    "R4.2", "what is moved leaves one pot and comes to another, and neither's authority is rewritten"
)
def test_a_move_takes_from_one_pot_what_it_gives_another(
    granted: Case, pot: Pot, cast: SimpleNamespace
) -> None:
    other = Pot.objects.get(office__code="VES", scheme=pot.scheme)
    with pytest.raises(funds.NotEnough) as refusal:
        funds.move_authority(source=pot, target=other, amount=ALL - 199_999, by=None)
    assert refusal.value.remaining == ALL - 200_000
    out, into = funds.move_authority(
        source=pot, target=other, amount=ALL - 200_000, by=cast.fund_manager, note="Omfordelt"
    )
    assert written(out) == (LedgerKind.MOVE, 200_000 - ALL, 200_000 - ALL)
    assert written(into) == (LedgerKind.MOVE, ALL - 200_000, ALL - 200_000)
    assert (out.act == into.act, out.note, into.by) == (True, "Omfordelt", cast.fund_manager)
    assert (left_in(pot), left_in(other)) == ((ALL, 0), (ALL, 2 * ALL - 200_000))
    overviews = pot_overviews([pot, other])
    assert [overviews[each.pk].moved for each in (pot, other)] == [ALL - 200_000, 200_000 - ALL]
    assert all(overview.adds_up for overview in overviews.values())


def test_authority_is_moved_between_two_pots_of_one_year(pot: Pot) -> None:
    later = funds.open_pot(office=pot.office, scheme=pot.scheme, year=2025)
    for target in (pot, later):
        with pytest.raises(ValueError, match="two pots of the same year"):
            funds.move_authority(source=pot, target=target, amount=1, by=None)


def test_an_act_writes_one_entry_in_a_pot(pot: Pot) -> None:
    funds.change_authority(pot=pot, change=5, by=None, act="once")
    with pytest.raises(IntegrityError), transaction.atomic():
        funds.change_authority(pot=pot, change=5, by=None, act="once")
    assert left_in(pot) == (ALL + 5, ALL + 5)


# Commitment


@pytest.mark.requirement("R4.2", "a commitment takes from the pot of the case's office, scheme and year")
def test_a_commitment_takes_from_the_pot(case: Case, pot: Pot, cast: SimpleNamespace) -> None:
    entry = funds.commit_funds(case=case, amount=200_000, by=cast.decision_maker)
    assert written(entry) == (LedgerKind.COMMITMENT, 200_000, -200_000)
    assert (entry.pot, entry.case, entry.by) == (pot, case, cast.decision_maker)
    assert left_in(pot) == (ALL, ALL - 200_000)
    assert balance_of(case) == CaseBalance(committed=200_000)


@pytest.mark.requirement(
    "R4.2", "more than is left is refused, saying what is left; the last krone can be given"
)
def test_more_than_is_left_is_refused_with_what_remains(case: Case, pot: Pot) -> None:
    with pytest.raises(
        funds.NotEnough, match="Not enough funds: kr\u00a02\u00a0000\u00a0000 remains"
    ) as refusal:
        funds.commit_funds(case=case, amount=ALL + 1, by=None)
    assert refusal.value.remaining == ALL
    assert (left_in(pot), pot.entries.count()) == ((ALL, ALL), 1)
    funds.commit_funds(case=case, amount=ALL, by=None)
    assert left_in(pot) == (ALL, 0)


@pytest.mark.parametrize("change", [{"year": 2025}, {"office": "TRO"}])
def test_where_there_is_no_pot_nothing_remains(case: Case, change: dict[str, Any]) -> None:
    case.year = change.get("year", case.year)
    case.office = (
        GovernorOffice.objects.exclude(code__in=["ROG", "VES"])[0] if "office" in change else case.office
    )
    with pytest.raises(funds.NotEnough) as refusal:
        funds.commit_funds(case=case, amount=1, by=None)
    assert refusal.value.remaining == 0


@pytest.mark.requirement("R4.2", "a case is granted once, and the pot is as before")
def test_a_second_commitment_in_a_case_is_refused_and_takes_nothing(granted: Case, pot: Pot) -> None:
    with pytest.raises(IntegrityError):
        funds.commit_funds(case=granted, amount=1, by=None)
    assert left_in(pot) == (ALL, ALL - 200_000)


def test_a_commitment_is_taken_back_with_its_transaction(case: Case, pot: Pot) -> None:
    with taken_back():
        funds.commit_funds(case=case, amount=1, by=None)
    assert left_in(pot) == (ALL, ALL)


# What follows a commitment


@pytest.mark.requirement("R5.3", "money let go of within the year can be granted again")
def test_what_is_released_within_the_year_is_available_again(granted: Case, pot: Pot) -> None:
    entry = funds.release(case=granted, amount=50_000, by=None)
    assert written(entry) == (LedgerKind.RELEASE, 50_000, 50_000)
    assert left_in(pot) == (ALL, ALL - 150_000)
    assert balance_of(granted).granted == 150_000


@pytest.mark.requirement(
    "R5.3", "money let go of after the year goes to the directorate, never back to the pot"
)
def test_what_is_released_after_the_year_is_not_available_again(
    granted: Case, pot: Pot, at: Callable[..., None]
) -> None:
    at(2024, 12, 31, 23, 59, 59)
    assert written(funds.release(case=granted, amount=1, by=None)) == (LedgerKind.RELEASE, 1, 1)
    at(2025, 1, 1, 0)
    assert written(funds.release(case=granted, amount=2, by=None)) == (LedgerKind.RELEASE, 2, 0)
    assert left_in(pot) == (ALL, ALL - 199_999)
    assert balance_of(granted) == CaseBalance(committed=200_000, released=3)


def test_a_payment_takes_nothing_more_from_the_pot(granted: Case, pot: Pot) -> None:
    assert written(funds.register_payment(case=granted, amount=200_000, by=None)) == (
        LedgerKind.PAYMENT,
        200_000,
        0,
    )
    assert left_in(pot) == (ALL, ALL - 200_000)
    assert balance_of(granted).unpaid == 0


@pytest.mark.requirement("R4.2", "never more is paid than was committed and not let go of")
def test_no_more_is_paid_than_is_committed(granted: Case) -> None:
    funds.release(case=granted, amount=50_000, by=None)
    with pytest.raises(funds.TooMuch, match="kr\u00a0150\u00a0000 is left") as refusal:
        funds.register_payment(case=granted, amount=150_001, by=None)
    assert refusal.value.remaining == 150_000
    funds.register_payment(case=granted, amount=150_000, by=None)


def test_a_case_is_paid_once(granted: Case) -> None:
    funds.register_payment(case=granted, amount=100_000, by=None)
    with pytest.raises(IntegrityError):
        funds.register_payment(case=granted, amount=100_000, by=None)


def test_what_is_paid_is_not_released(granted: Case) -> None:
    funds.register_payment(case=granted, amount=200_000, by=None)
    with pytest.raises(funds.TooMuch) as refusal:
        funds.release(case=granted, amount=1, by=None)
    assert refusal.value.remaining == 0


@pytest.mark.requirement("R5.3", "money paid back goes to the directorate, never back to the pot")
def test_what_is_paid_back_does_not_come_back_to_the_pot(granted: Case, pot: Pot) -> None:
    funds.register_payment(case=granted, amount=200_000, by=None)
    assert written(funds.repay(case=granted, amount=70_000, by=None)) == (LedgerKind.REPAYMENT, 70_000, 0)
    assert left_in(pot) == (ALL, ALL - 200_000)
    with pytest.raises(funds.TooMuch) as refusal:
        funds.repay(case=granted, amount=130_001, by=None)
    assert refusal.value.remaining == 130_000


def test_what_is_carried_over_stays_committed_and_is_within_the_grant(granted: Case, pot: Pot) -> None:
    funds.register_payment(case=granted, amount=200_000, by=None)
    funds.repay(case=granted, amount=50_000, by=None)
    assert written(funds.carry_over(case=granted, amount=100_000, by=None)) == (
        LedgerKind.CARRY_OVER,
        100_000,
        0,
    )
    assert left_in(pot) == (ALL, ALL - 200_000)
    with pytest.raises(funds.TooMuch) as refusal:
        funds.carry_over(case=granted, amount=50_001, by=None)
    assert refusal.value.remaining == 50_000


CASE_VERBS = [funds.release, funds.register_payment, funds.carry_over, funds.repay]


@pytest.mark.parametrize("verb", CASE_VERBS)
def test_nothing_moves_in_a_case_without_a_commitment(case: Case, verb: Callable[..., LedgerEntry]) -> None:
    with pytest.raises(funds.TooMuch) as refusal:
        verb(case=case, amount=1, by=None)
    assert refusal.value.remaining == 0


@pytest.mark.parametrize("verb", [funds.commit_funds, *CASE_VERBS])
@pytest.mark.parametrize(
    ("amount", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), (True, TypeError)]
)
def test_only_whole_kroner_above_none_are_moved(
    granted: Case, verb: Callable[..., LedgerEntry], amount: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        verb(case=granted, amount=amount, by=None)


def test_absurd_amounts_are_refused_before_the_database_has_to(pot: Pot) -> None:
    with pytest.raises(ValueError, match="cannot be moved"):
        funds.give_authority(office=pot.office, scheme=pot.scheme, year=pot.year, amount=10**18, by=None)


# What the database refuses by itself


@pytest.mark.requirement("R4.2", "the database itself refuses a pot that gives more than it has")
@pytest.mark.parametrize("values", [{"available": -1}, {"available": ALL + 1}, {"authority": ALL - 1}])
def test_the_database_refuses_an_overcommitted_pot(pot: Pot, values: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Pot.objects.filter(pk=pot.pk).update(**values)


@pytest.mark.parametrize(
    ("kind", "amount", "change", "in_case"),
    [
        ("authority", 5, 4, False),
        ("authority", 5, 5, True),
        ("commitment", 5, 5, True),
        ("commitment", 5, 0, True),
        ("commitment", -5, 5, True),
        ("commitment", 5, -5, False),
        ("release", 5, 3, True),
        ("release", -5, -5, True),
        ("payment", 5, -5, True),
        ("payment", -5, 0, True),
        ("payment", 5, 0, False),
        ("carry_over", 5, 5, True),
        ("repayment", 5, 5, True),
        ("return", 5, 0, False),
        ("return", 5, -5, True),
        ("authority", 0, 0, False),
        ("move", 5, 5, False),
        ("move", 5, -5, False),
        ("move", 5, 5, True),
        ("gift", 5, 5, False),
    ],
)
def test_the_database_refuses_an_entry_that_does_not_fit_its_kind(
    case: Case, pot: Pot, kind: str, amount: int, change: int, in_case: bool
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            pot=pot, kind=kind, amount=amount, available_change=change, case=case if in_case else None
        )


# Reading


def test_an_overview_tells_a_pots_whole_story_in_one_query(
    granted: Case, pot: Pot, django_assert_num_queries: Callable[[int], Any]
) -> None:
    funds.release(case=granted, amount=10_000, by=None)
    funds.register_payment(case=granted, amount=190_000, by=None)
    funds.carry_over(case=granted, amount=40_000, by=None)
    funds.repay(case=granted, amount=30_000, by=None)
    funds.return_to_directorate(pot=pot, amount=500_000, by=None)
    pot.refresh_from_db()
    with django_assert_num_queries(1):
        overview = pot_overview(pot)
    assert overview == PotOverview(
        authority=ALL,
        available=1_310_000,
        committed=200_000,
        released=10_000,
        paid=190_000,
        carried_over=40_000,
        repaid=30_000,
        returned=500_000,
        held=190_000,
    )
    assert overview.adds_up
    with django_assert_num_queries(1):
        assert balance_of(granted) == CaseBalance(200_000, 10_000, 190_000, 40_000, 30_000)


def test_many_pots_are_told_in_one_query(
    cast: SimpleNamespace, django_assert_num_queries: Callable[[int], Any]
) -> None:
    pots = [
        *Pot.objects.all(),
        funds.open_pot(office=GovernorOffice.objects.first(), scheme="other", year=2024),
    ]
    with django_assert_num_queries(1):
        overviews = pot_overviews(pots)
    assert [overviews[pot.pk].available for pot in pots] == [ALL, ALL, ALL, ALL, 0]


@pytest.mark.parametrize(
    ("verb", "queries"),
    [
        (funds.commit_funds, 3),  # the pot, its balance, the entry
        (funds.register_payment, 3),  # the pot locked, the case's balance, the entry
        (funds.release, 4),
        (funds.carry_over, 3),
    ],
)
def test_verbs_take_few_queries(
    case: Case,
    verb: Callable[..., LedgerEntry],
    queries: int,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    assert case.scheme  # loaded, as it is where cases are decided
    if verb is not funds.commit_funds:
        funds.commit_funds(case=case, amount=2, by=None)
    savepoints = 2
    with django_assert_max_num_queries(queries + savepoints):
        verb(case=case, amount=1, by=None)
