"""A guideline is published by another person than those who wrote it, whatever roles they hold."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowPage

from cms import access
from cms.access import groups_follow_roles
from cms.models import ArticlePage, GuidelineIndexPage, GuidelinePage, GuidelineReview
from cms.review.models import OwnWork
from cms.review.writing import essence
from tests.cms.site import draft, in_days, make_site, overhead, page_of, paragraph
from workflows.directory.models import Role, RoleAssignment, User

pytestmark = pytest.mark.django_db


def submit(page: GuidelinePage, by: User, writer: User | None = None) -> Any:
    """Let somebody write a draft and somebody submit it; return the state of the review."""
    groups_follow_roles(by)
    page.save_revision(user=writer or by)
    return page.get_workflow().start(page, by).current_task_state


def decide(client: Client, page: GuidelinePage, state: Any, act: str = "approve") -> str:
    """Let somebody decide by Wagtail's button; return where the review stands then."""
    answer = client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, act, state.pk]))
    assert answer.status_code == 302
    state.refresh_from_db()
    return str(state.status)


def give(user: User, role: Role) -> None:
    RoleAssignment.objects.create(user=user, role=role)


@pytest.fixture
def page(db: None) -> GuidelinePage:
    return draft("2031", paragraph("3.7", overhead()))


@pytest.mark.requirement(
    "R1.5", "an editor submits, another person approves, and that is what publishes the rules"
)
def test_an_approved_guideline_is_published(page: GuidelinePage, cast: SimpleNamespace, browse: Any) -> None:
    state = submit(page, cast.editor)
    assert decide(browse(cast.guideline_reviewer), page, state) == "approved"
    assert page_of("2031").live


@pytest.mark.adversary("D8", "nobody approves what they wrote or submitted, also when they hold both roles")
@pytest.mark.parametrize("part", ["wrote", "submitted", "wrote before the one who submitted"])
def test_nobody_approves_work_of_their_own(
    part: str, page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    both, other = cast.editor, User.objects.create(username="another", email="another@example.org")
    give(both, Role.GUIDELINE_REVIEWER)
    give(other, Role.EDITOR)
    if part == "wrote before the one who submitted":
        page.save_revision(user=both)
        page.intro = "Skrevet om"
    state = submit(
        page,
        by=both if part == "submitted" else other,
        writer=both if part == "wrote" else other,
    )
    client = browse(both)
    assert decide(client, page, state) == "in_progress"
    assert not TaskState.objects.reviewable_by(both).exists()
    assert not page_of("2031").live
    assert decide(browse(cast.guideline_reviewer), page, state) == "approved"


@pytest.mark.adversary("D8", "a reviewer who changes the text while approving does not approve it")
def test_changing_the_text_in_review_takes_the_approval_away(
    page: GuidelinePage, cast: SimpleNamespace
) -> None:
    reviewer = cast.guideline_reviewer
    groups_follow_roles(reviewer)
    state = submit(page, cast.editor)
    page.intro = "Skrevet om"
    page.save_revision(user=reviewer)
    with pytest.raises(OwnWork):
        page.current_workflow_task.on_action(state, reviewer, "approve")
    assert not page_of("2031").live


def test_what_was_published_before_is_not_held_against_its_writer(
    page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    page.save_revision(user=cast.guideline_reviewer).publish()
    page = page_of("2031")
    state = submit(page, cast.editor)
    assert decide(browse(cast.guideline_reviewer), page, state) == "approved"


@pytest.mark.adversary(
    "D8", "an editor or reviewer publishes no guideline past the review: by button, in bulk, or anew"
)
@pytest.mark.parametrize("username", ["editor", "guideline_reviewer"])
def test_no_button_publishes_a_guideline(
    username: str, page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    user = getattr(cast, username)
    groups_follow_roles(user)
    client = browse(user)
    page.save_revision(user=cast.editor)
    may = page.permissions_for_user(user)
    assert (may.can_publish(), may.can_edit()) == (False, True)
    assert not page.get_parent().permissions_for_user(user).can_publish_subpage()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?id={page.pk}", {"confirm": "true"})
    client.post(f"{bulk}?id={page.get_parent().pk}", {"confirm": "true", "include_descendants": "on"})
    assert (
        'name="action-publish"'
        not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )
    assert not page_of("2031").live


def test_other_pages_are_published_by_their_editors(cast: SimpleNamespace) -> None:
    groups_follow_roles(cast.editor)
    home = make_site()["nb"]
    article = home.add_child(instance=ArticlePage(title="Nytt", slug="nytt", live=False))
    assert article.permissions_for_user(cast.editor).can_publish()
    assert not article.has_workflow


def test_an_approved_schedule_waits_for_its_time(
    page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    page.go_live_at = in_days(2)
    state = submit(page, cast.editor)
    assert decide(browse(cast.guideline_reviewer), page, state) == "approved"
    stored = page_of("2031")
    assert (stored.live, stored.approved_schedule) == (False, True)


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_those_who_only_edit_do_not_review(
    act: str, page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    other = User.objects.create(username="another", email="another@example.org")
    give(other, Role.EDITOR)
    assert decide(browse(other), page, submit(page, cast.editor), act) == "in_progress"


def test_while_it_is_reviewed_its_editors_leave_it_alone(page: GuidelinePage, cast: SimpleNamespace) -> None:
    submit(page, cast.editor)
    groups_follow_roles(cast.guideline_reviewer)
    lock = page_of("2031").get_lock()
    assert (lock.for_user(cast.editor), lock.for_user(cast.guideline_reviewer)) == (True, False)


@pytest.mark.adversary("D8", "an editor finds no way to change the review itself")
@pytest.mark.parametrize("username", ["editor", "guideline_reviewer"])
def test_the_review_cannot_be_set_up_otherwise(
    username: str, page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    client, workflow, task = (
        browse(getattr(cast, username)),
        Workflow.objects.get(),
        GuidelineReview.objects.get(),
    )
    addresses = [
        reverse("wagtailadmin_workflows:edit", args=[workflow.pk]),
        reverse("wagtailadmin_workflows:disable", args=[workflow.pk]),
        reverse("wagtailadmin_workflows:add"),
        reverse("wagtailadmin_workflows:edit_task", args=[task.pk]),
        reverse("wagtailadmin_workflows:disable_task", args=[task.pk]),
        reverse("wagtailadmin_workflows:remove", args=[page.get_parent().pk, workflow.pk]),
    ]
    assert {client.post(address).status_code for address in addresses} <= {302, 403}
    assert (
        WorkflowPage.objects.filter(workflow__active=True).count() == GuidelineIndexPage.objects.count() == 2
    )
    assert GuidelineReview.objects.get().active


def test_the_review_is_set_up_once_and_for_reviewers_alone() -> None:
    make_site()
    for _again in range(2):
        access.install()
    task = GuidelineReview.objects.get()
    assert [group.name for group in task.groups.all()] == ["Guideline reviewers"]
    assert Workflow.objects.count() == 1
    assert WorkflowPage.objects.count() == 2
    given = Permission.objects.filter(group__in=Group.objects.all(), codename__contains="workflow")
    assert not given.exists()


@pytest.mark.requirement("R1.5", "a guideline has comments and a history for those who review it")
@pytest.mark.parametrize("username", ["editor", "guideline_reviewer"])
def test_comments_and_history_are_there(
    username: str, page: GuidelinePage, cast: SimpleNamespace, browse: Any
) -> None:
    page.save_revision(user=cast.editor)
    client = browse(getattr(cast, username))
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'id="comments-data"' in html
    assert client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200


def test_a_refused_approval_is_told_in_the_window_that_approves(cast: SimpleNamespace, browse: Any) -> None:
    broken = overhead(params={"fact": "overhead_percent_requested", "operator": "<=", "value": "mye"})
    page = draft("2031", paragraph("3.7", broken))
    state = submit(page, cast.editor)
    answer = browse(cast.guideline_reviewer).post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]),
        {"comment": "Fint"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert (answer.status_code, answer.json()["step"]) == (200, "refused")
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in answer.json()["html"]
    state.refresh_from_db()
    assert (state.status, page_of("2031").live) == ("in_progress", False)


def test_the_buttons_are_not_there_for_own_work(page: GuidelinePage, cast: SimpleNamespace) -> None:
    give(cast.editor, Role.GUIDELINE_REVIEWER)
    submit(page, cast.editor)
    groups_follow_roles(cast.guideline_reviewer)
    task = page.current_workflow_task
    assert task.get_actions(page, cast.editor) == []
    assert {name for name, *_rest in task.get_actions(page, cast.guideline_reviewer)} == {"approve", "reject"}


def test_approving_from_the_edit_page_is_not_writing(page: GuidelinePage, cast: SimpleNamespace) -> None:
    """Wagtail's form saves a revision of the reviewer's with new ids and keys, and then approves."""
    reviewer = cast.guideline_reviewer
    groups_follow_roles(reviewer)
    state = submit(page, cast.editor)
    for block in page.body:
        block.id = None
    page.save_revision(user=reviewer)
    assert list(TaskState.objects.reviewable_by(reviewer)) == [state]
    page.current_workflow_task.on_action(state, reviewer, "approve")
    assert page_of("2031").live


def test_ids_and_keys_say_nothing() -> None:
    first = {"title": "A", "body": '[{"id": "1", "value": "<p data-block-key=\\"x\\">A</p>"}]', "live": True}
    again = {"title": "A", "body": '[{"value": "<p>A</p>", "id": "2"}]', "live": False}
    assert essence(first) == essence(again) == {"title": "A", "body": [{"value": "<p>A</p>"}]}
    assert essence(first) != essence(again | {"title": "B"})
