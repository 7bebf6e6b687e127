"""The editor says of every rule of the older documents whether it is kept, replaced or lapsed, from a list of them."""

from typing import Any

import pytest

from cms.editions.standings import StandingsForm, rows_of
from cms.models import GuidelinePage
from tests.cms.site import draft, overhead, page_of, paragraph, publish, schemes
from workflows.schemes.models import Edition, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db: None) -> GuidelinePage:
    """A draft that rests on a document with three rules, one of which it states itself."""
    publish(
        "2031",
        paragraph("3.1", schemes("self_initiated")),
        paragraph("3.7", overhead()),
        paragraph("3.10", overhead(9), overhead(8)),
    )
    return draft("2032", paragraph("3.2", schemes("leader_network")), paragraph("3.8", overhead(4)))


def form_of(page: GuidelinePage, data: dict[str, str]) -> Any:
    """Return the page's own form, with what an editor posts of older rules."""
    form_class = type(page).get_edit_handler().get_form_class()
    fields = dict.fromkeys(form_class.base_fields, "") | data
    return form_class(fields, instance=page, for_user=None)


def said(page: GuidelinePage) -> list[tuple[str, str, str]]:
    return [(row.value["code"], row.value["standing"], row.value["replaced_by"]) for row in page.standings]


@pytest.mark.requirement(
    "R1.2", "every rule of an older document is listed with its words, kept unless said otherwise"
)
def test_every_older_rule_is_listed(page: GuidelinePage) -> None:
    assert [(row.name, row.usual, len(row.words)) for row in rows_of(page)] == [
        ("2031-3.1", ("replaced", "3.2"), 1),
        ("2031-3.7", ("kept", ""), 1),
        ("2031-3.10", ("kept", ""), 2),
    ]
    assert rows_of(page)[1].words == ("Overhead er høyst 5 prosent.",)
    page.replaces = "2031"
    assert rows_of(page) == []


def test_what_is_chosen_holds_in_the_edition(page: GuidelinePage) -> None:
    form = form_of(
        page,
        {
            "standing-2031-3.1": "replaced", "standing-2031-3.1-by": "3.2",
            "standing-2031-3.7": "replaced", "standing-2031-3.7-by": "3.8",
            "standing-2031-3.10": "lapsed", "standing-2031-3.10-by": "3.8",
        },
    )  # fmt: skip
    form.older.is_valid()
    chosen = form.older.chosen()
    assert [tuple(row.values()) for row in chosen] == [
        ("2031", "3.7", "replaced", "3.8"),
        ("2031", "3.10", "lapsed", ""),
    ]
    page.standings = [("standing", row) for row in chosen]
    page.save_revision().publish()
    rows = Standing.objects.filter(edition=Edition.objects.get(document="2032"))
    assert sorted((row.rule.code, row.rule.number, row.standing, row.replaced_by) for row in rows) == [
        ("3.1", 1, "replaced", "3.2"),
        ("3.10", 1, "lapsed", ""),
        ("3.10", 2, "lapsed", ""),
        ("3.7", 1, "replaced", "3.8"),
    ]


def test_what_is_not_posted_stays_as_it_was(page: GuidelinePage) -> None:
    before = {"2031-3.7": ("lapsed", ""), "2031-3.10": ("kept", "")}
    form = StandingsForm({}, rows=rows_of(page), said=before)
    assert form.is_valid()
    assert [(row["code"], row["standing"]) for row in form.chosen()] == [("3.7", "lapsed"), ("3.10", "kept")]


def test_a_choice_that_there_is_not_is_refused(page: GuidelinePage) -> None:
    form = StandingsForm({"standing-2031-3.7": "perhaps"}, rows=rows_of(page), said={})
    assert not form.is_valid()


@pytest.mark.requirement(
    "R1.2", "the list stands on the edit page, and what is clicked there is kept with the draft"
)
def test_an_editor_clicks_it(page: GuidelinePage, browse: Any, cast: Any) -> None:
    from django.urls import reverse

    client, address = browse(cast.editor), reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(address).content.decode()
    assert html.count('value="lapsed"') == 3
    assert "Overhead er høyst 5 prosent." in html
    posted = {
        "title": page.title, "slug": page.slug, "code": page.code, "valid_from": "2032-01-01",
        "responsible_body": "Direktoratet", "body-count": "0", "footnotes-count": "0",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "standing-2031-3.7": "lapsed",
    }  # fmt: skip
    assert client.post(address, posted).status_code == 302
    assert said(page_of("2032").get_latest_revision_as_object()) == [("3.7", "lapsed", "")]


def test_the_list_costs_no_more_with_more(page: GuidelinePage, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        rows_of(page)
