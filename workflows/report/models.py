"""The yearly report, its control, and money paid back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case

__all__ = ["Repayment", "Report"]


class Report(models.Model):
    """How one year's money was used; a carry-over year has a report of its own (R5.4)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", verbose_name=_("case"))
    year = models.PositiveSmallIntegerField(_("year"))
    answers = models.JSONField(_("answers"), default=dict)
    used_amount = models.BigIntegerField(_("used, kroner"))
    unspent_amount = models.BigIntegerField(_("not used, kroner"))
    submitted_at = models.DateTimeField(_("submitted"), default=clock.now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved = models.BooleanField(_("approved"), null=True)
    control_note = models.TextField(_("the office's note"), blank=True)
    controlled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    controlled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["year", "id"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["case", "year"], name="one_report_of_a_year"),
            models.CheckConstraint(
                condition=Q(used_amount__gte=0, unspent_amount__gte=0), name="report_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.year}"


class Repayment(models.Model):
    """Unspent money that came back; it goes to the directorate, never to a pot that is granted from (R5.3)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="repayment", verbose_name=_("case"))
    amount = models.BigIntegerField(_("amount, kroner"))
    received_on = models.DateField(_("received on"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_positive")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"
