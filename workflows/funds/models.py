"""Spending authority, pots and the append-only ledger; all amounts in whole kroner (R4.2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.schemes.models import Immutable

__all__ = ["FITS_ITS_KIND", "LedgerEntry", "LedgerKind", "Pot"]


class Pot(models.Model):
    """What one office may commit for one scheme in one year, and what is left of it.

    authority = committed + returned + moved + available, where `moved` is what went to other pots, less what came
    from them. The columns are changed only together with a ledger entry, by a conditional UPDATE; the database
    refuses a pot that gives more than it has.
    """

    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="pots", verbose_name=_("office"))
    scheme = models.CharField(_("scheme"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    chapter = models.PositiveSmallIntegerField(_("budget chapter"), default=854)
    item = models.PositiveSmallIntegerField(_("budget item"), default=61)
    authority = models.BigIntegerField(_("spending authority, kroner"), default=0)
    moved = models.BigIntegerField(_("moved to other pots, kroner"), default=0, db_default=0)
    available = models.BigIntegerField(_("available, kroner"), default=0)

    class Meta:
        ordering = ["year", "office", "scheme"]
        verbose_name = _("pot")
        verbose_name_plural = _("pots")
        constraints = [
            models.UniqueConstraint(fields=["office", "scheme", "year"], name="one_pot"),
            models.CheckConstraint(condition=Q(available__gte=0), name="pot_never_overcommitted"),
            models.CheckConstraint(
                condition=Q(authority__gte=F("available") + F("moved")), name="pot_within_authority"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office.code} {self.scheme} {self.year}"

    def get_absolute_url(self) -> str:
        """Return the address of the pot's page."""
        return reverse("pot", args=[self.pk])

    @property
    def has_ended(self) -> bool:
        """Return whether the pot's year is over: what is left then goes to the directorate (R4.4)."""
        return self.year < clock.today().year


class LedgerKind(models.TextChoices):
    """What a movement is, and what it does to what the pot has available."""

    AUTHORITY = "authority", _("Spending authority")  # as much more, or less when it is lowered
    COMMITMENT = "commitment", _("Commitment")  # as much less
    RELEASE = "release", _("Release")  # as much more within the pot's year; after it nothing (R5.3)
    PAYMENT = "payment", _("Payment")  # nothing: it was committed
    CARRY_OVER = "carry_over", _("Carry-over")  # nothing: it stays committed
    REPAYMENT = "repayment", _("Repayment")  # nothing: it goes to the directorate (R5.3)
    RETURN = "return", _("Return to the directorate")  # as much less
    MOVE = (
        "move",
        _("Move"),
    )  # as much more or, in the pot it comes from, less: two entries with the same `act`


# An entry that fits its kind; the database refuses every other, and `verify` looks for them.
FITS_ITS_KIND = (
    Q(kind=LedgerKind.AUTHORITY, case__isnull=True, available_change=F("amount"))
    | Q(kind=LedgerKind.MOVE, case__isnull=True, available_change=F("amount"), act__gt="")
    | Q(kind=LedgerKind.RETURN, case__isnull=True, amount__gt=0, available_change=-F("amount"))
    | Q(kind=LedgerKind.COMMITMENT, case__isnull=False, amount__gt=0, available_change=-F("amount"))
    | Q(kind=LedgerKind.RELEASE, case__isnull=False, amount__gt=0, available_change__in=[0, F("amount")])
    | Q(
        kind__in=[LedgerKind.PAYMENT, LedgerKind.CARRY_OVER, LedgerKind.REPAYMENT],
        case__isnull=False,
        amount__gt=0,
        available_change=0,
    )
)


class LedgerEntry(Immutable):
    """One movement of money. Errors are corrected by counter-entries. Written by the verbs of `funds.actions`."""

    Kind = LedgerKind

    pot = models.ForeignKey(Pot, models.PROTECT, related_name="entries", verbose_name=_("pot"))
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=LedgerKind)
    amount = models.BigIntegerField(_("amount, kroner"))
    available_change = models.BigIntegerField(_("change of what is available, kroner"))
    at = models.DateTimeField(_("time"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    # The act this entry is part of, where it has a name: done again, the act writes nothing more in the same pot.
    act = models.CharField(max_length=80, blank=True, db_default="", db_index=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_amount_not_zero"),
            models.CheckConstraint(condition=FITS_ITS_KIND, name="ledger_entry_fits_its_kind"),
            models.UniqueConstraint(
                fields=["case", "act"], condition=Q(kind="commitment"), name="one_commitment_of_a_decision"
            ),
            models.UniqueConstraint(
                fields=["case", "act"], condition=Q(kind="payment"), name="one_payment_of_an_instalment"
            ),
            models.UniqueConstraint(
                fields=["pot", "act"], condition=Q(act__gt=""), name="one_entry_of_an_act_in_a_pot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
