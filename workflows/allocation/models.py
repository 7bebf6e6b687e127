"""Alternatives for distributing a call's pot, and the proposal that is approved by another person (R4.1, R4.7)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case
from workflows.schemes.models import Call

__all__ = ["Alternative", "AlternativeLine", "Proposal", "ProposalLine"]


class Alternative(models.Model):
    """One way to distribute; `version` grows with every change, so that nobody overwrites what they did not see."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="alternatives", verbose_name=_("call"))
    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("alternative")
        verbose_name_plural = _("alternatives")
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="one_alternative_of_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address where it is worked out."""
        return f"{reverse('allocation', args=[self.call_id])}?alternativ={self.pk}"


class AlternativeLine(models.Model):
    """What an alternative gives a case, in kroner: 0 is to refuse, nothing is to leave the case out."""

    alternative = models.ForeignKey(Alternative, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("amount, kroner"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["alternative", "case"], name="one_line_of_a_case"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"


class Proposal(models.Model):
    """An alternative as it was sent to be approved. Whoever sends it does not approve it (R4.7)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for approval")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")

    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals", verbose_name=_("call"))
    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    note = models.TextField(_("note to the one who approves"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(_("why it is returned"), blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state="proposed"), name="one_open_proposal_of_a_call"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="a_proposal_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False)),
                name="an_open_proposal_is_undecided",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_because=""), name="returned_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address where it is read, approved or returned, and followed."""
        return reverse("allocation-proposal", args=[self.call_id, self.pk])


class ProposalLine(models.Model):
    """What is proposed for one case, and what became of it. Amount (kroner) and reasons stay as they were sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        LEFT_OUT = "left_out", _("Left out")
        DECIDED = "decided", _("Decided")
        FAILED = "failed", _("Not decided")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("amount, kroner"))
    reasons = models.TextField(_("reasons"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    said = models.TextField(_("why it was not decided"), blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "case"], name="one_proposal_line_of_a_case"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="proposed_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the line; what became of it is written by the verbs, under its lock."""
        if not self._state.adding:
            raise TypeError("What was proposed stays as it was.")
        super().save(*args, **kwargs)
