"""Cases that go to another installation of the casework, and those that came from one (R7.3)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.schemes.models import Immutable

from .case import Case

__all__ = ["Arrival", "Sending", "SendingQuerySet"]


def sealed_path(row: models.Model, _filename: str) -> str:
    """Return where a sealed package lies: a case's sendings by number, what came by its seal."""
    return f"packages/{row.seal}.zip"  # type: ignore[attr-defined]  # both kinds have one


class SendingQuerySet(models.QuerySet["Sending"]):
    """Reads of what was sent."""

    def standing(self) -> "SendingQuerySet":
        """Return those that are proposed, or that hold: neither turned down nor taken back."""
        return self.exclude(approved=False).filter(taken_back_at__isnull=True)


class Sending(models.Model):
    """One wish to send a case to another installation: proposed by one, approved by another, then sealed.

    From then on the case stands still here and points to where it is, until it is taken back. What the receiver's
    receipt says ends that: a case that is received there is never taken back.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="sendings", verbose_name=_("case"))
    to = models.CharField(_("who takes over"), max_length=250)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("proposed"), default=clock.now)
    approved = models.BooleanField(_("approved"), null=True, blank=True)
    note = models.TextField(_("why"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("sent"), null=True, blank=True)
    seal = models.CharField(_("seal"), max_length=64, blank=True)
    file = models.FileField(upload_to=sealed_path, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("received there"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    taken_back_because = models.TextField(_("why it was taken back"), blank=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("sending to another installation")
        verbose_name_plural = _("sendings to other installations")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(taken_back_at__isnull=True) & (Q(approved__isnull=True) | Q(approved=True)),
                name="a_case_is_sent_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("by")),
                name="a_sending_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(approved=True) | (Q(answered_by__isnull=False) & ~Q(seal="") & ~Q(note="")),
                name="what_is_sent_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(approved=True, taken_back_at__isnull=True),
                name="what_is_received_is_not_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(approved=True) & ~Q(taken_back_because=""),
                name="taken_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: where a case went stays in the case."""
        raise models.ProtectedError("Where a case went stays in the case.", {self})


class Arrival(Immutable):
    """Where a case came from: the sealed package it came in, which holds its history until then."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="arrival", verbose_name=_("case"))
    number = models.CharField(_("case number there"), max_length=24, unique=True)
    sender = models.CharField(_("came from"), max_length=250)
    seal = models.CharField(_("seal"), max_length=64, unique=True)
    file = models.FileField(upload_to=sealed_path)
    journal_count = models.PositiveIntegerField(_("journal entries from there"))
    journal_head = models.CharField(max_length=64)
    # Tables of the package of which rows could not be placed here: {"statements": 2}. They are read in the package.
    only_history = models.JSONField(_("kept as history only"), default=dict)
    step = models.CharField(_("step it goes on from"), max_length=20)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("received"), default=clock.now)

    class Meta:
        verbose_name = _("case received from another installation")
        verbose_name_plural = _("cases received from other installations")
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="an_arrival_is_decided_by_another")
        ]

    def __str__(self) -> str:
        return f"{self.number} ← {self.sender}"
