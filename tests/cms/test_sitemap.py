"""The sitemap names everything that everyone may read, in both languages, and nothing else."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms import cache
from cms.models import ArticlePage, CallIndexPage
from tests.cms.site import draft, overhead, paragraph, publish
from workflows.schemes.models import Call

pytestmark = pytest.mark.usefixtures("pages")
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries() -> dict[str, tuple[str | None, dict[str, str]]]:
    """Return each path of the sitemap, as it is now, with its day and its addresses by language."""
    cache.renew()
    root = ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 – we wrote it
    found = {}
    for url in root.findall("s:url", NAMES):
        links = {str(link.get("hreflang")): str(link.get("href")) for link in url.findall("x:link", NAMES)}
        found[path_of(url.findtext("s:loc", "", NAMES))] = (url.findtext("s:lastmod", None, NAMES), links)
    return found


def path_of(location: str) -> str:
    """Return the path of an address, which must be on the site's own host."""
    assert location.startswith(settings.SITE_URL)
    return location.removeprefix(settings.SITE_URL)


@pytest.mark.requirement(
    "R1.7", "every public page and call stands in the sitemap, with its address in both languages"
)
def test_everything_public_is_named_with_its_other_language() -> None:
    found = entries()
    call = f"/utlysninger/{Call.objects.earliest('pk').pk}/"
    for path in ("/", "/retningslinjer/", "/retningslinjer/2024/", "/retningslinjer/2021/", "/kontakt/",
                 "/utlysninger/", call, "/egeninitiert/", "/personvern/", "/tilbakebetaling/", "/kilder/"):  # fmt: skip
        links = {"nb": settings.SITE_URL + path, "nn": f"{settings.SITE_URL}/nn{path}"}
        assert found[path][1] == found[f"/nn{path}"][1] == links
    assert found["/retningslinjer/2024/"][0]
    assert found[call][0]


def test_every_address_in_it_can_be_read() -> None:
    client = Client()
    assert {path: client.get(path).status_code for path in entries()} == dict.fromkeys(entries(), 200)


def test_drafts_restricted_pages_and_what_is_beneath_them_are_not_named() -> None:
    draft("2041", paragraph("3.1"))
    page = ArticlePage.objects.get(slug="personvern", locale__language_code="nb")
    page.add_child(instance=ArticlePage(slug="under", title="Under", locale=page.locale))
    assert "/personvern/under/" in entries()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    CallIndexPage.objects.get(locale__language_code="nb").unpublish()
    found = entries()
    assert not {"/retningslinjer/2041/", "/personvern/", "/personvern/under/", "/utlysninger/"} & set(found)
    assert found["/nn/personvern/"][1] == {}
    assert not [path for path in found if path.startswith("/utlysninger/")]


def test_it_costs_the_same_however_much_there_is() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as taken:
            entries()
        return len(taken)

    Client().get("/personvern/")
    before = cost()
    assert before <= 10
    publish("2031", paragraph("3.7", overhead()))
    call: Any = Call.objects.earliest("pk")
    call.pk = None
    call.save()
    assert cost() == before


def test_machines_are_told_where_it_is_and_what_is_no_use_to_them() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines
    for path in ("/cms/", "/saker/", "/min-side/", "/konto/", "/sok/"):
        assert {f"Disallow: {path}", f"Disallow: /nn{path}"} <= set(lines)
    assert "Disallow: /" not in lines
