"""Spending authority, pots and the append-only ledger; all amounts in whole kroner (R4.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice

__all__ = ["LedgerEntry", "Pot"]


class Pot(models.Model):
    """What one office may commit for one scheme in one year, and what is left of it.

    `available` is changed only together with a ledger entry, by a conditional UPDATE; the database refuses a
    negative one.
    """

    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="pots", verbose_name=_("office"))
    scheme = models.CharField(_("scheme"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    chapter = models.PositiveSmallIntegerField(_("budget chapter"), default=854)
    item = models.PositiveSmallIntegerField(_("budget item"), default=61)
    authority = models.BigIntegerField(_("spending authority, kroner"), default=0)
    available = models.BigIntegerField(_("available, kroner"), default=0)

    class Meta:
        ordering = ["year", "office", "scheme"]
        verbose_name = _("pot")
        verbose_name_plural = _("pots")
        constraints = [
            models.UniqueConstraint(fields=["office", "scheme", "year"], name="one_pot"),
            models.CheckConstraint(condition=Q(available__gte=0), name="pot_never_overcommitted"),
            models.CheckConstraint(condition=Q(authority__gte=models.F("available")), name="pot_within_authority"),
        ]

    def __str__(self) -> str:
        return f"{self.office.code} {self.scheme} {self.year}"


class LedgerEntry(models.Model):
    """One movement of money. Errors are corrected by counter-entries."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("Spending authority")
        COMMITMENT = "commitment", _("Commitment")
        RELEASE = "release", _("Release")
        PAYMENT = "payment", _("Payment")
        CARRY_OVER = "carry_over", _("Carry-over")
        REPAYMENT = "repayment", _("Repayment")
        RETURN = "return", _("Return to the directorate")

    pot = models.ForeignKey(Pot, models.PROTECT, related_name="entries", verbose_name=_("pot"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    amount = models.BigIntegerField(_("amount, kroner"))
    available_change = models.BigIntegerField(_("change of what is available, kroner"))
    at = models.DateTimeField(_("time"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_amount_not_zero"),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="commitment"), name="one_commitment_of_a_case"),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="payment"), name="one_payment_of_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
