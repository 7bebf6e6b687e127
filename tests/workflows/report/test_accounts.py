"""Accounts against the approved budget and the awarded sum: shown to the office, and overhead stops approval."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.report.facts import budget_deviation_max_percent, deviations
from workflows.schemes.models import Rule
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def accounts(positions: int, external: int, overhead: int, other: int) -> dict[str, str]:
    """Return accounts as they are typed, whole kroner."""
    typed = {
        "project_positions": positions,
        "external_competence": external,
        "overhead": overhead,
        "other": other,
    }
    return {f"accounts_{kind}": str(amount) for kind, amount in typed.items()}


def reported(at: Any, used: int, lines: tuple[int, int, int, int], awarded: int = 200_000) -> Case:
    """Return a case that reports accounts; approved were 190 000 for positions and 10 000 overhead."""
    case = way.paid("self_initiated", 250_000, awarded)
    at(2025, 1, 10)
    return way.do(case, "report", way.leader_of(case), **(answers.report(used) | accounts(*lines)))


def approval(case: Case) -> dict[str, list[str]]:
    """Return why the report is not approved."""
    return seeing.refusals(case, "control", "caseworker", **answers.control(case))


@pytest.mark.requirement(
    "R5.8", "overhead over 5 per cent on the accounts is received, seen, and cannot be approved"
)
def test_a_report_over_the_limit_is_received_and_seen_and_not_approved(at: Any, browse: Any) -> None:
    case = reported(at, 200_000, (189_999, 0, 10_001, 0))
    assert (case.status, seeing.findings(case, "report")["2024-3.7"]) == ("in_progress", "unmet")
    assert case.fact_sheets.get(step="report").facts["overhead_percent_reported"] == "5.0005"

    [message] = approval(case)[seeing.OF_SUBSTANCE]
    assert 'href="/regel/2024-3.7/"' in message
    assert strip_tags(message).startswith(
        "Overhead i regnskapet kan være høyst 5 prosent av det innvilgede beløpet."
    )
    page = browse(case.decision.by).get(f"{case.get_absolute_url()}rapport/").content.decode()
    assert "/regel/2024-3.7/" in page

    back = answers.control(case) | {"result": "return", "note": "Overhead er for høy."}
    case = way.do(case, "control", "caseworker", **back)
    typed = answers.report(200_000) | accounts(190_000, 0, 10_000, 0)
    case = way.do(case, "report", way.leader_of(case), **typed)
    assert approval(case) == {}


@pytest.mark.requirement(
    "R5.8", "overhead on the accounts is measured against the awarded sum, not what was used"
)
def test_overhead_is_measured_against_the_awarded_sum(at: Any) -> None:
    case = reported(at, 100_000, (90_000, 0, 10_000, 0))
    assert case.fact_sheets.get(step="report").facts["overhead_percent_reported"] == "5"
    assert seeing.findings(case, "report")["2024-3.7"] == "met"


@pytest.mark.requirement(
    "R5.7", "each cost is compared with what was approved; over 10 per cent is shown, not stopped"
)
def test_deviations_from_the_approved_budget_are_shown_and_do_not_block(
    at: Any, browse: Any, cast: SimpleNamespace
) -> None:
    case = reported(at, 190_000, (170_000, 0, 10_000, 10_000))
    rows = [(row["approved"], row["reported"], row["percent"]) for row in deviations(case, 2024)]
    assert rows == [
        (190_000, 170_000, Decimal(-20_000) * 100 / 190_000),
        (0, 0, None),
        (10_000, 10_000, Decimal(0)),
        (0, 10_000, Decimal(100)),
    ]
    [finding] = [f for f in case.fact_sheets.get(step="report").findings.all() if f.rule.code == "3.13"]
    assert (finding.severity, finding.outcome, finding.value) == ("should", "unmet", "100")
    page = browse(cast.caseworker).get(way.item(case, "control").get_absolute_url()).content.decode()
    assert ("/regel/2024-3.13/" in page, "100,0 %" in page) == (True, True)
    assert approval(case) == {}


@pytest.mark.requirement(
    "R5.8", "overhead of the carry-over year counts together with that of the grant year"
)
@pytest.mark.requirement("R5.7", "and so do the accounts: there is one budget")
def test_the_accounts_of_a_carry_over_year_count_together_with_those_before(at: Any) -> None:
    case = way.paid("self_initiated", 200_000)
    at(2025, 1, 10)
    first = answers.report(100_000) | accounts(90_000, 0, 10_000, 0) | answers.carry_over(100_000)
    case = way.do(case, "report", way.leader_of(case), **first)
    case = way.do(case, "control", "caseworker", **answers.control(case))
    case = way.do(case, "decide_carry_over", "decision_maker", **answers.carry_over_decision())
    at(2026, 1, 10)
    typed = answers.report(100_000) | accounts(99_999, 0, 1, 0)
    case = way.do(case, "report", way.leader_of(case), **typed)
    assert case.fact_sheets.filter(step="report").latest("id").facts["overhead_percent_reported"] == "5.0005"
    assert [(row["reported"], row["difference"]) for row in deviations(case, 2025)] == [
        (189_999, -1),
        (0, 0),
        (10_001, 1),
        (0, 0),
    ]
    assert list(approval(case)) == [seeing.OF_SUBSTANCE]


@pytest.mark.requirement(
    "R5.7", "a published figure demands that a deviation is explained; without it, it is asked for"
)
def test_an_explanation_is_demanded_where_a_paragraph_does(
    at: Any, browse: Any, cast: SimpleNamespace
) -> None:
    case = way.paid("self_initiated", 200_000)
    at(2025, 1, 10)
    typed = answers.report(200_000) | accounts(150_000, 0, 10_000, 40_000)
    page = browse(way.leader_of(case)).get(way.item(case, "report").get_absolute_url()).content.decode()
    assert (
        _("Please explain every cost that deviates more than %(percent)s per cent from the approved budget.")
        % {"percent": 10}
        in page
    )
    limit = {"name": "deviation_limit_percent", "value": 15, "unit": "percent"}
    stated = case.edition.rules.filter(kind="parameter")[0]
    Rule.objects.create(
        edition=case.edition, code="3.99", kind="parameter", severity="must", params=limit,
        schemes=["self_initiated"], steps=["report"], wording_nb=stated.wording_nb, wording_nn=stated.wording_nn,
    )  # fmt: skip
    costs = ", ".join((_("Project positions"), _("Other costs")))
    told = _("Explain what deviates more than %(limit)s per cent: %(costs)s.") % {
        "limit": "15",
        "costs": costs,
    }
    leader = way.leader_of(case)
    assert seeing.refusals(case, "report", leader, **typed) == {"deviation_reasons": [told]}
    assert seeing.refusals(case, "report", leader, **typed | {"deviation_reasons": "Leie i stedet."}) == {}
    office = browse(cast.caseworker).get(way.item(case, "control").get_absolute_url()).content.decode()
    assert (office.count(_("Over the limit")), "Leie i stedet." in office) == (2, True)


@pytest.mark.requirement(
    "R5.7", "a leader network's use is shown beside what the application says the money is for"
)
def test_a_leader_networks_use_stands_beside_its_application(
    at: Any, browse: Any, cast: SimpleNamespace
) -> None:
    case = way.paid("leader_network", 150_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    page = browse(cast.caseworker).get(way.item(case, "control").get_absolute_url()).content.decode()
    assert _("What the application says the money is for") in page
    assert "Fire samlinger og veiledning i grupper." in page


@pytest.mark.requirement("R5.7", "10 per cent from an approved line is not pointed out, and what is over is")
@pytest.mark.parametrize(("positions", "outcome"), [(171_000, "met"), (170_999, "unmet")])
def test_ten_per_cent_is_the_limit_for_explaining(positions: int, outcome: str, at: Any) -> None:
    case = reported(at, positions + 10_000, (positions, 0, 10_000, 0))
    assert seeing.findings(case, "report")["2024-3.13"] == outcome


@pytest.mark.requirement(
    "R5.7", "money used for a cost that was never approved is a deviation, however small"
)
def test_a_cost_that_was_never_approved_is_a_deviation(at: Any) -> None:
    case = reported(at, 200_000, (189_999, 1, 10_000, 0))
    assert budget_deviation_max_percent(case) == 100
    assert seeing.findings(case, "report")["2024-3.13"] == "unmet"


def test_a_leader_network_has_no_budget_to_deviate_from() -> None:
    case = way.paid()
    assert (deviations(case, 2024), budget_deviation_max_percent(case)) == ([], None)
