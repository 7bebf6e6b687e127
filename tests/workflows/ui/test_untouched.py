"""A form that nobody touched is sent back as it was shown, whatever inputs it has."""

import json
from typing import Any

import pytest

from tests import way
from tests.cast import CONTENT
from workflows.schemes.forms import answers_of, build_form, initial_from
from workflows.ui.untouched import as_sent
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
SCHEMES = ("leader_network", "self_initiated", "foster_home")


@pytest.mark.requirement(
    "R8.15", "what is kept of a draft is judged as if it had been sent just now, whatever was asked"
)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_kept_comes_back_as_it_was(scheme: str, cast: Any) -> None:
    sections = json.loads((CONTENT / f"scheme-{scheme}.json").read_text())["sections"]
    case = way.begin()
    typed = way.as_post(answers.application(case, 200_000) | answers.indicators(sections))
    form_class = build_form(sections, language="nb", required=False)
    kept = answers_of(form_class(typed, {}))
    again = form_class(as_sent(form_class(initial=initial_from(kept, sections))), {})
    assert answers_of(again) == kept
    assert {code for code, answer in kept.items() if answer is None} <= {
        "project_plan", "participants_statement", "leadership_partner", "other_public_funding_details",
        "dialogue_challenge",
    }  # fmt: skip


def test_what_cannot_be_read_comes_back_as_it_was_typed() -> None:
    sections = json.loads((CONTENT / "scheme-self_initiated.json").read_text())["sections"]
    form_class = build_form(sections, language="nb", required=False)
    typed = {"requested_amount": "ca. hundre", "budget_overhead": "lite", "budget_other": "1 000"}
    kept = answers_of(form_class(typed, {}))
    again = form_class(as_sent(form_class(initial=initial_from(kept, sections))), {})
    assert answers_of(again) == kept
    assert kept["requested_amount"] == {"typed": "ca. hundre"}
