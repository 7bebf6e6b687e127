"""`manage.py simulate_year`: every story at least once, at all offices, and it all adds up at the end."""

from collections import Counter
from dataclasses import replace
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice, Network
from workflows.funds.balances import PotOverview
from workflows.funds.models import Pot
from workflows.simulation import stories, year
from workflows.simulation.stories import PLAIN, STORIES, told_for
from workflows.walkthrough.variants import VARIANTS

pytestmark = pytest.mark.django_db
BOTH = ["leader_network", "self_initiated"]
ALL = len(STORIES) + 1  # every story once, and a plain case


@pytest.mark.requirement(
    "R4.4", "after a simulated year each pot's authority is committed, returned and moved"
)
@pytest.mark.requirement("R6.5", "a simulated year ends with every case settled and everything verified")
def test_every_story_is_played_at_all_offices_and_the_year_adds_up() -> None:
    before = clock.shift()
    played = year.simulate(networks=18, applications=ALL, seed=7)

    assert played.faults == []
    assert {name: (told.cases, told.as_told) for name, told in played.stories.items()} == {
        PLAIN.name: (1, 1),
        **{story.name: (1, 1) for story in STORIES},
    }
    cases = Case.objects.filter(year=2025)
    assert (cases.count(), cases.exclude(status="closed").count()) == (ALL, 0)
    late = cases.filter(
        journal__action="application.formal_check", journal__case__journal__action="case.escalated"
    )
    assert played.escalated >= late.distinct().count() > 0
    assert cases.values("office").distinct().count() == GovernorOffice.objects.count() == 10
    assert played.steps["grant.decide"] == ALL - 2 + 1  # dismissed, withdrawn; asked first for a condition
    assert {pot.year for pot in played.pots} == {2025}
    assert {told.available for told in played.pots.values()} == {0}
    assert sum(told.returned for told in played.pots.values()) > 0
    assert Counter(told.moved for told in played.pots.values()) == {0: 18, 10_000: 1, -10_000: 1}
    assert clock.shift() == before


@pytest.mark.parametrize("applications", [40, 100, 600])
def test_a_year_has_as_many_cases_of_each_story_as_the_table_says(applications: int) -> None:
    told = told_for([BOTH[number % 2] for number in range(applications)])
    wanted = {story.name: story.count(applications) for story in STORIES}
    plain = applications - sum(wanted.values())
    assert Counter(story.name for story in told) == wanted | {PLAIN.name: plain}
    assert min(wanted.values()) >= (10 if applications == 600 else 1)
    happened = {(story.name, BOTH[n % 2]) for n, story in enumerate(told)}
    assert {name for name, scheme in happened if scheme not in VARIANTS[name].schemes} == {
        name for name in wanted | {PLAIN.name: plain} if not VARIANTS[name].schemes
    }


def test_every_variant_of_one_year_and_office_is_a_story_where_schemes_are_as_published() -> None:
    names = [story.name for story in [PLAIN, *STORIES]]
    told = [each for each in VARIANTS.values() if not (each.edition or each.options or each.rules)]
    assert sorted(names) == sorted(each.name for each in told if (each.years, each.offices) == (1, 1))


def test_the_same_seed_makes_the_same_plans() -> None:
    def plans(seed: int) -> list[tuple[int, int]]:
        return [
            (plan.requested, plan.awarded) for plan in (s.plan(Random(f"{seed}-{s.name}")) for s in STORIES)
        ]

    assert plans(1) == plans(1) != plans(2)


@pytest.mark.requirement("R4.2", "a pot that does not add up after the year's end fails a simulated year")
def test_a_pot_that_does_not_add_up_or_still_has_money_is_told() -> None:
    pot = Pot.objects.first()
    right = PotOverview(100, 0, 60, 0, 60, 0, 0, returned=30, moved=10, held=60)
    assert year.faults_of({pot: right}) == []
    for wrong in (replace(right, held=59), replace(right, returned=29, available=1), replace(right, moved=0)):
        assert len(year.faults_of({pot: wrong})) == 1


def test_a_case_that_goes_otherwise_than_its_story_fails_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    never = replace(VARIANTS["plain"], seen=lambda case: False)
    monkeypatch.setitem(VARIANTS, "plain", never)
    monkeypatch.setattr(stories, "STORIES", [])
    said = StringIO()
    with pytest.raises(CommandError, match="plain: not as told"):
        call_command("simulate_year", networks=1, applications=1, stdout=said)
    assert "closed, granted 1" in said.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"applications": 3}, "too few applications"),
        ({"networks": 0}, "at least one network"),
    ],
)
def test_too_small_a_year_is_refused_and_nothing_is_played(options: dict[str, Any], said: str) -> None:
    before = clock.shift()
    with pytest.raises(CommandError, match=said):
        call_command("simulate_year", **({"networks": 2, "applications": 30} | options))
    assert (Case.objects.count(), clock.shift()) == (0, before)


def test_a_year_is_never_simulated_in_production(settings: Any) -> None:
    settings.SAFE_TO_PLAY = False
    networks = Network.objects.count()
    with pytest.raises(CommandError, match="not in production"):
        call_command("simulate_year", networks=1, applications=1)
    assert Network.objects.count() == networks
