"""What is made by itself: saved exports whose day has come, and files that are thrown away when theirs is over."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from workflows import clock, outbox
from workflows.errors import NotThere

from . import making
from .models import ExportDefinition, ExportFile

Schedule = ExportDefinition.Schedule
OFTEN = dt.timedelta(minutes=15)


def due(day: dt.date) -> list[ExportDefinition]:
    """Return the saved exports to be made on a day in Oslo; what a worker missed is made on the next day it runs."""
    monday, first = day - dt.timedelta(days=day.weekday()), day.replace(day=1)
    of = Q(pk__in=[])
    for schedule, since in ((Schedule.DAILY, day), (Schedule.WEEKLY, monday), (Schedule.MONTHLY, first)):
        not_since = Q(last_day__isnull=True, created__date__lt=since) | Q(last_day__lt=since)
        of |= Q(schedule=schedule) & not_since
    return list(
        ExportDefinition.objects.filter(of, owner__is_active=True).select_related("owner").order_by("pk")
    )


@outbox.chore("imports.exports", every=OFTEN)
def run() -> None:
    """Order what is due, each once a day whatever the number of workers, and throw away what is old."""
    day = clock.today()
    for definition in due(day):
        try:
            with transaction.atomic():
                ExportDefinition.objects.filter(pk=definition.pk).update(last_day=day)
                making.order(
                    definition, by=definition.owner, title=definition.name, definition=definition, day=day
                )
        except IntegrityError:  # another worker was first
            continue
        except NotThere:  # the owner's roles no longer lead to the table: it waits for the day they do
            continue
    throw_away(clock.now() - dt.timedelta(days=settings.EXPORT_KEPT_DAYS))


def throw_away(before: dt.datetime) -> int:
    """Forget the files asked for before a moment, and what is in them; return how many."""
    old = list(ExportFile.objects.filter(asked_at__lt=before).order_by("pk"))
    for file in old:
        if file.file:
            file.file.delete(save=False)
        file.delete()
    return len(old)
