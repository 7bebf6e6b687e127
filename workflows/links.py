"""Links that open one thing to somebody without an account: used once, and they run out (R6.4, D1).

Only the hash of a link's secret part is kept; the part itself stands in the mail alone.
"""

import datetime as dt
import hashlib
import secrets
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock

LINK_HOLDS = 30  # days
Row = TypeVar("Row", bound="Link")


class LinkQuerySet(models.QuerySet[Row]):
    """Reads of links that still open something."""

    def holding(self) -> "LinkQuerySet[Row]":
        """Return the links that were not used and have not run out."""
        return self.filter(used_at__isnull=True, expires_at__gt=clock.now())

    def opened_by(self, token: str) -> "LinkQuerySet[Row]":
        """Return the link whose secret part this is, if it still holds."""
        return self.holding().filter(token_hash=hash_of(token))


class Link(models.Model):
    """One link, of a kind that says what it opens."""

    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(_("sent"), default=clock.now)
    expires_at = models.DateTimeField(_("holds until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def holds(self) -> bool:
        """Return whether it was not used and has not run out."""
        return self.used_at is None and self.expires_at > clock.now()

    def use(self) -> bool:
        """Use the link up; False where somebody did a moment ago, or it runs out just now."""
        rows: LinkQuerySet[Link] = LinkQuerySet(type(self))
        return bool(rows.holding().filter(pk=self.pk).update(used_at=clock.now()))


def new_token() -> str:
    """Return the secret part of a new link."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is kept of a link's secret part."""
    return hashlib.sha256(token.encode()).hexdigest()


def holds_until(days: int = LINK_HOLDS) -> dt.datetime:
    """Return when a link runs out that is sent now."""
    return clock.now() + dt.timedelta(days=days)
