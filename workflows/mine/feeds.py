"""The secret address of a person's calendar: made, made anew, stopped. Nobody but its person is told it."""

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from workflows import clock
from workflows.directory.accounts import is_staff
from workflows.directory.models import User

from .models import CalendarFeed


@transaction.atomic
def make(*, by: User) -> CalendarFeed:
    """Give a person an address, or a new one: the earlier one is dead at once."""
    feed, made = CalendarFeed.objects.select_for_update().get_or_create(person=by)
    if not made:
        feed.serial, feed.is_open, feed.since = feed.serial + 1, True, clock.now()
        feed.save(update_fields=["serial", "is_open", "since"])
    return feed


@transaction.atomic
def stop(*, by: User) -> None:
    """Close a person's address for good; a later one is another."""
    CalendarFeed.objects.filter(person=by).update(is_open=False)


def open_feed(person: User) -> CalendarFeed | None:
    """Return the feed of a person, where it is open."""
    return CalendarFeed.objects.filter(person=person, is_open=True).first()


def address_of(feed: CalendarFeed) -> str:
    """Return the path of a feed, with its secret part."""
    return reverse("calendar-feed", args=[f"{feed.pk}-{_secret(feed)}"])


def owner_of(token: str) -> User | None:
    """Return whose calendar a secret part opens; nobody's where it is stopped, replaced, or its person is gone."""
    pk, _dash, secret = token.partition("-")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    feeds = CalendarFeed.objects.filter(pk=pk, is_open=True, person__is_active=True)
    feed = feeds.select_related("person").first()
    if feed is None or not constant_time_compare(secret, _secret(feed)) or is_staff(feed.person):
        return None
    return feed.person


def _secret(feed: CalendarFeed) -> str:
    key = f"{feed.person_id}:{feed.serial}"
    return salted_hmac("workflows.mine.feeds", key, algorithm="sha256").hexdigest()
