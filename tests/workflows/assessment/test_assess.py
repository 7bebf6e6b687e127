"""Assessing: the questions that paragraphs ask are answered with a reason, and the amount fits."""

from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.assessment.models import Assessment, RuleAnswer
from workflows.cases.models import Case
from workflows.schemes.models import Call, Rule
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def to_assess(scheme: str = "leader_network", requested: int = 150_000) -> Case:
    """Return a case whose caseworker has declared impartiality."""
    return way.do(way.complete(scheme, requested), "declare", "caseworker", declaration="impartial")


def refused(case: Case, **changes: Any) -> dict[str, list[str]]:
    """Return why an assessment with changes is refused."""
    return seeing.refusals(case, "assess", "caseworker", **(answers.assessment(case) | changes))


def field_of(paragraph: str) -> str:
    """Return the name of the answer to the question a paragraph of 2024 asks."""
    return f"answer_{Rule.objects.get(edition__document='2024', code=paragraph, kind='question').pk}"


def reason_of(paragraph: str) -> str:
    """Return the name of the field where that answer is reasoned."""
    return field_of(paragraph).replace("answer_", "answer_reason_")


@pytest.mark.requirement(
    "R4.10", "before recommending it is answered, with a reason, whether leaders will share"
)
@pytest.mark.parametrize("left_open", ["answer", "reason", "both"])
def test_leaders_sharing_is_answered_with_a_reason_before_recommending(left_open: str) -> None:
    case = to_assess()
    fields = {"answer": [field_of("5.2")], "reason": [reason_of("5.2")]}
    fields["both"] = fields["answer"] + fields["reason"]
    assert set(refused(case, **dict.fromkeys(fields[left_open], ""))) == set(fields[left_open])
    assert not Assessment.objects.filter(case=case).exists()


@pytest.mark.requirement(
    "R4.10", "the answer and its reason are kept and found; a reasoned no does not block"
)
@pytest.mark.parametrize(("answer", "outcome"), [("yes", "met"), ("no", "unmet")])
def test_a_reasoned_answer_is_kept_and_a_no_does_not_block(answer: str, outcome: str) -> None:
    case = to_assess()
    assert refused(case, **{field_of("5.2"): answer, reason_of("5.2"): "De møtes sjelden."}) == {}
    kept = RuleAnswer.objects.get(case=case, rule__code="5.2")
    assert (kept.answer, kept.reason, kept.by.username) == (
        answer == "yes",
        "De møtes sjelden.",
        "caseworker",
    )
    assert seeing.findings(case, "assessment")["2024-5.2"] == outcome
    assert seeing.open_tasks(case) == ["grant.declare"]


@pytest.mark.requirement("R2.3", "a limited number of participants is a question that may be left open")
def test_what_should_be_answered_may_be_left_open_and_is_then_still_asked() -> None:
    case = to_assess()
    assert refused(case, **{field_of("5.3"): "", reason_of("5.3"): ""}) == {}
    assert seeing.findings(case, "assessment")["2024-5.3"] == "asked"


def test_an_answer_that_may_be_left_open_needs_a_reason_when_it_is_given() -> None:
    assert refused(to_assess(), **{field_of("5.3"): "no", reason_of("5.3"): ""}) == {
        reason_of("5.3"): [_("Give the reason for the answer.")]
    }


@pytest.mark.requirement(
    "R2.4", "whether the municipalities have a plan for the network is answered with a reason"
)
def test_learning_networks_are_asked_about_the_plan_for_the_network() -> None:
    case = to_assess("self_initiated")
    assert set(refused(case, **{field_of("2.2"): ""})) == {field_of("2.2")}
    assert refused(case) == {}
    assert seeing.findings(case, "assessment") == {
        "2021-2.3": "met",
        "2024-2.2": "met",
        "2024-2.4": "unmet",
        "2024-2.10": "met",
        "2024-7.5": "met",
    }


@pytest.mark.requirement("R4.1", "an assessment keeps scores with reasons, the recommendation and its amount")
def test_an_assessment_keeps_scores_and_recommendation() -> None:
    case = to_assess("self_initiated", 200_000)
    case = way.do(case, "assess", "caseworker", **answers.assessment(case, recommended=120_000))
    kept = case.assessment
    assert (kept.recommendation, kept.recommended_amount, kept.by.username) == (
        "grant_in_part",
        120_000,
        "caseworker",
    )
    assert list(kept.scores.values_list("criterion", "score", "reason")) == [
        (criterion["code"], 4, "Godt beskrevet.") for criterion in case.scheme_version.definition["criteria"]
    ]
    assert case.fact_sheets.get(step="assessment").facts["recommended_amount"] == 120_000


def test_every_criterion_is_scored() -> None:
    case = to_assess()
    criterion = case.scheme_version.definition["criteria"][0]["code"]
    assert set(refused(case, **{f"score_{criterion}": ""})) == {f"score_{criterion}"}
    assert set(refused(case, **{f"score_{criterion}": "6"})) == {f"score_{criterion}"}


@pytest.mark.requirement(
    "R4.1", "no more is recommended than requested, and in full and in part mean what they say"
)
def test_the_recommended_amount_fits_the_request() -> None:
    case = to_assess(requested=150_000)
    too_much = _("No more can be granted than was requested.")
    whole = _("To grant in full is to grant what was requested.")
    part = _("In part is less than what was requested.")
    nothing = _("Enter an amount over zero.")
    for recommendation, amount, said in [
        ("grant_in_part", "150 001", [too_much]),
        ("grant_in_part", "150 000", [part]),
        ("grant_in_part", "", [nothing]),
        ("grant_in_part", "0", [nothing]),
        ("grant", "149 999", [whole]),
        ("grant", "150 001", [too_much, whole]),
    ]:
        typed = {"recommendation": recommendation, "recommended_amount": amount}
        assert refused(case, **typed) == {"recommended_amount": said}, typed
    assert refused(case, recommendation="grant", recommended_amount="") == {}
    assert Assessment.objects.get(case=case).recommended_amount == 150_000


@pytest.mark.requirement("R3.8", "no more is recommended than the most a project can get under the call")
def test_the_recommended_amount_is_within_the_calls_maximum() -> None:
    case = to_assess(requested=150_000)
    Call.objects.filter(pk=case.call_id).update(max_amount=100_000)
    case.call.refresh_from_db()
    over = {"recommended_amount": [_("The amount is over the call's maximum.")]}
    assert refused(case, recommendation="grant", recommended_amount="") == over
    assert refused(case, recommendation="grant_in_part", recommended_amount="100 001") == over
    assert refused(case, recommendation="grant_in_part", recommended_amount="100 000") == {}


def test_a_recommendation_to_refuse_has_no_amount() -> None:
    case = to_assess()
    assert refused(case, recommendation="refuse", recommended_amount="90 000") == {}
    assert Assessment.objects.get(case=case).recommended_amount == 0


@pytest.mark.requirement("R4.1", "an assessment is the office's: the network does not see it")
def test_the_network_does_not_see_the_assessment(browse: Any) -> None:
    case = way.assessed()
    address = f"{case.get_absolute_url()}vurdering/"
    assert browse(way.leader_of(case)).get(address).status_code == 404
    assert browse(case.assessment.by).get(address).status_code == 200
