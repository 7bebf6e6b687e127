"""A second caseworker assesses before the recommendation stands, where the scheme has it."""

from typing import Any

import pytest

from tests import way
from workflows.cases.models import Case
from workflows.cases.rights import can
from workflows.directory.models import User
from workflows.publishing import publish_scheme
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db


def assessed(**options: Any) -> Case:
    """Return a case of a scheme with other options, which the caseworker has assessed."""
    call = Call.objects.get(office__code="ROG", scheme_version__code="leader_network")
    definition = call.scheme_version.definition
    version = publish_scheme(definition | {"options": definition["options"] | options})
    Call.objects.filter(pk=call.pk).update(scheme_version=version)
    return way.assessed()


def second(case: Case, **changes: Any) -> Case:
    typed = way.answers.second_assessment(case) | {"impartial": "on"} | changes
    return way.do(case, "second_assess", "second_caseworker", **typed)


@pytest.mark.requirement("R8.4", "the recommendation stands when a second, impartial caseworker agrees")
def test_a_second_caseworker_agrees_before_anything_is_decided() -> None:
    case = assessed(second_assessor=True)

    assert not can(User.objects.get(username="caseworker"), "work", way.item(case, "second_assess"))
    case = second(case)
    assert way.item(case, "declare").role == "decision_maker"
    assert [each.agrees for each in case.second_assessments.all()] == [True]


def test_a_second_who_does_not_agree_has_it_assessed_anew() -> None:
    case = second(assessed(second_assessor=True), result="anew", reasons="Beløpet er for høyt.")
    lower = way.answers.assessment(case, recommended=100_000)
    case = second(way.do(case, "assess", "caseworker", **lower))

    assert (case.assessment.recommended_amount, case.assessment.scores.count()) == (
        100_000, len(case.scheme_version.definition["criteria"]),
    )  # fmt: skip
    assert [each.agrees for each in case.second_assessments.all()] == [False, True]
