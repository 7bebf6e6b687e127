"""What the directorate has to distribute; all amounts in whole kroner."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.schemes.models import Immutable

__all__ = ["FundingFrame"]


class FundingFrame(Immutable):
    """What there is to distribute for a scheme in a year, as a decision says; the newest of a year and scheme holds."""

    scheme = models.CharField(_("scheme"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.BigIntegerField(_("frame, kroner"))
    reason = models.CharField(_("where it is decided"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"), default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("funding frame")
        verbose_name_plural = _("funding frames")
        indexes = [models.Index(fields=["year", "scheme", "-id"], name="frames_of_a_year")]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="frame_not_negative")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}: {self.amount}"
