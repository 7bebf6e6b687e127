"""The decision, its acceptance and its payment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case

__all__ = ["Acceptance", "Decision", "DecisionTerms", "Outcome", "Payment"]


class Outcome(models.TextChoices):
    """How a case is decided."""

    GRANTED = "granted", _("Granted")
    PARTLY_GRANTED = "partly_granted", _("Granted in part")
    REFUSED = "refused", _("Refused")


class Decision(models.Model):
    """The decision by another person than the one who recommended (R4.7). One of each case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="decision", verbose_name=_("case"))
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    awarded_amount = models.BigIntegerField(_("awarded amount, kroner"))
    reasons = models.TextField(_("reasons"))
    use_deadline = models.DateField(_("to be used by"), null=True, blank=True)
    report_opens = models.DateField(_("report opens"), null=True, blank=True)
    report_deadline = models.DateField(_("report deadline"), null=True, blank=True)
    audit_deadline = models.DateField(_("deadline of the audit statement"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="refused", awarded_amount=0)
                | (~Q(outcome="refused") & Q(awarded_amount__gt=0)),
                name="awarded_amount_fits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome} {self.awarded_amount}"


class DecisionTerms(models.Model):
    """That a decision's terms were set by who decided, since the documents state none, and why (R3.2)."""

    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="terms", verbose_name=_("decision")
    )
    audit_demanded = models.BooleanField(_("an audit statement is demanded"))
    reasons = models.TextField(_("reasons"))

    class Meta:
        verbose_name = _("terms of a decision")
        verbose_name_plural = _("terms of decisions")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.audit_demanded}"


class Acceptance(models.Model):
    """The network accepts the terms and says where the money goes."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="acceptance", verbose_name=_("case"))
    account_number = models.CharField(_("account number"), max_length=11)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")

    def __str__(self) -> str:
        return str(self.case_id)


class Payment(models.Model):
    """A payment, registered by one person and attested by another (R4.9, R8.10)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="payment", verbose_name=_("case"))
    amount = models.BigIntegerField(_("amount, kroner"))
    account_number = models.CharField(_("account number"), max_length=11)
    reference = models.CharField(_("payment reference"), max_length=40, blank=True)
    paid_on = models.DateField(_("paid on"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=clock.now)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(attested_by__isnull=True) | ~Q(attested_by=F("registered_by")),
                name="payment_takes_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"
