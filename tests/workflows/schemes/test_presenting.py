"""Answers as they are read on a page."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from workflows.schemes.presenting import PresentedField, PresentedSection, present

LABEL = {"nb": "Budsjett", "nn": "Budsjettet"}


def section(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"code": "money", "title": {"nb": "Penger", "nn": "Pengar"}, "fields": list(fields)}]


def test_a_budget_is_shown_line_by_line_with_its_sum() -> None:
    sections = section({"code": "budget", "type": "budget", "label": LABEL})
    answers = {
        "budget": {"project_positions": 150000, "external_competence": 0, "overhead": 7500, "other": 1}
    }
    [shown] = present(sections, answers, "en")[0].fields
    assert shown.value == "kr\u00a0157\u00a0501"
    assert shown.rows == (
        ("Project positions", "kr\u00a0150\u00a0000"),
        ("Competence bought from others", "kr\u00a00"),
        ("Overhead", "kr\u00a07\u00a0500"),
        ("Other costs", "kr\u00a01"),
    )


def test_titles_and_labels_come_in_the_language_asked_for() -> None:
    sections = section({"code": "why", "type": "text", "label": LABEL})
    assert present(sections, {"why": "Fordi"}, "nn") == [
        PresentedSection("money", "Pengar", [PresentedField("why", "text", "Budsjettet", "Fordi")])
    ]


def test_what_was_not_asked_then_is_shown_as_not_answered() -> None:
    [shown] = present(section({"code": "new", "type": "amount", "label": LABEL}), {}, "nb")[0].fields
    assert shown.is_blank


def test_an_attached_file_comes_with_its_document() -> None:
    class Attached:
        pk, filename = 7, "plan.pdf"

    document = Attached()
    [shown] = present(
        section({"code": "plan", "type": "file", "label": LABEL}), {"plan": 7}, "nb", {7: document}
    )[0].fields
    assert (shown.value, shown.document) == ("plan.pdf", document)


def test_a_choice_that_no_longer_exists_is_shown_by_its_code() -> None:
    choices = [{"code": "a", "label": LABEL}]
    sections = section({"code": "which", "type": "choice", "label": LABEL, "choices": choices})
    assert present(sections, {"which": "gone"}, "nb")[0].fields[0].value == "gone"


@pytest.mark.adversary("E1", "markup in an answer is shown as text on the reading page")
def test_markup_in_answers_is_shown_as_text() -> None:
    sections = section(
        {"code": "a", "type": "text", "label": LABEL}, {"code": "b", "type": "longtext", "label": LABEL},
        {"code": "c", "type": "amount", "label": LABEL},
    )  # fmt: skip
    hostile = "<img src=x onerror=alert(1)>"
    presented = present(sections, {"a": hostile, "b": hostile, "c": {"typed": hostile}}, "nb")
    html = render_to_string("schemes/answers.html", {"presented": presented})
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 3
