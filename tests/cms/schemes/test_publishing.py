"""Publishing a scheme's page publishes the scheme; what calls rest on is not taken away (R3.1, F1)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from cms.models import HomePage, SchemePage
from cms.publishing import InUse
from tests.cms.schemes.making import (
    audit,
    both,
    call_of,
    definition,
    draft,
    field,
    page_of,
    publish,
    rewrite,
    when,
)  # fmt: skip
from workflows.publishing import PublishError
from workflows.schemes.models import SchemeVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def versions() -> list[int]:
    return list(
        SchemeVersion.objects.filter(code="equipment").order_by("version").values_list("version", flat=True)
    )


@pytest.mark.requirement(
    "R3.1", "a page with a form, a condition and a rule paragraph becomes a scheme with rules of its own"
)
def test_a_page_becomes_a_scheme_with_rules_of_its_own() -> None:
    made = definition(field("hires", "yesno"), field("hired", "number", show_when=when("hires", True)))
    page = publish(made, audit())
    version = SchemeVersion.objects.get(code="equipment")
    own = version.local_edition
    assert own is not None
    rules = [
        (rule.code, rule.kind, rule.schemes, rule.wording_nn) for rule in own.rules.order_by("code", "number")
    ]

    assert version.definition == made
    assert rules[-2:] == [
        ("1.1", "obligation", ["equipment"], "Revisorfråsegn over 100000 kroner."),
        ("1.1", "parameter", ["equipment"], "Innan 1. april."),
    ]
    assert (page.live, page_of(language="nn").title, page_of(language="nn").live) == (True, "Utstyr nn", True)
    for prefix, shown in (("", "Revisor"), ("/nn", "Revisor nn")):
        answer = Client().get(f"{prefix}/regel/{own.document}-1.1/", follow=True)
        assert answer.redirect_chain == [(f"{prefix}/equipment/#p-1.1", 302)]
        assert f"<p>{shown}</p>" in answer.content.decode()


def test_a_label_that_is_changed_is_a_new_version_and_keeps_its_code() -> None:
    page = publish(definition(field("kind")))
    page.save_revision().publish()
    assert versions() == [1]
    page = page_of()
    page.form[-1].value["fields"][0].value["label_nb"] = "Noe annet"
    page.save_revision().publish()
    newest = SchemeVersion.objects.newest("equipment", document="2024")
    assert newest is not None
    asked = newest.definition["sections"][-1]["fields"][0]
    assert (versions(), asked["code"], asked["label"]["nb"]) == ([1, 2], "kind", "Noe annet")


def test_a_page_without_a_form_only_describes() -> None:
    page = publish()
    page.form, page.scheme = [], "elsewhere"
    page.save_revision().publish()
    assert not SchemeVersion.objects.filter(code="elsewhere").exists()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"letters": {}}, "refused"),
        ({"name": {"nb": "Utstyr", "nn": ""}}, "nynorsk"),
        ({"report": {"sections": []}}, "one for the report"),
        ({"edition": ""}, "which guideline"),
    ],
)
def test_what_makes_no_scheme_is_not_published(changes: dict[str, Any], fault: str) -> None:
    page = draft(definition(**changes), audit())
    with pytest.raises(PublishError) as refusal:
        page.get_latest_revision().publish()
    assert fault in " ".join(refusal.value.messages).lower()
    assert (page_of().live, versions()) == (False, [])


def test_the_casework_is_not_left_without_what_it_reads() -> None:
    made = definition()
    made["sections"] = [part for part in made["sections"] if part["code"] != "money"]
    with pytest.raises(PublishError, match="requested_amount"):
        draft(made).get_latest_revision().publish()


def test_two_pages_do_not_publish_one_scheme() -> None:
    publish()
    other = definition(code="other")
    page = draft(other)
    page.scheme = "equipment"
    with pytest.raises(PublishError, match="equipment"):
        page.save_revision().publish()


def _save_another_class(page: SchemePage) -> None:
    stored = Page.objects.get(pk=page.pk)
    stored.live = False
    stored.save()


TAKINGS: dict[str, Callable[[SchemePage], Any]] = {
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "expired": _save_another_class,
    "deleted with what it lies beneath": lambda page: HomePage.objects.get(pk=page.get_parent().pk).delete(),
    "moved": lambda page: page.move(HomePage.objects.get(locale__language_code="nn"), pos="last-child"),
}


@pytest.mark.adversary("F1", "a scheme that a call rests on is not taken away, whatever way is tried")
@pytest.mark.parametrize("way", TAKINGS)
def test_a_scheme_in_use_is_not_taken_away(way: str) -> None:
    page = publish()
    call = call_of(page)
    with pytest.raises(InUse) as refusal, transaction.atomic():
        TAKINGS[way](page)
    assert refusal.value.calls == [call]
    assert page_of().live


def test_a_scheme_that_nothing_rests_on_is_unpublished() -> None:
    publish().unpublish()
    assert not page_of().live


def test_a_copy_is_a_draft() -> None:
    page = publish()
    made = page.copy(update_attrs={"slug": "copy", "scheme": "copied"})
    assert (made.live, both("kind") == made.form[-1].value["fields"][0].block.compile(
        made.form[-1].value["fields"][0].value)["label"]) == (False, True)  # fmt: skip
    assert rewrite(made, definition(code="copied")).scheme == "copied"
