"""The decisions, their acceptance and conditions, and the payments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.assessment.conditions import ConditionKind
from workflows.cases.models import Case, Document
from workflows.schemes.models import Rule

__all__ = [
    "Acceptance",
    "AccountChange",
    "Condition",
    "Decision",
    "DecisionCause",
    "DecisionTerms",
    "HeldDecision",
    "Instalment",
    "Outcome",
    "Payment",
    "PaymentStop",
]

DECISION_ACT = "decision-"  # how the ledger names what a later decision moves: this and the decision's key


class Outcome(models.TextChoices):
    """How a case is decided."""

    GRANTED = "granted", _("Granted")
    PARTLY_GRANTED = "partly_granted", _("Granted in part")
    REFUSED = "refused", _("Refused")


class DecisionCause(models.TextChoices):
    """Why a decision was taken: on the application, or anew."""

    APPLICATION = "application", _("The application")
    CHANGE = "change", _("A change to the project")
    REVERSAL = "reversal", _("Reversed by the office")
    APPEAL_REVERSAL = "appeal_reversal", _("Reversed by the office after an appeal")
    APPEAL = "appeal", _("The appeal")


class Decision(models.Model):
    """A decision by another person than the one who recommended (R4.7). The newest of a case holds; none is changed."""

    case = models.ForeignKey(
        Case,
        models.PROTECT,
        related_name="decisions",
        related_query_name="decision",
        verbose_name=_("case"),
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1, db_default=1)
    cause = models.CharField(
        _("cause"),
        max_length=16,
        choices=DecisionCause,
        default=DecisionCause.APPLICATION,
        db_default=DecisionCause.APPLICATION,
    )
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    awarded_amount = models.BigIntegerField(_("awarded amount, kroner"))
    reasons = models.TextField(_("reasons"))
    other_changes = models.TextField(_("other changes to the project"), blank=True, db_default="")
    use_deadline = models.DateField(_("to be used by"), null=True, blank=True)
    report_opens = models.DateField(_("report opens"), null=True, blank=True)
    report_deadline = models.DateField(_("report deadline"), null=True, blank=True)
    audit_deadline = models.DateField(_("deadline of the audit statement"), null=True, blank=True)
    appeal_deadline = models.DateField(_("appeal deadline"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_decision_of_a_number"),
            models.CheckConstraint(
                condition=Q(outcome="refused", awarded_amount=0)
                | (~Q(outcome="refused") & Q(awarded_amount__gt=0)),
                name="awarded_amount_fits",
            ),
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


class HeldDecision(models.Model):
    """A decision over the amount that one decision maker may award alone: as it is typed, until another approves it.

    Nothing of it holds before: no money is committed, no letter sent. It is answered once (R8.4).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="held_decisions", verbose_name=_("case"))
    awarded_amount = models.BigIntegerField(_("awarded amount, kroner"))
    typed = models.JSONField(_("as it was typed"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    approved = models.BooleanField(_("approved"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("decision to be approved")
        verbose_name_plural = _("decisions to be approved")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="one_held_decision_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, approved__isnull=True)
                | (Q(answered_at__isnull=False, approved__isnull=False) & ~Q(answered_by=F("by"))),
                name="a_decision_is_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.awarded_amount}"


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


class Condition(models.Model):
    """A condition of a grant, open until the office finds it met or a decision maker waives it (R4.6)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="conditions", verbose_name=_("case"))
    text = models.CharField(_("condition"), max_length=500)
    kind = models.CharField(_("what waits for it"), max_length=16, choices=ConditionKind)
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paragraph")
    )
    due = models.DateField(_("to be met by"), null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    documented = models.TextField(_("what the network says of it"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    documented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    documented_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    met_note = models.TextField(_("note"), blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_at = models.DateTimeField(_("waived"), null=True, blank=True)
    waived_reason = models.TextField(_("why it is waived"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.UniqueConstraint(fields=["case", "text"], name="one_condition_of_a_text"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(met_by__isnull=False),
                name="a_condition_is_met_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True)
                | (Q(waived_by__isnull=False, met_at__isnull=True) & ~Q(waived_reason="")),
                name="a_condition_is_waived_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Return whether it is neither met nor waived."""
        return self.met_at is None and self.waived_at is None

    @property
    def is_overdue(self) -> bool:
        """Return whether it should have been met by now."""
        return self.is_open and self.due is not None and self.due < clock.today()


class Instalment(models.Model):
    """One part of a grant as it is planned to be paid; without a plan all is paid at once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="instalments", verbose_name=_("case"))
    number = models.PositiveSmallIntegerField(_("number"))
    amount = models.BigIntegerField(_("amount, kroner"))
    planned_on = models.DateField(_("planned for"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_instalment_of_a_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.amount}"


class Payment(models.Model):
    """The payment of an instalment, registered by one person and attested by another (R4.9, R8.10)."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="payments", related_query_name="payment", verbose_name=_("case")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1, db_default=1)
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
        ordering = ["number"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_payment_of_a_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(attested_by__isnull=True) | ~Q(attested_by=F("registered_by")),
                name="payment_takes_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"


class PaymentStop(models.Model):
    """Payment is held back, with the reason, until somebody lets it go on with theirs."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="payment_stops", verbose_name=_("case"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(_("why payment goes on"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("stop of payment")
        verbose_name_plural = _("stops of payment")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at__isnull=True), name="one_stop_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(lifted_reason="")),
                name="a_stop_is_lifted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class AccountChange(models.Model):
    """Another account than the accepted one; it is used once another person has confirmed it (R8.10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="account_changes", verbose_name=_("case"))
    account_number = models.CharField(_("account number"), max_length=11)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("change of account")
        verbose_name_plural = _("changes of account")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
                name="an_account_is_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"
