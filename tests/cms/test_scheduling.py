"""What is scheduled happens by the worker; what cannot is told to editors, and does not hold up the rest."""

from typing import Any

import pytest
from wagtail.models import Page, PageLogEntry

from cms.demo import pages
from cms.models import ArticlePage
from cms.scheduling import FAILED, publish_scheduled
from tests.bare import bare_case
from tests.cms.site import draft, editions, in_days, make_site, overhead, page_of, paragraph
from workflows import outbox, reminders
from workflows.directory.models import Reminder

pytestmark = pytest.mark.django_db
BROKEN = overhead(params={"fact": "overhead_percent_requested", "operator": "<=", "value": "mye"})


def schedule(page: Any, days: int = -1) -> None:
    """Let a draft be approved for a time."""
    page.save_revision(approved_go_live_at=in_days(days))


def failures() -> int:
    return Reminder.objects.filter(kind="schedule_failed", settled_at__isnull=True).count()


@pytest.mark.requirement(
    "R1.5", "a scheduled guideline is published and compiled by the worker, when its time has come"
)
def test_what_is_due_is_published() -> None:
    schedule(draft("2031", paragraph("3.7", overhead())))
    schedule(draft("2032", paragraph("3.7", overhead())), days=1)
    publish_scheduled()
    assert (page_of("2031").live, editions("2031")) == (True, [1])
    assert (page_of("2032").live, failures()) == (False, 0)
    assert "scheduled pages" in [chore.name for chore in outbox.chores()]


@pytest.mark.requirement(
    "R1.5", "a schedule that fails leaves nothing live, is told to editors once, and stops no other"
)
def test_a_failure_is_told_and_stops_no_other(cast: Any) -> None:
    broken = draft("2031", paragraph("3.7", BROKEN))
    schedule(broken, days=-2)
    schedule(draft("2032", paragraph("3.7", overhead())))
    for _again in range(3):
        publish_scheduled()
    assert (page_of("2031").live, editions("2031"), page_of("2032").live) == (False, [], True)
    told = reminders.waiting_for(cast.editor)
    assert ([each.link for each in told], failures()) == ([f"/cms/pages/{broken.pk}/edit/"], 1)
    assert PageLogEntry.objects.filter(page=broken.pk, action=FAILED).count() == 1

    page_of("2031").revisions.update(approved_go_live_at=None)
    publish_scheduled()
    assert failures() == 0


@pytest.mark.adversary(
    "F1", "a guideline in use that expires by schedule stays, and editors are told which cases rest on it"
)
def test_what_is_in_use_does_not_expire() -> None:
    for code in ("2021", "2024"):
        pages.guideline(pages.read(f"guideline-{code}"), make_site())
    case = bare_case()
    Page.objects.filter(pk=page_of("2024").pk).update(expire_at=in_days(-2))
    home = make_site()["nb"]
    home.add_child(instance=ArticlePage(title="Nytt", slug="nytt", expire_at=in_days(-1)))
    for _again in range(2):
        publish_scheduled()
    assert page_of("2024").live
    assert not ArticlePage.objects.get(slug="nytt").live
    reminder = Reminder.objects.get(kind="schedule_failed")
    assert case.number in reminder.fields["reason"]


def test_a_parent_in_use_does_not_expire() -> None:
    for code in ("2021", "2024"):
        pages.guideline(pages.read(f"guideline-{code}"), make_site())
    index = page_of("2024").get_parent()
    Page.objects.filter(pk=index.pk).update(expire_at=in_days(-1))
    publish_scheduled()
    assert page_of("2024").live
