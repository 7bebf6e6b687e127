"""What a network with a foster-home project asks of Bufetat, and what the region answers (R3.7, R7.5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import BufetatRegion

__all__ = ["BufetatRequest"]


class BufetatRequest(models.Model):
    """One application's request for help, of the region of the responsible municipality; none in Oslo (R2.15)."""

    class Answer(models.TextChoices):
        YES = "yes", _("Can help")
        IN_PART = "in_part", _("Can help in part")
        NO = "no", _("Cannot help")

    case = models.OneToOneField(Case, models.PROTECT, related_name="bufetat_request", verbose_name=_("case"))
    region = models.ForeignKey(
        BufetatRegion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("region"),
    )
    wanted = models.JSONField(_("kinds of help"), default=list)
    text = models.TextField(_("what help is asked for"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    note = models.TextField(_("what the region offers, or why not"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for help from Bufetat")
        verbose_name_plural = _("requests for help from Bufetat")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, region__isnull=False)),
                name="only_a_region_answers",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.answer}"
