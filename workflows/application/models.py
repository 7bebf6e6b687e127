"""The application: its answers, and the amounts that rules and the ledger rest on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case

__all__ = ["Application", "BudgetLine", "CostKind", "FormalCheck"]


class Application(models.Model):
    """What the network asks for. `answers` follow the form of the case's scheme version (R3.3, R3.11)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="application", verbose_name=_("case"))
    answers = models.JSONField(_("answers"), default=dict)
    requested_amount = models.BigIntegerField(_("requested amount, kroner"), null=True, blank=True)
    late = models.BooleanField(_("received after the deadline"), default=False)
    saved_at = models.DateTimeField(_("saved"), default=clock.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(requested_amount__isnull=True) | Q(requested_amount__gt=0),
                name="requested_amount_positive",
            )
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class CostKind(models.TextChoices):
    """What money goes to (R3.9)."""

    PROJECT_POSITIONS = "project_positions", _("Project positions")
    EXTERNAL_COMPETENCE = "external_competence", _("Competence bought from others")
    OVERHEAD = "overhead", _("Overhead")
    OTHER = "other", _("Other costs")


class BudgetLine(models.Model):
    """One cost kind at one stage of a case: as requested, as approved, as reported for a year."""

    class Stage(models.TextChoices):
        REQUESTED = "requested", _("requested")
        APPROVED = "approved", _("approved")
        REPORTED = "reported", _("reported")

    case = models.ForeignKey(Case, models.PROTECT, related_name="budget_lines", verbose_name=_("case"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("cost kind"), max_length=24, choices=CostKind)
    amount = models.BigIntegerField(_("amount, kroner"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage", "year", "kind"], name="one_budget_line_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class FormalCheck(models.Model):
    """One round of the formal check: complete, or back to the network with exactly what is missing."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="formal_checks", verbose_name=_("case"))
    complete = models.BooleanField(_("complete"))
    asked_for = models.TextField(_("what is asked for"), blank=True)
    late_accepted_reason = models.TextField(_("why it is handled although late"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("formal check")
        verbose_name_plural = _("formal checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(complete=True) | ~Q(asked_for=""), name="a_round_back_says_what_for"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.complete}"
