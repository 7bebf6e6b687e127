"""One edition follows another: the older ends by itself, and two of one line never hold at once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms import reading
from cms.editions.line import Overlap
from cms.models import GuidelinePage
from tests.cms.site import (
    document,
    draft,
    editions,
    make_site,
    overhead,
    page_of,
    paragraph,
    publish,
    rewrite,
)
from workflows.schemes.models import Edition

pytestmark = pytest.mark.django_db


def follow(code: str, replaces: str, limit: int = 7, **changes: Any) -> GuidelinePage:
    """Make a draft of an edition that takes over from another."""
    page = draft(code, paragraph("3.7", overhead(limit)), **changes)
    page.replaces = replaces
    page.save()
    return page


def standing(code: str, language: str = "nb") -> tuple[str, dt.date | None]:
    page = page_of(code, language)
    return reading.status_of(page).code, page.last_day


@pytest.mark.requirement(
    "R1.2",
    "the next edition is published ahead, takes over on its day by itself, and the older is marked everywhere",
)
def test_the_next_edition_takes_over_by_date(at: Callable[..., None]) -> None:
    at(2031, 6, 1)
    publish("2031", paragraph("3.7", overhead()))
    follow("2032", "2031").save_revision().publish()
    assert (standing("2031"), standing("2032")) == (("in_force", dt.date(2031, 12, 31)), ("upcoming", None))

    at(2032, 1, 1)
    assert (standing("2031"), standing("2032")) == (("superseded", dt.date(2031, 12, 31)), ("in_force", None))
    home = make_site()["nb"]
    assert reading.in_force(home.locale).code == "2032"
    index = page_of("2031").get_parent()
    assert [(page.code, status.code) for page, status, _before in reading.editions(index)] == [
        ("2032", "in_force"),
        ("2031", "superseded"),
    ]


@pytest.mark.requirement(
    "R1.2", "a superseded edition links to the one in force, on its page in either language"
)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_a_superseded_edition_leads_to_the_one_in_force(prefix: str, at: Callable[..., None]) -> None:
    at(2032, 2, 1)
    publish("2031", paragraph("3.7", overhead()))
    follow("2032", "2031").save_revision().publish()
    html = Client().get(f"{prefix}/retningslinjer/2031/").content.decode()
    assert 'href="/retningslinjer/2032/"' in html
    assert "31. desember 2031" in html


def test_publishing_the_next_edition_compiles_no_other(at: Callable[..., None]) -> None:
    at(2031, 6, 1)
    publish("2031", paragraph("3.7", overhead()))
    before = Edition.objects.get(document="2031")
    follow("2032", "2031").save_revision().publish()
    assert editions("2031") == [1]
    assert Edition.objects.filter(document="2031").values().get() == {
        **{field.attname: getattr(before, field.attname) for field in Edition._meta.concrete_fields}
    }


@pytest.mark.requirement(
    "R1.3", "two editions of one line that would hold on the same day are refused by name"
)
@pytest.mark.parametrize(
    ("code", "replaces", "valid_from"),
    [
        ("2033", "2031", "2033-01-01"),  # 2032 takes over from it already
        ("2033", "2032", "2032-01-01"),  # on the day 2032 begins
        ("2033", "2032", "2031-06-01"),  # before 2032 begins
        ("2033", "2040", "2033-01-01"),  # nobody has published it
        ("2033", "2033", "2033-01-01"),  # itself
    ],
)
def test_overlap_is_refused(code: str, replaces: str, valid_from: str) -> None:
    publish("2031", paragraph("3.7", overhead()))
    follow("2032", "2031").save_revision().publish()
    page = follow(code, replaces, valid_from=valid_from)
    with pytest.raises(Overlap):
        page.save_revision().publish()
    assert not page_of(code).live
    assert editions(code) == []


def test_an_edition_cannot_be_moved_past_the_one_that_follows_it() -> None:
    publish("2031", paragraph("3.7", overhead()))
    follow("2032", "2031").save_revision().publish()
    page = page_of("2031")
    rewrite(page, document("2031", paragraph("3.7", overhead()), valid_from="2032-01-01"))
    with pytest.raises(Overlap):
        page.save_revision().publish()


def test_a_stated_end_before_the_takeover_stands(at: Callable[..., None]) -> None:
    at(2031, 11, 1)
    publish("2031", paragraph("3.7", overhead()), valid_to="2031-10-31")
    follow("2032", "2031").save_revision().publish()
    assert standing("2031") == ("superseded", dt.date(2031, 10, 31))


def test_a_page_is_not_kept_past_midnight(at: Callable[..., None]) -> None:
    page = publish("2031", paragraph("3.7", overhead()))
    kept = []
    for moment in ((2031, 12, 31, 12, 0, 0), (2031, 12, 31, 23, 58, 0)):
        at(*moment)
        kept.append(page.public_for)
    assert kept[0] == 300
    assert 100 <= kept[1] <= 121


def test_a_draft_says_that_it_is_one() -> None:
    assert reading.status_of(draft("2031", paragraph("3.7", overhead()))).code == "draft"
