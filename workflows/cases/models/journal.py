"""The journal: append-only, chained, sealed every day (A16)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.schemes.models import Immutable

from .case import Case

__all__ = ["DailySeal", "JournalDetail", "JournalEntry"]


class JournalEntry(Immutable):
    """Who did what in a case, acting for whom; chained to the entry before it. Written by `cases.journal.record`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="journal", verbose_name=_("case"))
    seq = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("time"), default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(_("what"), max_length=60)
    details_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["case", "seq"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_journal_entry_of_a_number")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.action}"


class JournalDetail(models.Model):
    """The details of an entry; they may be erased without breaking the chain, which knows only their salted hash."""

    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="details")
    salt = models.CharField(max_length=32)
    data = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.entry_id}"


class DailySeal(Immutable):
    """The journal and the ledger as they stood when a day had ended, chained to the seal before it.

    A seal covers what was written since the one before it, by row number and not by time, since a demonstration
    may move the clock. `entries` and `ledger_entries` count everything up to the last row covered.
    """

    day = models.DateField(_("day"), unique=True)
    entries = models.PositiveBigIntegerField(_("journal entries"), default=0)
    last_entry = models.PositiveBigIntegerField(default=0)
    ledger_entries = models.PositiveBigIntegerField(_("ledger entries"), default=0)
    last_ledger_entry = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("daily seal")
        verbose_name_plural = _("daily seals")

    def __str__(self) -> str:
        return f"{self.day}: {self.entries} + {self.ledger_entries}"
