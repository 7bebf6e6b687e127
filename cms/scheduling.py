"""What editors have scheduled happens by the worker; where it cannot, they are told, and the others go on (R1.5, F1).

Wagtail's own command stops at the first page that cannot be published or taken down, and then every later one waits
behind it. Schedules go by the database's own clock, which nobody moves for a demonstration.
"""

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log as write_log
from wagtail.models import Page, Revision

from workflows import clock, reminders
from workflows.directory.models import Reminder, Role
from workflows.outbox import chore
from workflows.publishing import PublishError

from .editions.reminding import settle_others
from .publishing import InUse

log = logging.getLogger("nettverksmidler.scheduling")
KIND = "schedule_failed"
FAILED = "cms.schedule.failed"

reminders.register(
    KIND,
    title=_("%(page)s could not be published or taken down as scheduled"),
    text=_("%(reason)s Mend it, or take the date away."),
)


@chore("scheduled pages", every=dt.timedelta(minutes=1))
def publish_scheduled() -> None:
    """Take down what has expired and publish what is due, each by itself; tell editors of what could not be done."""
    failed = set()
    for page in Page.objects.filter(live=True, expire_at__lt=Now()).order_by("expire_at"):
        key = f"{KIND}:page:{page.pk}:{page.expire_at:%Y%m%d%H%M}"
        failed |= _try(key, page, partial(_take_down, page.pk))
    for revision in Revision.objects.filter(approved_go_live_at__lt=Now()).order_by("approved_go_live_at"):
        key = f"{KIND}:revision:{revision.pk}:{revision.approved_go_live_at:%Y%m%d%H%M}"
        failed |= _try(key, revision.content_object, partial(_publish, revision.pk))
    settle_others(KIND, failed)


def _take_down(pk: int) -> None:
    page = Page.objects.select_for_update().filter(pk=pk, live=True, expire_at__lt=Now()).first()
    if page:  # another worker may have been quicker
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(pk: int) -> None:
    revision = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lt=Now()).first()
    if revision:
        revision.publish(log_action="wagtail.publish.scheduled")


def _try(key: str, page: Any, act: Callable[[], None]) -> set[str]:
    """Do one of them whole or not at all; return its key if that failed."""
    try:
        with transaction.atomic():
            act()
    except InUse as refusal:
        reason = _now("In use by %(what)s.") % {"what": refusal.what}
    except PublishError as refusal:
        reason = str(refusal)
    except ValidationError as refusal:
        reason = " ".join(refusal.messages)
    else:
        return set()
    _tell(key, page, reason)
    return {key}


@transaction.atomic
def _tell(key: str, page: Any, reason: str) -> None:
    """Remind editors and write it in the page's history, once."""
    if Reminder.objects.filter(key=key).exists():
        return
    log.error("scheduled page failed", extra={"kind": key})
    write_log(instance=page, action=FAILED, data={"reason": reason})
    reminders.remind(
        KIND,
        key=key,
        role=Role.EDITOR,
        link=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        due=clock.today(),
        fields={"page": str(page), "reason": reason},
    )
