"""Oslo's now and today: the only place that reads the clock (B15, R5.1).

A demonstration, a test or the walkthrough may move the clock; the shift is stored, so that every process
shares it, shown as a banner, and refused in production.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone

OSLO = ZoneInfo("Europe/Oslo")
_SHIFT_SECONDS_CACHED = 2  # other processes see a moved clock within this many seconds


class ClockShift(models.Model):
    """How many seconds the clock is moved: one row, or none when it goes by real time."""

    seconds = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_clock")]

    def __str__(self) -> str:
        return f"{self.seconds} s"


def now() -> dt.datetime:
    """Return this moment, aware, in Oslo's time."""
    return (timezone.now() + shift()).astimezone(OSLO)


def today() -> dt.date:
    """Return today's date in Oslo; the fiscal year and case numbers go by it."""
    return now().date()


def shift() -> dt.timedelta:
    """Return how far the clock is moved; always nothing in production."""
    if not settings.SAFE_TO_PLAY:
        return dt.timedelta()
    seconds = cache.get("clock.shift")
    if seconds is None:
        seconds = ClockShift.objects.values_list("seconds", flat=True).first() or 0
        cache.set("clock.shift", seconds, _SHIFT_SECONDS_CACHED)
    return dt.timedelta(seconds=seconds)


def move_to(moment: dt.datetime | dt.date) -> None:
    """Move the clock so that now is `moment` (a date means nine in the morning in Oslo).

    Raises ImproperlyConfigured in production.
    """
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=OSLO)
    put_back(moment - timezone.now())


def put_back(shift: dt.timedelta) -> None:
    """Let the clock stand as far from real time as `shift` says, as it did before it was moved.

    Raises ImproperlyConfigured in production.
    """
    if not settings.SAFE_TO_PLAY:
        raise ImproperlyConfigured("The clock cannot be moved in production.")
    if not shift:
        reset()
        return
    ClockShift.objects.update_or_create(pk=1, defaults={"seconds": int(shift.total_seconds())})
    cache.delete("clock.shift")


def reset() -> None:
    """Let the clock go by real time again."""
    ClockShift.objects.all().delete()
    cache.delete("clock.shift")
