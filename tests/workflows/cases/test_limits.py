"""Where one types a budget, one is told how near overhead is to the limit that a paragraph sets (R3.9)."""

import json
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms

from tests import way
from tests.bare import plain
from workflows.cases.checking import rules_of
from workflows.cases.limits import tell_overhead
from workflows.ui.budget import BudgetField, ShareLimit

RULE: Any = None


class Form(forms.Form):
    budget = BudgetField()


def stands(overhead: int, other: int, **limit: Any) -> tuple[str, str]:
    """Return state and sentence of a budget with so much overhead, under a limit."""
    form = Form(initial={"budget": {"overhead": overhead, "other": other}})
    about = {"percent": Decimal(5), "inclusive": True, "rule": RULE} | limit
    field: Any = form.fields["budget"]
    field.find_limit = lambda: ShareLimit(**about)
    share = form["budget"].share  # type: ignore[attr-defined]
    return share.state, plain(share.sentence)


@pytest.mark.requirement(
    "R3.9", "one is told while writing that overhead is within, close to or over the limit"
)
@pytest.mark.parametrize(
    ("overhead", "other", "limit", "state", "said"),
    [
        (0, 0, {}, "unknown", "Overhead kan være høyst 5 prosent."),
        (7_800, 192_200, {}, "under", "3,9 prosent. Den kan være høyst 5 prosent, her kr 10 000."),
        (8_000, 192_000, {}, "near", "4 prosent."),
        (10_000, 190_000, {}, "near", "5 prosent. Den kan være høyst 5 prosent, her kr 10 000."),
        (10_001, 189_999, {}, "over", "5,01 prosent, men kan være høyst 5 prosent, her kr 10 000."),
        (10_000, 190_000, {"inclusive": False}, "over", "5 prosent, men"),
        (9_000, 0, {"of": 200_000}, "near", "4,5 prosent."),
        (9_000, 0, {"of": 200_000, "already": 1_500}, "over", "her kr 8 500."),
        (15_000, 185_000, {"percent": Decimal("7.5")}, "near", "høyst 7,5 prosent, her kr 15 000."),
    ],
)
def test_overhead_stands_to_its_limit(
    overhead: int, other: int, limit: dict[str, Any], state: str, said: str
) -> None:
    got, sentence = stands(overhead, other, **limit)
    assert got == state
    assert said in sentence


def shown(page: bytes) -> list[Any]:
    return BeautifulSoup(page, "html.parser").select(".budget-share")


@pytest.mark.django_db
@pytest.mark.requirement(
    "R3.9", "the limit that is told comes from the published paragraph, with a link to it"
)
def test_the_paragraph_is_told_where_the_application_is_written(browse: Any) -> None:
    case = way.begin("self_initiated")
    page = way.item(case, "write").get_absolute_url() + "del/money/"
    client = browse(way.leader_of(case))
    [line] = shown(client.get(page).content)
    assert line.find("a")["href"].endswith("/regel/2024-3.7/")
    assert json.loads(line["data-share"])["percent"] == 5
    typed = {"action": "save", "budget_overhead": "20 000", "budget_other": "180 000"}
    client.post(page, typed)
    [line] = shown(client.get(page).content)
    assert "10 prosent" in line.get_text()
    assert line.find(role="status")["data-color"] == "danger"


@pytest.mark.django_db
def test_where_no_paragraph_sets_a_limit_none_is_told() -> None:
    case = way.begin("self_initiated")
    others = [rule for rule in rules_of(case) if rule.params.get("fact") != "overhead_percent_requested"]
    case.__dict__["_rules"] = others
    for fact, is_told in (("overhead_percent_requested", False), ("overhead_percent_awarded", True)):
        form = Form()
        tell_overhead(form, case, fact)
        assert (form["budget"].share is not None) == is_told  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_report_measures_against_what_was_awarded(browse: Any, at: Any) -> None:
    case = way.paid("self_initiated", 200_000)
    at(2025, 1, 10)
    [line] = shown(browse(way.leader_of(case)).get(way.item(case, "report").get_absolute_url()).content)
    assert json.loads(line["data-share"])["of"] == 200_000
