"""The application: its answers, and the amounts that rules and the ledger rest on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, Document, DocumentRegistration
from workflows.schemes.models import Immutable

__all__ = [
    "Application",
    "ApplicationVersion",
    "BudgetLine",
    "CostKind",
    "FormalCheck",
    "PreliminaryReply",
    "ReceivedApplication",
    "Withdrawal",
    "latest_check",
]


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
        indexes = [models.Index(fields=["case", "requested_amount"], name="applied_for_in_cases")]  # for sums
        constraints = [
            models.CheckConstraint(
                condition=Q(requested_amount__isnull=True) | Q(requested_amount__gt=0),
                name="requested_amount_positive",
            )
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class ApplicationVersion(Immutable):
    """An application as it was sent, each time it was sent; file answers are the documents' ids (R3.11)."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="application_versions", verbose_name=_("case")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    answers = models.JSONField(_("answers"))
    requested_amount = models.BigIntegerField(_("requested amount, kroner"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        verbose_name = _("version of an application")
        verbose_name_plural = _("versions of applications")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_application_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"


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
    """One round of the formal check: complete, dismissed, or back to the network with exactly what is missing.

    `asked_fields` are the codes of the form's fields that are opened, each with a text of its own or none; where
    there are none, the whole form is. `answer_by` is the day the network is asked to answer by.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="formal_checks", verbose_name=_("case"))
    complete = models.BooleanField(_("complete"))
    asked_for = models.TextField(_("what is asked for"), blank=True)
    asked_fields = models.JSONField(_("fields to complete"), default=dict, blank=True)
    answer_by = models.DateField(_("to be sent by"), null=True, blank=True)
    dismissed_because = models.TextField(_("why it is dismissed"), blank=True, default="")
    late_accepted_reason = models.TextField(_("why it is handled although late"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("formal check")
        verbose_name_plural = _("formal checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(complete=True) | ~Q(asked_for="") | ~Q(dismissed_because=""),
                name="a_round_back_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(complete=False) | Q(dismissed_because=""),
                name="complete_or_dismissed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.complete}"


def latest_check(case: Case) -> FormalCheck | None:
    """Return the newest formal check of a case, if there is one."""
    return FormalCheck.objects.filter(case=case).order_by("-id").first()


class Withdrawal(Immutable):
    """The network takes its application back before it is decided (R3.11). One of each case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="withdrawal", verbose_name=_("case"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return str(self.case_id)


class PreliminaryReply(Immutable):
    """The letter that tells the network when an answer can be expected (R8.3). One of each case."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="preliminary_reply", verbose_name=_("case")
    )
    expected_by = models.DateField(_("answer expected by"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("preliminary reply")
        verbose_name_plural = _("preliminary replies")

    def __str__(self) -> str:
        return f"{self.case_id} {self.expected_by}"


class ReceivedApplication(Immutable):
    """An application that came by e-mail or on paper: who registered it, for whom, and the original (R8.16)."""

    Channel = DocumentRegistration.Channel
    CHANNELS = (Channel.EMAIL, Channel.DIGITAL_MAIL, Channel.POST, Channel.BY_HAND)

    case = models.OneToOneField(Case, models.PROTECT, related_name="received", verbose_name=_("case"))
    channel = models.CharField(
        _("how it came"), max_length=12, choices=[(each.value, each.label) for each in CHANNELS]
    )
    original = models.OneToOneField(
        Document, models.PROTECT, related_name="+", verbose_name=_("the original")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("application received elsewhere")
        verbose_name_plural = _("applications received elsewhere")

    def __str__(self) -> str:
        return f"{self.case_id} {self.channel}"
