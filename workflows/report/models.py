"""The yearly report and its control, what is carried over, and money that is claimed and paid back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, Document
from workflows.schemes.models import Immutable

__all__ = ["CarryOverRequest", "ProgressReport", "ReminderSent", "Repayment", "RepaymentClaim", "Report"]


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
        indexes = [models.Index(fields=["case", "used_amount", "approved"], name="used_in_cases")]  # for sums
        constraints = [
            models.UniqueConstraint(fields=["case", "year"], name="one_report_of_a_year"),
            models.CheckConstraint(
                condition=Q(used_amount__gte=0, unspent_amount__gte=0), name="report_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.year}"


class CarryOverRequest(models.Model):
    """The network's application to use next year what it did not use, and the office's decision on it (R5.2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="carry_overs", verbose_name=_("case"))
    year = models.PositiveSmallIntegerField(_("year"))  # that the money was not used in
    amount = models.BigIntegerField(_("applied for, kroner"))
    reason = models.TextField(_("why it was not used"))
    plan = models.TextField(_("what it is to be used for"))
    late = models.BooleanField(_("after the deadline"), default=False)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(_("applied"), default=clock.now)
    granted_amount = models.BigIntegerField(_("carried over, kroner"), null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    use_by = models.DateField(_("to be used by"), null=True, blank=True)
    late_reason = models.TextField(_("why it is handled although late"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["year"]
        verbose_name = _("application for carry-over")
        verbose_name_plural = _("applications for carry-over")
        constraints = [
            models.UniqueConstraint(fields=["case", "year"], name="one_carry_over_of_a_year"),
            models.CheckConstraint(
                condition=Q(amount__gt=0)
                & (
                    Q(granted_amount__isnull=True) | Q(granted_amount__gte=0, granted_amount__lte=F("amount"))
                ),
                name="carry_over_within_what_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(granted_amount__isnull=True, decided_by__isnull=True)
                | (Q(granted_amount__isnull=False, decided_by__isnull=False) & ~Q(reasons="")),
                name="carry_over_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(late=False) | ~Q(granted_amount__gt=0) | ~Q(late_reason=""),
                name="late_carry_over_granted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.year}"


class RepaymentClaim(models.Model):
    """What a network must pay back of a year's money: to the directorate, never to a pot (R5.3).

    It is made when the report is settled, and sent once somebody has set day and account; `received` is the sum of
    its repayments.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="claims", verbose_name=_("case"))
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.BigIntegerField(_("to be paid back, kroner"))
    received = models.BigIntegerField(_("received, kroner"), default=0)
    raised_at = models.DateTimeField(_("raised"), default=clock.now)
    due = models.DateField(_("to be paid by"), null=True, blank=True)
    due_reason = models.TextField(_("why that day"), blank=True)
    pay_to = models.TextField(_("where to pay"), blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    letter = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    escalated_at = models.DateTimeField(_("taken to the leaders"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("repayment claim")
        verbose_name_plural = _("repayment claims")
        constraints = [
            models.UniqueConstraint(fields=["case", "year"], name="one_claim_of_a_year"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, received__gte=0, received__lte=F("amount")),
                name="claim_not_received_beyond",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | (Q(due__isnull=False, sent_by__isnull=False) & ~Q(pay_to="")),
                name="claim_sent_with_day_and_account",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(received__lt=F("amount")), name="claims_not_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"

    def get_absolute_url(self) -> str:
        """Return the address of the claim's page."""
        return reverse("claim", args=[self.case.number, self.pk])

    @property
    def left(self) -> int:
        """Return how many kroner have not come."""
        return self.amount - self.received

    @property
    def is_overdue(self) -> bool:
        """Return whether the day to pay by has passed while something is left."""
        return self.left > 0 and self.due is not None and self.due < clock.today()


class Repayment(Immutable):
    """Unspent money that came back; it goes to the directorate, never to a pot that is granted from (R5.3)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="repayments", verbose_name=_("case"))
    claim = models.ForeignKey(
        RepaymentClaim, models.PROTECT, null=True, blank=True, related_name="repayments"
    )  # none where it was registered before there were claims
    amount = models.BigIntegerField(_("amount, kroner"))
    received_on = models.DateField(_("received on"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_positive")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"


class ReminderSent(Immutable):
    """That a network was reminded of a report or a claim, once a day at most; `by` is None for the automatic ones."""

    class About(models.TextChoices):
        REPORT = "report", _("Report")
        REPAYMENT = "repayment", _("Repayment")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reminders", verbose_name=_("case"))
    about = models.CharField(_("about"), max_length=10, choices=About)
    year = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("time"), default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("reminder sent")
        verbose_name_plural = _("reminders sent")
        constraints = [
            models.UniqueConstraint(fields=["case", "about", "year", "day"], name="reminded_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.about} {self.day}"


class ProgressReport(models.Model):
    """How a project that spans years goes: demanded with a day, written by the network, read by the office (R6.2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="progress_reports", verbose_name=_("case"))
    due = models.DateField(_("due"))
    demanded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    demanded_at = models.DateTimeField(_("demanded"), default=clock.now)
    answers = models.JSONField(_("answers"), default=dict)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), null=True)
    control_note = models.TextField(_("the office's note"), blank=True)
    controlled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    controlled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(approved__isnull=True) | Q(approved=False),
                name="one_open_progress_report",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due}"
