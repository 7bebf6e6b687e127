"""A person's deadlines as a calendar that other programs fetch."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock

__all__ = ["CalendarFeed"]


class CalendarFeed(models.Model):
    """That a person has an address for their calendar, the how manieth it is, and whether it is open.

    The address itself is not kept: it is worked out from this row and the site's secret (`feeds.address_of`).
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feed", verbose_name=_("person")
    )
    serial = models.PositiveIntegerField(_("number of the address"), default=1)
    is_open = models.BooleanField(_("open"), default=True)
    since = models.DateTimeField(_("since"), default=clock.now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.person_id}/{self.serial}"
