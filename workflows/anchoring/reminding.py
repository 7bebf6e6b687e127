"""Reminding those who are asked to confirm: after five days, and three days before the deadline (R2.5, R3.4).

Who has an account is reminded before the deadline as of all work (`workflows.worklists.due`); by link, and after five
days, here.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from workflows import clock, outbox
from workflows.cases.models import Case, WorkItem
from workflows.cases.telling import people_for, tell_of_task
from workflows.directory.models import NoticeKind

from .asking import FLOW, NODE, asked_in, send_link
from .models import ConfirmationLink

DAYS_AFTER = 5  # courtesies, no deadlines: the day itself is the call's
DAYS_BEFORE = 3


@outbox.chore("remind-of-confirmations", every=dt.timedelta(hours=1))
def remind_all() -> None:
    """Send a new link, or a notice to those who have an account, to everybody whose turn it is."""
    for link in to_remind(clock.now()):
        remind(link)
    for item in waiting_long(clock.now()):
        remind_accounts(item)


def waiting_long(now: dt.datetime) -> QuerySet[WorkItem]:
    """Return the confirmations that were asked for five days ago, or a few more if no worker ran."""
    since = now - dt.timedelta(days=DAYS_AFTER)
    asked = WorkItem.objects.filter(flow=FLOW, node=NODE, open=True, opened__lte=since)
    return asked.filter(opened__gt=since - dt.timedelta(days=DAYS_AFTER)).select_related(
        "task", "case", "person"
    )


@transaction.atomic
def remind_accounts(item: WorkItem) -> None:
    """Owe those who can log in and confirm a notice, once."""
    tell_of_task(
        item,
        people_for(item),
        subject=gettext_lazy("Still waits for you: %(task)s"),
        body=gettext_lazy("In case %(number)s this waits for you: %(task)s. Log in to do it."),
        kind=NoticeKind.REMINDER,
        key="waits",
    )


def to_remind(now: dt.datetime) -> list[ConfirmationLink]:
    """Return the newest link of each confirmation that is waited for and to be reminded of now; in two queries."""
    waiting = WorkItem.objects.filter(flow=FLOW, node=NODE, open=True).select_related("case__call")
    sent: dict[tuple[object, ...], list[ConfirmationLink]] = defaultdict(list)
    rows = ConfirmationLink.objects.filter(case__in=waiting.values("case"))
    for link in rows.select_related("case__call").order_by("id"):
        sent[link.case_id, link.municipality_id, link.service_id].append(link)
    turns = (sent[item.case_id, item.municipality_id, item.service_id] for item in waiting)
    return [links[-1] for links in turns if links and _is_turn(links, now)]


@transaction.atomic
def remind(link: ConfirmationLink) -> bool:
    """Send a reminder with a new link, once whoever sweeps; return whether it was done now."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=link.case_id)
    newest = ConfirmationLink.objects.filter(case=case, **link.party).order_by("id").last()
    if newest is None or newest.pk != link.pk or not asked_in(case).filter(**link.party).exists():
        return False
    send_link(
        case=case, party=link.party, name=link.name, email=link.email, by=link.asked_by, is_reminder=True
    )
    return True


def _is_turn(links: Iterable[ConfirmationLink], now: dt.datetime) -> bool:
    """Return whether a day to remind on lies between the newest link and now."""
    *_earlier, newest = links
    asked = max(link.at for link in links if not link.is_reminder)
    closes = newest.case.call.deadline
    days = [asked + dt.timedelta(days=DAYS_AFTER), closes - dt.timedelta(days=DAYS_BEFORE)]
    return any(newest.at < day <= now for day in days) and now <= closes
