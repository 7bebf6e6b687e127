"""No page of those who take part leaves them without a next step: what is empty says what comes, or leads on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client

import workflows
from tests import way
from tests.language import crawling
from workflows.directory.models import User

pytestmark = pytest.mark.django_db
PLACES = (
    "/min-side/",
    "/min-side/brev/",
    "/min-side/kalender/",
    "/oppgaver/",
    "/sok-i-saker/?q=finnesikke",
    "/saker/",
    "/saker/?q=finnesikke",
    "/varsler/",
    "/nettverk/",
    "/nettverk/?q=finnesikke",
)
SAYS_NOTHING = re.compile(r"^(Ingen|Ingenting|Ikke|Det er ikke|Du har ingen)\b")
SILENT = r'as title %}((?:(?!as title %}).)*?{% include "(?:ui/empty|cases/nothing_yet).html"[^%]*%})'
TEMPLATES = Path(workflows.__file__).parent / "templates"


def without_next_step(page: crawling.Seen) -> Iterator[str]:
    """Yield what is empty on a page and neither leads on nor says what comes next."""
    empty = page.soup.select("main .empty, main .nothing")
    empty += [
        each
        for each in page.soup.select("main p:not(.hint)")
        if SAYS_NOTHING.match(each.get_text(strip=True))
    ]
    for each in empty:
        around = each.find_parent(class_="empty") or each
        step = around.select_one(".next-step")
        if not around.find("a", href=True) and not (step and step.get_text(strip=True)):
            yield f"{page}: {each.get_text(' ', strip=True)}"


@pytest.mark.adversary("F6", "every empty state of leader, member and backer has a next step")
def test_what_is_empty_says_what_comes_next(
    cast: object, browse: Callable[[User], Client], at: Callable[..., None]
) -> None:
    way.submitted()
    put_away = way.begin("self_initiated")
    way.do(
        way.submitted("self_initiated"), "formal_check", "caseworker", result="dismiss", reasons="For sent."
    )
    people = ("leader_network_leader", "participant", "child_welfare_leader", "network_leader", "outsider")
    seen, lacking = 0, []
    for name in people:
        for page in crawling.pages(browse(User.objects.get(username=name)), name, *PLACES, within="/saker/"):
            seen += len(page.soup.select("main .empty, main .nothing"))
            lacking += list(without_next_step(page))
        at(2024, 3, 5)
    assert (lacking, put_away.is_draft) == ([], True)
    assert seen > 40, "the crawl met the empty places it is about"


def test_an_empty_place_cannot_be_written_without_a_next_step() -> None:
    for template in TEMPLATES.rglob("*.html"):
        for said in re.findall(SILENT, template.read_text()):
            assert re.search(r"\bas text\b|asvar text|\bas url\b|url=", said), f"{template}: {said}"
    with pytest.raises(ValueError, match="No plan"):
        Template('{% load ui %}{% nothing "No plan" "" %}').render(Context())
