"""The sums of the overview are the ledger's and the cases', of whoever may read them, and of nothing else."""

from types import SimpleNamespace

import pytest
from django.db.models import Sum

from tests import way
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import GovernorOffice
from workflows.funds import actions as funds
from workflows.funds.balances import balances_of, pot_overviews
from workflows.funds.models import Pot
from workflows.overview.frames import frames, set_frame
from workflows.overview.money import Key, grouped, only, sums
from workflows.report.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(cast: SimpleNamespace) -> None:
    """A year in which everything that the ledger knows has happened, at two offices."""
    paid = way.paid(awarded=120_000)
    funds.carry_over(case=paid, amount=30_000, by=None)
    funds.repay(case=paid, amount=20_000, by=None)
    leader = cast.leader_network_leader
    for year, used, approved in ((2024, 90_000, True), (2025, 10_000, None)):
        Report.objects.create(
            case=paid, year=year, used_amount=used, unspent_amount=0, submitted_by=leader, approved=approved
        )  # fmt: skip
    lowered = way.granted("self_initiated", 200_000)
    funds.release(case=lowered, amount=50_000, by=None, act="decision-lowered")
    way.begin()
    pots = {(pot.office.code, pot.scheme): pot for pot in Pot.objects.select_related("office")}
    source, target = pots["ROG", "leader_network"], pots["VES", "leader_network"]
    funds.move_authority(source=source, target=target, amount=300_000, by=None)
    funds.lower_authority(pot=pots["VES", "self_initiated"], amount=400_000, by=None)
    funds.return_to_directorate(pot=target, amount=100_000, by=None)
    funds.give_authority(office=source.office, scheme="leader_network", year=2023, amount=7_000, by=None)


def everyone() -> list[int]:
    return list(GovernorOffice.objects.real().values_list("pk", flat=True))


@pytest.mark.requirement("R7.4", "every sum of a year, scheme and office is the ledger's own")
def test_what_the_overview_says_of_pots_is_what_each_pot_says(played: None) -> None:
    found = sums(everyone())
    pots = list(Pot.objects.all())
    assert {key: value.pot for key, value in found.items()} == {
        Key(pot.year, pot.scheme, pot.office_id): overview
        for pot, overview in ((pot, pot_overviews(pots)[pot.pk]) for pot in pots)
    }
    assert all(value.pot.adds_up for value in found.values())


@pytest.mark.requirement(
    "R7.4", "what cases applied for, were granted, paid, used and paid back adds up case by case"
)
def test_what_the_overview_says_of_cases_is_what_the_cases_say_one_by_one(played: None) -> None:
    expected: dict[Key, list[int]] = {}
    filed = Case.objects.exclude(status=CaseStatus.DRAFT)
    balances = balances_of(filed)
    for case in filed:
        balance, reports = balances[case.pk], Report.objects.filter(case=case)
        row = [
            1, case.application.requested_amount or 0, int(balance.granted > 0), balance.granted, balance.paid,
            reports.aggregate(sum=Sum("used_amount", default=0))["sum"],
            reports.filter(approved=True).aggregate(sum=Sum("used_amount", default=0))["sum"],
            balance.carried_over, balance.repaid,
        ]  # fmt: skip
        key = Key(case.year, case.scheme, case.office_id)
        expected[key] = [sum(pair) for pair in zip(expected.get(key, [0] * 9), row, strict=True)]
    shown = {
        key: [
            value.applications, value.applied, value.grants, value.granted, value.pot.paid, value.reported,
            value.approved, value.pot.carried_over, value.pot.repaid,
        ]
        for key, value in sums(everyone()).items()
        if value.applications
    }  # fmt: skip
    rogaland = GovernorOffice.objects.get(code="ROG").pk
    assert shown == expected
    assert expected == {
        Key(2024, "leader_network", rogaland): [1, 150_000, 1, 120_000, 120_000, 100_000, 90_000, 30_000, 20_000],
        Key(2024, "self_initiated", rogaland): [1, 200_000, 1, 150_000, 0, 0, 0, 0, 0],
    }  # fmt: skip


@pytest.mark.requirement("R7.4", "a grant that is let go of in full is no grant any more")
def test_who_lost_all_of_the_grant_is_not_counted_as_granted() -> None:
    case = way.granted()
    key = Key(2024, case.scheme, case.office_id)
    before = sums(everyone())[key]
    funds.release(case=case, amount=150_000, by=None, act="decision-reversed")
    after = sums(everyone())[key]
    assert ((before.grants, before.granted), (after.grants, after.granted)) == ((1, 150_000), (0, 0))


@pytest.mark.requirement("R7.4", "sums of years, schemes and offices are the sums of their parts")
def test_groups_add_up(played: None) -> None:
    found = sums(everyone())
    years = grouped(found, lambda key: key.year)
    assert years[2024].pot.authority == 8_000_000 - 400_000
    assert years[2023].pot.authority == 7_000
    assert years[2024].pot.moved == 0  # what left one pot came to another
    rogaland = GovernorOffice.objects.get(code="ROG").pk
    own = only(found, year=2024, office=rogaland)
    assert sum(value.pot.moved for value in own.values()) == 300_000
    assert only(found, year=2024, scheme="leader_network", office=rogaland) == {
        Key(2024, "leader_network", rogaland): found[Key(2024, "leader_network", rogaland)]
    }


@pytest.mark.requirement("R7.4", "the office for trials is never counted")
def test_an_office_for_trials_is_never_counted(cast: SimpleNamespace) -> None:
    from workflows.overview.rights import offices_of

    GovernorOffice.objects.filter(code="VES").update(is_trial=True)
    assert "VES" not in {office.code for office in offices_of(cast.fund_manager)}
    assert list(offices_of(cast.other_caseworker)) == []


@pytest.mark.requirement(
    "R7.4", "what the directorate has to distribute is written down, and the newest holds"
)
def test_the_newest_frame_holds_and_earlier_ones_stay(cast: SimpleNamespace) -> None:
    from workflows.overview.models import FundingFrame

    for amount in (9_000_000, 9_500_000, 9_500_000):
        set_frame(scheme="foster_home", year=2024, amount=amount, reason="Prop. 1 S", by=cast.fund_manager)
    assert frames() == {(2024, "foster_home"): 9_500_000}
    assert list(FundingFrame.objects.values_list("amount", flat=True)) == [9_000_000, 9_500_000]
