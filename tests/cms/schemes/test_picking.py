"""Rules of the guideline that are picked on a scheme's page: ticked in a list, compiled, shown with links."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.schemes import exchange
from cms.schemes.compiling import definition_of
from tests.cms.schemes.making import definition, draft, home, page_of, posted, publish
from tests.cms.schemes.test_form import faults, form_of
from workflows.schemes.models import Edition, Rule, SchemeVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
AUDIT, DUE = ("obligation", "audit_statement"), ("name", "audit_deadline")


def picks(*wanted: tuple[str, str]) -> list[str]:
    """Return how the rules of 2024 for self-initiated themes are picked that owe, or state, what is wanted."""
    rules = Edition.objects.filter(document="2024").latest("version").rules_in_force()
    return [
        next(rule.pick for rule in rules if rule.params.get(key) == name and "self_initiated" in rule.schemes)
        for key, name in wanted
    ]


def told(form: Any) -> list[str]:
    return [] if form.is_valid() else faults(form)


@pytest.mark.requirement("R3.1", "an editor ticks the guideline's rules that are to hold for the scheme too")
def test_rules_are_ticked_in_a_list_of_the_guidelines_sentences(browse: Any, cast: Any) -> None:
    page = draft(definition())
    wanted = picks(AUDIT, DUE)
    shown = browse(cast.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    rule = Rule.objects.get(
        code=wanted[0].partition("-")[2].partition("/")[0], number=1, edition__document="2024"
    )
    assert f'value="{wanted[0]}"' in shown
    assert f"{rule}: {rule.wording('nb')}"[:60] in shown

    form = form_of(page, posted(page, picked=wanted), draft=False)
    assert told(form) == []
    saved = form.save(commit=False)
    assert (saved.picked, definition_of(saved)["picked"]) == (" ".join(wanted), wanted)
    assert form_of(saved, posted(saved, picked=wanted)).has_changed() is True
    assert "picked" not in form_of(saved, posted(saved, picked=wanted)).changed_data


@pytest.mark.requirement(
    "R1.5", "a scheme's page shows what it picks, with the way to the guideline's paragraph"
)
def test_what_is_picked_is_compiled_and_shown_with_the_guidelines_paragraph() -> None:
    wanted = picks(AUDIT, DUE)
    page = publish(definition(picked=wanted))
    version = SchemeVersion.objects.get(code="equipment")
    assert version.definition["picked"] == wanted
    shown = Client().get(page.url).content.decode()
    for pick in wanted:
        assert f'/regel/{pick.partition("/")[0]}/"' in shown


def test_a_rule_the_guideline_does_not_have_is_told_by_the_list_and_can_be_taken_away() -> None:
    page = draft(definition(picked=["2024-99.9/1"]))
    form = form_of(page, posted(page, picked=["2024-99.9/1"]), draft=False)
    assert [str(each) for each in form.errors.get("picked", ())] == [
        "2024-99.9 is picked, but the guideline has no such rule now. Take it away, or pick another."
    ]
    assert ("2024-99.9/1", "2024-99.9: no longer in the guideline") in form.fields["picked"].choices[-1][1]
    assert told(form_of(page, posted(page), draft=False)) == []
    assert told(form_of(page, posted(page, picked=["2024-98.1/1"]))) != []


def test_an_audit_is_not_picked_without_the_day_it_is_due() -> None:
    page = draft(definition())
    form = form_of(page, posted(page, picked=picks(AUDIT)), draft=False)
    assert any("audit_deadline" in each for each in told(form)), told(form)


def test_a_scheme_as_a_file_keeps_what_it_picks() -> None:
    page = draft(definition(picked=picks(AUDIT, DUE)))
    content = exchange.as_file(page)
    made = exchange.import_scheme(content, parent=home(), code="gear", user=None)
    assert page_of("gear").picked == made.picked == page.picked
