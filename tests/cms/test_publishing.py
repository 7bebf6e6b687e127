"""Publishing compiles in the same transaction, whatever way it is done; what is in use is not taken away."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowTask
from wagtail.rich_text import RichText

from cms.blocks import PROSE
from cms.demo import pages
from cms.models import GuidelinePage
from cms.publishing import InUse, check_page
from tests.bare import bare_case
from tests.cms.site import (
    document,
    draft,
    editions,
    in_days,
    make_site,
    overhead,
    page_of,
    paragraph,
    publish,
    rewrite,
    schemes,
    tree_of,
)
from workflows.publishing import PublishError
from workflows.schemes.models import Edition

pytestmark = pytest.mark.django_db
BROKEN = overhead(params={"fact": "overhead_percent_requested", "operator": "<=", "value": "mye"})


# --- compiling


@pytest.mark.requirement("R1.5", "a paragraph published in Wagtail is the rule that the casework checks")
def test_publishing_a_page_compiles_its_rules() -> None:
    publish("2031", paragraph("3.1"), paragraph("3.7", overhead(), overhead(severity="should")))

    edition = Edition.objects.get(document="2031")
    assert [(str(rule), rule.number, rule.severity) for rule in edition.rules.order_by("number")] == [
        ("2031-3.7", 1, "must"),
        ("2031-3.7", 2, "should"),
    ]
    assert edition.rules.get(number=1).params == {
        "fact": "overhead_percent_requested",
        "operator": "<=",
        "value": 5,
    }
    assert (edition.title_nb, edition.title_nn) == ("Retningslinjer 2031", "Retningsliner 2031")


@pytest.mark.requirement("R1.5", "the nynorsk page gives the rule its words in nynorsk, and nothing else")
def test_the_nynorsk_page_supplies_words_and_only_words() -> None:
    publish("2031", paragraph("3.7", overhead()))
    nynorsk = page_of("2031", "nn")
    rewrite(
        nynorsk, document("2031", paragraph("3.7", overhead(9, wording={"nb": "–", "nn": "Høgst ni."}))), "nn"
    )
    nynorsk.save_revision().publish()

    rule = Edition.objects.filter(document="2031").latest("version").rules.get()
    assert (rule.wording_nb, rule.wording_nn, rule.params["value"]) == (
        "Overhead er høyst 5 prosent.",
        "Høgst ni.",
        5,
    )


def test_publishing_again_without_a_changed_rule_makes_no_new_edition() -> None:
    page = publish("2031", paragraph("3.7", overhead()))
    rewrite(page, document("2031", paragraph("3.7", overhead(), text="Bedre tekst")))
    page.save_revision().publish()

    assert editions("2031") == [1]
    assert "Bedre tekst" in str(page_of("2031").body)


@pytest.mark.requirement(
    "R1.5", "a corrected sentence is a new version of the edition; the old one keeps its words"
)
def test_other_words_of_a_rule_are_a_correction() -> None:
    page = publish("2031", paragraph("3.7", overhead()))
    clearer = overhead(
        wording={"nb": "Overhead kan ikke være over 5 prosent.", "nn": "Overhead er høgst 5 prosent."}
    )
    rewrite(page, document("2031", paragraph("3.7", clearer))).save_revision().publish()

    assert editions("2031") == [1, 2]
    first, second = Edition.objects.filter(document="2031").order_by("version")
    assert first.rules.get().wording_nb == "Overhead er høyst 5 prosent."
    assert second.rules.get().wording_nb == "Overhead kan ikke være over 5 prosent."


def test_a_changed_rule_is_refused_on_a_published_page_and_welcome_on_a_copy() -> None:
    page = publish("2031", paragraph("3.7", overhead()))
    stricter = document("2031", paragraph("3.7", overhead(3)))

    with pytest.raises(PublishError) as refusal:
        rewrite(page, stricter).save_revision().publish()
    assert "3.7" in refusal.value.messages[0]
    assert page_of("2031").body[0].value["content"][0].value["rules"][0].value["value"] == "5"

    copy = page_of("2031").copy(update_attrs={"slug": "2032", "title": "Neste"}, keep_live=True)
    assert copy.live is False
    rewrite(copy, document("2032", paragraph("3.7", overhead(3)), replaces="2031")).save_revision().publish()
    assert Edition.objects.get(document="2032").rules.get().params["value"] == 3


def test_a_page_that_was_taken_down_may_come_back_with_other_rules() -> None:
    page = publish("2031", paragraph("3.7", overhead()))
    page.unpublish()
    rewrite(page_of("2031"), document("2031", paragraph("3.7", overhead(3)))).save_revision().publish()

    assert editions("2031") == [1, 2]


@pytest.mark.requirement("R1.5", "what an older document says holds until the new edition takes over from it")
def test_older_documents_hold_unless_they_are_taken_over() -> None:
    publish("2031", paragraph("3.1", schemes("self_initiated")), paragraph("3.7", overhead()))
    keeping = publish("2032", paragraph("3.1", schemes("self_initiated", "leader_network")))
    replacing = draft("2033", paragraph("3.1", schemes("self_initiated")))
    replacing.replaces = "2032"
    replacing.save_revision().publish()

    def holds(code: str) -> list[str]:
        rules = Edition.objects.filter(document=code).latest("version").rules_in_force()
        return [str(rule) for rule in rules if rule.edition.document > "2030"]

    assert holds("2032") == ["2031-3.7", "2032-3.1"]
    assert holds("2033") == ["2031-3.7", "2033-3.1"]
    assert keeping.live


def test_only_one_published_page_has_a_code() -> None:
    publish("2031", paragraph("3.7", overhead()))
    with pytest.raises(PublishError):
        page_of("2031").copy(update_attrs={"slug": "annen"}).save_revision().publish()


def test_two_paragraphs_cannot_have_one_code() -> None:
    with pytest.raises(PublishError):
        publish("2031", paragraph("3.7", overhead()), paragraph("3.7"))
    assert editions("2031") == []


# --- a failing compile leaves nothing live


def by_method(page: GuidelinePage, editor: Client) -> None:
    page.save_revision().publish()


def by_action(page: GuidelinePage, editor: Client) -> None:
    PublishPageRevisionAction(page.save_revision()).execute(skip_permission_checks=True)


def by_saving(page: GuidelinePage, editor: Client) -> None:
    page.live = True
    page.save()


def by_schedule(page: GuidelinePage, editor: Client) -> None:
    revision = page.save_revision()
    revision.approved_go_live_at = in_days(-1)
    revision.save()
    call_command("publish_scheduled")


def by_bulk(page: GuidelinePage, editor: Client) -> None:
    page.save_revision()
    PublishBulkAction.execute_action([Page.objects.get(pk=page.pk)])


def by_review(page: GuidelinePage, editor: Client) -> None:
    page.save_revision()
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(page, user=None)
    state.current_task_state.approve(user=None)


WAYS = [by_method, by_action, by_saving, by_schedule, by_bulk, by_review]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_publish_compiles(way: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead()))
    way(page, browse(cast.editor))

    assert page_of("2031").live
    assert editions("2031") == [1]


@pytest.mark.parametrize("way", WAYS)
def test_a_failing_compile_leaves_nothing_live(way: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", BROKEN), paragraph("3.8", overhead()))
    with suppress(PublishError):  # the admin tells it on a page instead
        way(page, browse(cast.editor))

    assert not page_of("2031").live
    assert editions("2031") == []


def test_a_failed_schedule_is_not_forgotten() -> None:
    page = draft("2031", paragraph("3.7", BROKEN))
    revision = page.save_revision()
    revision.approved_go_live_at = in_days(-1)
    revision.save()
    with pytest.raises(PublishError):
        call_command("publish_scheduled")

    revision.refresh_from_db()
    assert revision.approved_go_live_at is not None


def test_a_guideline_cannot_go_live_as_a_plain_page() -> None:
    page = draft("2031", paragraph("3.7", overhead()))
    plain = Page.objects.get(pk=page.pk)
    plain.live = True
    with pytest.raises(PublishError):
        plain.save()


def test_checking_a_draft_writes_nothing() -> None:
    check_page(draft("2031", paragraph("3.7", overhead())))
    assert editions("2031") == []
    with pytest.raises(PublishError):
        check_page(draft("2032", paragraph("3.7", BROKEN)))


# --- what is in use

TAKING_AWAY: list[Callable[[Page], object]] = [
    lambda page: page.unpublish(),
    lambda page: Page.objects.get(pk=page.pk).unpublish(),
    lambda page: page.delete(),
    lambda page: Page.objects.filter(pk=page.pk).delete(),
    lambda page: page.get_parent().specific.delete(),
    lambda page: page.move(make_site()["nb"], pos="last-child"),
    lambda page: Page.objects.get(pk=page.get_parent().pk).move(make_site()["nn"], pos="last-child"),
]


@pytest.mark.parametrize("take_away", TAKING_AWAY)
@pytest.mark.parametrize("code", ["2024", "2021"])
def test_what_calls_rest_on_is_not_taken_away(take_away: Callable[[Page], object], code: str) -> None:
    """Calls rest on the 2024 edition, and so on the 2021 document, whose rules it keeps."""
    page = _in_use(code)
    before = tree_of(make_site()["nb"])
    with pytest.raises(InUse) as refusal, transaction.atomic():
        take_away(page)

    assert refusal.value.calls
    assert tree_of(make_site()["nb"]) == before


def _in_use(code: str) -> GuidelinePage:
    """Return the page of a document that the cast's calls rest on, with the demo's own text."""
    for each in ("2021", "2024"):
        pages.guideline(pages.read(f"guideline-{each}"), make_site())
    return page_of(code)


def test_a_page_that_expires_while_in_use_stays(at: Any) -> None:
    page = _in_use("2024")
    Page.objects.filter(pk=page.pk).update(expire_at=in_days(-1))
    with pytest.raises(InUse):
        call_command("publish_scheduled")
    assert page_of("2024").live


def test_what_nothing_rests_on_may_go() -> None:
    page = publish("2031", paragraph("3.7", overhead()))
    page.unpublish()
    page.delete()
    assert not GuidelinePage.objects.filter(code="2031", locale__language_code="nb").exists()
    assert editions("2031") == [1]


def test_order_beneath_the_same_page_may_change() -> None:
    page = _in_use("2024")
    publish("2031", paragraph("3.7", overhead()))
    page.move(page_of("2031"), pos="right")
    assert [each.slug for each in page_of("2024").get_parent().get_children()] == ["2021", "2031", "2024"]


# --- in Wagtail's admin


@pytest.mark.parametrize("act", ["delete", "unpublish", "move"])
def test_the_admin_lists_the_cases_instead_of_failing(act: str, browse: Any, cast: Any) -> None:
    page, case = _in_use("2024"), bare_case()
    home = make_site()["nb"]
    address = {
        "delete": reverse("wagtailadmin_pages:delete", args=[page.pk]),
        "unpublish": reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        "move": reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.pk]),
    }[act]
    _let_editors_delete()
    answer = browse(cast.editor).post(address)

    assert answer.status_code == 200
    assert case.number in answer.content.decode()
    assert page_of("2024").live


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_bulk_actions_on_the_parent_list_the_cases(act: str, browse: Any, cast: Any) -> None:
    page, case = _in_use("2024"), bare_case()
    _let_editors_delete()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    parent = page.get_parent()
    asked = {"confirm": "true", "include_descendants": "on"}
    answer = browse(cast.editor).post(f"{address}?id={parent.pk}", asked)

    assert answer.status_code == 200
    assert case.number in answer.content.decode()
    assert page_of("2024").live


@pytest.mark.adversary(
    "F1", "a guideline in use, or the page above it, is not moved in bulk; the cases are told"
)
@pytest.mark.parametrize("above", [False, True])
def test_moving_in_bulk_is_refused_with_the_cases(above: bool, browse: Any, cast: Any) -> None:
    page, case = _in_use("2024"), bare_case()
    homes = make_site()
    moved, target = (page.get_parent(), homes["nn"]) if above else (page, page_of("2024", "nn").get_parent())
    before = tree_of(homes["nb"])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    answer = browse(cast.editor).post(f"{address}?id={moved.pk}", {"chooser": target.pk})
    assert (answer.status_code, tree_of(homes["nb"])) == (200, before)

    with pytest.raises(InUse) as refusal, transaction.atomic():
        MoveBulkAction.execute_action([Page.objects.get(pk=moved.pk)], destination=target)
    assert case in refusal.value.cases
    assert tree_of(homes["nb"]) == before


@pytest.mark.adversary("F1", "the nynorsk page of a guideline in use is not taken away either")
def test_the_nynorsk_page_of_what_is_in_use_stays() -> None:
    _in_use("2024")
    for take_away in (lambda page: page.unpublish(), lambda page: page.delete()):
        with pytest.raises(InUse), transaction.atomic():
            take_away(page_of("2024", "nn"))
    assert page_of("2024", "nn").live


def test_a_failed_approval_tells_what_is_wrong_and_keeps_the_draft(browse: Any, cast: Any) -> None:
    page = draft("2031", paragraph("3.7", overhead()), paragraph("3.8"))
    editor, reviewer = browse(cast.editor), browse(cast.guideline_reviewer)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    editor.post(address, _posted(page) | {"code": "2 031"})
    answer = _review(page, reviewer)

    assert answer.status_code == 200
    assert "2 031" in answer.content.decode()
    stored = GuidelinePage.objects.get(pk=page.pk)
    assert (stored.live, stored.get_latest_revision_as_object().code) == (False, "2 031")
    assert stored.workflow_in_progress

    assert _review(page, reviewer, "reject").status_code == 302
    assert editor.post(address, _posted(stored) | {"code": "2031"}).status_code == 302
    assert _review(page, reviewer).status_code == 302
    assert (page_of("2031").live, editions("2031")) == (True, [1])


def _review(page: GuidelinePage, reviewer: Client, act: str = "approve") -> Any:
    """Let a reviewer approve a page, or ask for changes, by Wagtail's own buttons."""
    state = GuidelinePage.objects.get(pk=page.pk).current_workflow_task_state
    return reviewer.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, act, state.pk]))


def _posted(page: GuidelinePage) -> dict[str, Any]:
    """Return what an editor's form posts when it is submitted for review and nothing was changed."""
    page = page.get_latest_revision_as_object()
    posted: dict[str, Any] = {
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-submit": "yes",
    }
    for name in ("title", "slug", "code", "intro", "valid_from", "responsible_body", "revision_date"):
        posted[name] = str(getattr(page, name))
    for name in ("body", "footnotes", "standings"):
        _stream(posted, name, getattr(page, name))
    return posted


def _stream(posted: dict[str, Any], prefix: str, stream: Any) -> None:
    posted[f"{prefix}-count"] = str(len(stream))
    for number, child in enumerate(stream):
        start = f"{prefix}-{number}"
        posted |= {f"{start}-deleted": "", f"{start}-order": str(number), f"{start}-type": child.block_type}
        posted[f"{start}-id"] = child.id or ""
        _value(posted, f"{start}-value", child.value)


def _value(posted: dict[str, Any], prefix: str, value: Any) -> None:
    if isinstance(value, StructValue):
        for name, each in value.items():
            _value(posted, f"{prefix}-{name}", each)
    elif isinstance(value, StreamValue):
        _stream(posted, prefix, value)
    elif isinstance(value, ListValue):
        posted[f"{prefix}-count"] = str(len(value))
        for number, item in enumerate(value.bound_blocks):
            start = f"{prefix}-{number}"
            posted |= {f"{start}-deleted": "", f"{start}-order": str(number), f"{start}-id": item.id or ""}
            _value(posted, f"{start}-value", item.value)
    elif isinstance(value, RichText):
        posted[prefix] = ContentstateConverter(PROSE).from_database_format(value.source)
    elif isinstance(value, list):
        posted[prefix] = value
    else:
        posted[prefix] = "" if value is None else str(value)


def _let_editors_delete() -> None:
    """Give editors what they lack in the product, to see that the refusal does not rest on permissions alone."""
    for codename in ("bulk_delete_page", "delete_page"):
        for permission in Permission.objects.filter(codename=codename, content_type__app_label="wagtailcore"):
            group = Group.objects.get(name="Editors")
            GroupPagePermission.objects.get_or_create(
                group=group, page=Page.objects.get(depth=1), permission=permission
            )


def test_the_whole_guideline_goes_through_the_editors_form_unchanged(browse: Any, cast: Any) -> None:
    page = _in_use("2024")
    client = browse(cast.editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    before = editions("2024")
    assert client.get(address).status_code == 200
    answer = client.post(address, _posted(page))

    assert answer.status_code == 302
    assert _review(page, browse(cast.guideline_reviewer)).status_code == 302
    assert not GuidelinePage.objects.get(pk=page.pk).has_unpublished_changes
    assert editions("2024") == before
