"""Editors are reminded a month before an edition is to be revised, until it is revised or another takes over (R1.3)."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published

from workflows import clock, reminders
from workflows.directory.models import Reminder, Role
from workflows.outbox import chore
from workflows.ui.dates import long_date

from .line import last_day_of, with_takeover

MONTH = dt.timedelta(days=31)
KIND = "guideline_revision"

reminders.register(
    KIND,
    title=_("%(edition)s is to be revised"),
    text=_("It is to be revised in the month of %(day)s. Publish the next edition, or give it another date."),
)


@chore("revision dates", every=dt.timedelta(hours=6))
def remind_of_revisions() -> None:
    """Remind editors of what is to be revised within a month or should have been, and settle what is not any more."""
    wanted = _to_be_revised()
    for key, page in wanted.items():
        reminders.remind(
            KIND,
            key=key,
            role=Role.EDITOR,
            link=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            due=page.revision_date,
            fields={"edition": page.title, "day": long_date(page.revision_date)},
        )
    settle_others(KIND, set(wanted))


def settle_others(kind: str, keys: set[str]) -> None:
    """Settle the reminders of a kind that nothing asks for any more: all but those of `keys`."""
    waiting = Reminder.objects.filter(kind=kind, settled_at__isnull=True)
    for key in waiting.exclude(key__in=keys).values_list("key", flat=True):
        reminders.settle(key)


def _to_be_revised() -> dict[str, Any]:
    """Return the bokmål editions that hold, have no successor, and are to be revised within a month; by their key."""
    from cms.models import GuidelinePage
    from cms.publishing import SOURCE_LANGUAGE

    today = clock.today()
    pages = with_takeover(GuidelinePage.objects.live()).filter(
        locale__language_code=SOURCE_LANGUAGE, revision_date__lte=today + MONTH, taken_over__isnull=True
    )
    listed = pages.only("title", "code", "revision_date", "valid_from", "valid_to").order_by("revision_date")
    return {
        f"{KIND}:{page.code}:{page.revision_date.isoformat()}": page
        for page in listed
        if (end := last_day_of(page)) is None or end >= today
    }


def _edition_published(sender: Any, **kwargs: Any) -> None:
    from cms.models import GuidelinePage

    if issubclass(sender, GuidelinePage):
        settle_others(KIND, set(_to_be_revised()))


def connect() -> None:
    """Settle at once what a published date or a new edition settles."""
    page_published.connect(_edition_published, dispatch_uid="cms.editions.reminding")
