"""Before publishing, an editor is told what it would be."""

from typing import Any

import pytest
from django.urls import reverse

from cms.editions.kinds import act_of
from tests.cms.site import document, draft, overhead, page_of, paragraph, publish, rewrite
from workflows.schemes.models import Edition

pytestmark = pytest.mark.django_db


@pytest.mark.requirement(
    "R1.2", "an editor sees before publishing whether it is a correction or needs a new edition"
)
def test_corrections_are_told_from_new_editions() -> None:
    page = publish("2031", paragraph("3.7", overhead()), paragraph("3.9"))
    told = [act_of(page)]
    for changed in (paragraph("3.7", overhead(), text="Bedre"), paragraph("3.7", overhead(7))):
        told.append(act_of(rewrite(page, document("2031", changed, paragraph("3.9")))))

    assert [(act.code, act.faults) for act in told] == [
        ("correction", []),
        ("correction", []),
        ("refused", []),
    ]
    assert "3.7" in told[2].sentence
    assert Edition.objects.filter(document="2031").count() == 1


def test_a_draft_is_an_edition_with_what_is_in_its_way() -> None:
    publish("2031", paragraph("3.7", overhead()))
    page = draft("2032", paragraph("3.7", overhead()))
    act = act_of(page)
    assert (act.code, act.faults, len(act.warnings)) == ("edition", [], 1)
    assert "2031" in act.warnings[0]

    page.replaces = "2031"
    assert act_of(page).warnings == []
    page.replaces = "2030"
    assert ["2030" in fault for fault in act_of(page).faults] == [True]
    broken = overhead(params={"fact": "overhead_percent_requested", "operator": "<=", "value": "mye"})
    act = act_of(draft("2033", paragraph("3.7", broken)))
    assert (act.code, len(act.faults)) == ("refused", 1)


def test_the_nynorsk_page_gives_words() -> None:
    publish("2031", paragraph("3.7", overhead()))
    assert act_of(page_of("2031", "nn")).code == "words"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_it_stands_on_the_edit_page(language: str, browse: Any, cast: Any) -> None:
    publish("2031", paragraph("3.7", overhead()))
    page = page_of("2031", language)
    html = browse(cast.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert act_of(page).sentence in html
