"""Examples are tests of the rules: red keeps a guideline from being published, whatever way it is done."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from cms.examples import OVERRIDDEN, ExampleResult, run_examples
from cms.models import GuidelinePage
from cms.publishing import check_page
from tests.cms.site import (
    document,
    draft,
    editions,
    example,
    follows,
    overhead,
    page_of,
    paragraph,
    publish,
    rewrite,
)
from tests.cms.test_publishing import WAYS, _posted, _review
from workflows.publishing import PublishError

pytestmark = pytest.mark.django_db
GREEN, RED = example(follows("3.7", "unmet")), example(follows("3.7", "met"))


def results(*examples: dict[str, Any], rules: Any = None) -> list[bool]:
    """Return which examples of a draft paragraph with the overhead rule are green."""
    rules = [overhead()] if rules is None else rules
    page = draft("2031", paragraph("3.1"), paragraph("3.7", *rules, examples=examples))
    return [result.green for result in run_examples(page)]


# --- green and red


@pytest.mark.requirement("R1.5", "an example is green where the rules find what it says, and red where not")
def test_an_example_is_green_when_the_rules_find_what_it_says() -> None:
    assert results(GREEN, RED) == [True, False]


def test_a_red_example_tells_what_was_expected_and_what_came() -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    fault = "Punkt 3.7: forventet «er oppfylt», reglene sier «er ikke oppfylt»."
    assert run_examples(page) == [ExampleResult("3.7", "Overhead er 5,01 prosent.", (fault,))]


def obligation() -> dict[str, Any]:
    """Return the rule that more than 200 000 kroner asks for an audit."""
    when = {"fact": "awarded_amount", "operator": ">", "value": 200_000}
    return overhead(kind="obligation", params={"obligation": "audit_statement", "when": when})


def question() -> dict[str, Any]:
    """Return a question."""
    params = {"name": "plan", "question": {"nb": "Plan?", "nn": "Plan?"}, "asked_of": "caseworker"}
    return overhead(kind="question", params=params)


@pytest.mark.parametrize(
    ("rule", "given", "outcome"),
    [
        (overhead(), {"overhead_percent_requested": "5,0"}, "met"),
        (overhead(), {"overhead_percent_requested": "5,01"}, "unmet"),
        (overhead(), {"awarded_amount": "1"}, "no_finding"),
        (overhead(steps=["report"]), {"overhead_percent_requested": "5"}, "no_finding"),
        (overhead(schemes=["foster_home"]), {"overhead_percent_requested": "5"}, "no_finding"),
        (obligation(), {"awarded_amount": "200 000"}, "not_owed"),
        (obligation(), {"awarded_amount": "200 001"}, "owed"),
        (question(), {"awarded_amount": "1"}, "asked"),
    ],
)
def test_every_outcome_can_be_expected(rule: dict[str, Any], given: dict[str, str], outcome: str) -> None:
    others = {"met", "unmet", "owed", "not_owed", "asked", "no_finding"} - {outcome}
    examples = [example(follows("3.7", each), given=given) for each in (outcome, *sorted(others))]
    assert results(*examples, rules=[rule]) == [True, *(False for _each in others)]


def test_one_rule_of_a_paragraph_can_be_meant() -> None:
    rules = [overhead(), overhead(10)]
    assert results(
        example(follows("3.7", "unmet", 1), follows("3.7", "met", 2)),
        example(follows("3.7", "met", 1)),
        example(follows("3.7", "unmet")),  # both rules of it, and one is met
        example(follows("3.7", "unmet", 3)),
        rules=rules,
    ) == [True, False, False, False]


@pytest.mark.parametrize(
    "broken",
    [
        example(follows("9.9", "no_finding")),
        example(follows("3.7", "")),
        example(),
        example(follows("3.7", "unmet"), given={"overhead_percent_requested": "mye"}),
        example(follows("3.7", "unmet"), given={"": ""}),
        example(follows("", "unmet")),
        example(follows("3.7", "unmet"), scheme="", step=""),
    ],
)
def test_an_example_that_tests_nothing_is_red(broken: dict[str, Any]) -> None:
    assert results(broken) == [False]


def test_a_draft_with_a_broken_rule_still_shows_its_examples() -> None:
    broken = overhead(params={"fact": "overhead_percent_requested", "operator": "<=", "value": "mye"})
    about_both = example(follows("3.7", "unmet", 2)), example(follows("3.7", "unmet", 1))
    assert results(*about_both, rules=[broken, overhead()]) == [True, False]


@pytest.mark.requirement("R1.5", "examples also test the rules of older documents that still hold")
def test_rules_of_older_documents_are_tested_while_they_are_kept() -> None:
    publish("2030", paragraph("2.1", overhead()))
    about_older = [example(follows("2030-2.1", "unmet"))]
    page = draft("2031", paragraph("3.1", examples=about_older))
    assert [result.green for result in run_examples(page)] == [True]

    lapsed = [{"document": "2030", "code": "2.1", "standing": "lapsed"}]
    rewrite(page, document("2031", paragraph("3.1", examples=about_older), standings=lapsed))
    assert [result.green for result in run_examples(page)] == [False]


def test_a_nynorsk_page_is_tested_on_the_rules_of_the_bokmal_page() -> None:
    publish("2031", paragraph("3.7", overhead(), examples=[GREEN]))
    nynorsk = page_of("2031", "nn")
    assert [(result.description, result.green) for result in run_examples(nynorsk)] == [
        ("Overhead er 5,01 prosent på nynorsk.", True)
    ]
    rewrite(nynorsk, document("2031", paragraph("3.7", overhead(9), examples=[RED])), "nn")
    with pytest.raises(PublishError):
        nynorsk.save_revision().publish()


# --- publishing


@pytest.mark.requirement(
    "R1.5", "a red example keeps the page from being published by button, in bulk, by review and by schedule"
)
@pytest.mark.parametrize("way", WAYS)
def test_a_red_example_is_refused_whatever_the_way(way: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[GREEN, RED]))
    with suppress(PublishError):  # the admin tells it on a page instead
        way(page, browse(cast.editor))

    assert not page_of("2031").live
    assert editions("2031") == []


@pytest.mark.parametrize("way", WAYS)
def test_green_examples_let_it_through(way: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[GREEN]))
    way(page, browse(cast.editor))
    assert (page_of("2031").live, editions("2031")) == (True, [1])


@pytest.mark.parametrize("way", WAYS)
def test_a_reason_lets_it_through_and_is_kept(way: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    page.examples_override_reason = "Rettes i neste utgave"
    way(page, browse(cast.editor))

    assert (page_of("2031").live, editions("2031")) == (True, [1])
    entry = PageLogEntry.objects.get(action=OVERRIDDEN)
    assert entry.page_id == page.pk
    assert entry.data["reason"] == "Rettes i neste utgave"
    assert "Overhead er 5,01 prosent." in entry.data["examples"][0]
    assert "Rettes i neste utgave" in entry.message


def test_blanks_are_no_reason() -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    page.examples_override_reason = "  "
    with pytest.raises(PublishError):
        page.save_revision().publish()


def test_checking_a_draft_finds_red_examples_and_logs_nothing() -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    with pytest.raises(PublishError) as refusal:
        check_page(page)
    assert [message.split(":")[0] for message in refusal.value.messages] == [
        "3.7, eksempelet «Overhead er 5,01 prosent.»"
    ]
    page.examples_override_reason = "Haster"
    check_page(page)
    assert not PageLogEntry.objects.filter(action=OVERRIDDEN).exists()


def test_a_reason_is_forgotten_when_all_are_green() -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    page.examples_override_reason = "Haster"
    assert page.save_revision().as_object().examples_override_reason == "Haster"

    changed = rewrite(page, document("2031", paragraph("3.7", overhead(), examples=[GREEN])))
    assert changed.save_revision().as_object().examples_override_reason == ""


def test_a_copy_gives_a_reason_of_its_own() -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    page.examples_override_reason = "Haster"
    page.save_revision().publish()
    copy = page_of("2031").copy(update_attrs={"slug": "2032", "title": "Neste", "code": "2032"})

    assert copy.examples_override_reason == ""
    assert copy.get_latest_revision_as_object().examples_override_reason == ""
    with pytest.raises(PublishError):
        copy.get_latest_revision().publish()


# --- in the editor


@pytest.mark.requirement("R1.5", "the editor sees green and red, in words, after saving the draft")
def test_the_editor_sees_green_and_red(browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[GREEN, RED]))
    client = browse(cast.editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(address).content.decode()

    assert (html.count("<strong>Grønn</strong>"), html.count("<strong>Rød</strong>")) == (1, 1)
    assert "Punkt 3.7: forventet «er oppfylt», reglene sier «er ikke oppfylt»." in html

    assert client.post(address, _posted(page)).status_code == 302
    answer = _review(page, browse(cast.guideline_reviewer))
    assert (answer.status_code, page_of("2031").live) == (200, False)
    assert "3.7, eksempelet «Overhead er 5,01 prosent.»" in answer.content.decode()
    _review(page, browse(cast.guideline_reviewer), "reject")

    form = _posted(GuidelinePage.objects.get(pk=page.pk)) | {"examples_override_reason": "Haster"}
    assert client.post(address, form).status_code == 302
    assert _review(page, browse(cast.guideline_reviewer)).status_code == 302
    assert page_of("2031").live
    assert PageLogEntry.objects.get(action=OVERRIDDEN).user == cast.guideline_reviewer
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Publisert selv om eksempler var røde: Haster" in history


def test_an_editor_who_sends_nonsense_gets_an_answer(browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead(), examples=[RED]))
    form = _posted(page)
    for name in form:
        if name.endswith(("-number", "-value-value", "-fact", "-scheme", "-step", "-outcome", "-code")):
            form[name] = "<x>"
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert browse(cast.editor).post(address, form).status_code == 200


# --- the demo


@pytest.mark.requirement(
    "R1.5", "the demo's guideline shows where the limits go: 5 per cent, 200 000, two services"
)
def test_the_examples_of_the_demo_are_green(pages: None) -> None:
    for language in ("nb", "nn"):
        found = run_examples(page_of("2024", language))
        assert [(result.paragraph, result.faults) for result in found] == [
            (code, ()) for code in ("0.5", "0.5", "3.7", "3.7", "3.14", "3.14")
        ]
    assert "10 020 kroner" in Client().get("/retningslinjer/2024/").content.decode()
