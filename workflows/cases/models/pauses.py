"""When the office's clock stood still in a case, since somebody else was waited for (R8.3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .case import Case

__all__ = ["CasePause"]


class CasePause(models.Model):
    """One time the clock stood still; open until what was waited for came. It is ended once, and then stands."""

    class Why(models.TextChoices):
        SUPPLEMENT = "supplement", _("The network is asked for more")
        SENT = "sent", _("Sent to another installation")

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses", verbose_name=_("case"))
    why = models.CharField(_("why"), max_length=12, choices=Why)
    since = models.DateTimeField(_("from"), default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until__isnull=True), name="one_open_pause_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pauses_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.since:%Y-%m-%d}"

    @property
    def days(self) -> int:
        """Return how many days of Oslo's the clock stood still, until today where it still does."""
        until = self.until or clock.now()
        return (until.astimezone(clock.OSLO).date() - self.since.astimezone(clock.OSLO).date()).days
