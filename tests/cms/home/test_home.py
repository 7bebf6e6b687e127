"""The editor's home shows what waits, with links, and says so where nothing does."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.access import groups_follow_roles
from cms.editions.reminding import remind_of_revisions
from cms.home import waiting
from tests.bare import bare_case
from tests.cms.site import document, draft, overhead, page_of, paragraph, publish, rewrite
from workflows.cases.models import FactSheet, Finding
from workflows.schemes.models import Rule

pytestmark = pytest.mark.django_db
HOME = "/cms/"


def test_nothing_waits_and_the_home_says_so(browse: Any, cast: Any) -> None:
    html = browse(cast.editor).get(HOME).content.decode()
    for panel in ("reminders", "reviews", "drafts", "lagging", "editions"):
        assert f'id="cms-{panel}-section"' in html


@pytest.mark.requirement(
    "R1.3", "the editor's home shows drafts, revision dates and nynorsk that lags, each with a link"
)
def test_what_waits_stands_on_the_home(browse: Any, cast: Any, at: Any) -> None:
    at(2032, 1, 15)
    publish("2031", paragraph("3.7", overhead()), revision="2032-02")
    remind_of_revisions()
    page = page_of("2031")
    rewrite(page, document("2031", paragraph("3.7", overhead(), text="Ny"), revision="2032-02"))
    page.save_revision().publish()
    waits = draft("2033", paragraph("3.7", overhead()))
    waits.save_revision(user=cast.editor)
    html = browse(cast.editor).get(HOME).content.decode()
    for address in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[waits.pk]),
        reverse("cms_lagging"),
    ):
        assert f'href="{address}"' in html


def test_reviews_are_shown_to_those_who_may_decide_them(cast: Any) -> None:
    for user in (cast.editor, cast.guideline_reviewer):
        groups_follow_roles(user)
    page = draft("2031", paragraph("3.7", overhead()))
    page.save_revision(user=cast.editor)
    page.get_workflow().start(page, cast.editor)
    found = waiting.reviews_for(cast.guideline_reviewer)
    assert [(link.title, link.about) for link in found] == [("Retningslinjer 2031", str(cast.editor))]
    assert waiting.reviews_for(cast.editor) == []
    assert waiting.drafts_of(cast.editor) == []


def test_editions_show_how_many_cases_rest_on_their_paragraphs() -> None:
    publish("2031", paragraph("3.7", overhead()), paragraph("3.8", overhead(7)))
    rules = {rule.code: rule for rule in Rule.objects.filter(edition__document="2031")}
    for code in ("3.7", "3.7", "3.8"):
        case = bare_case()
        sheet = FactSheet.objects.create(
            case=case, edition=case.edition, step="application", facts={}, digest=""
        )
        Finding.objects.create(sheet=sheet, rule=rules[code], severity="must", outcome="met")
    found = next(each for each in waiting.editions_in_use() if each.page.code == "2031")
    assert found.paragraphs == [("3.7", 2), ("3.8", 1)]


def test_the_home_costs_no_more_with_more(browse: Any, cast: Any) -> None:
    client = browse(cast.editor)
    publish("2031", paragraph("3.7", overhead()))
    client.get(HOME)
    spent = []
    for codes in (("2041",), ("2042", "2043", "2044")):
        for code in codes:
            page = draft(code, paragraph("3.7", overhead()))
            page.save_revision()
            other = draft(str(int(code) + 10), paragraph("3.7", overhead()))
            other.save_revision()
            other.get_workflow().start(other, None)
        with CaptureQueriesContext(connection) as taken:
            assert client.get(HOME).status_code == 200
        spent.append(len(taken))
    assert spent[0] == spent[1]
