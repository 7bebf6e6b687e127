"""Packages of cases that came from other installations, from upload to the case they became."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case
from workflows.cases.models.away import sealed_path
from workflows.cases.rights import HANDLING_ROLES, Scope
from workflows.directory.models import GovernorOffice, User

__all__ = ["Incoming"]


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """Reads that start from who is asking."""

    def visible_to(self, user: User) -> "IncomingQuerySet":
        """Return what came for the offices a person handles cases at."""
        return self.filter(office__in=Scope.of(user).places("office", *HANDLING_ROLES))


class Incoming(models.Model):
    """One package: who took it in, how it is to be placed here, who decided, and the case it became."""

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", _("To be looked through")
        PROPOSED = "proposed", _("Waits for a decision maker")
        RECEIVED = "received", _("Received")
        TURNED_DOWN = "turned_down", _("Not taken")

    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+", verbose_name=_("office"))
    number = models.CharField(_("case number"), max_length=24)
    sender = models.CharField(_("from"), max_length=250)
    seal = models.CharField(_("seal"), max_length=64)
    file = models.FileField(upload_to=sealed_path, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.LOOKED_AT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("taken in"), default=clock.now)
    # {"network": code or "", "municipality": number, "call": key or "", "people": {key there: user name here}}
    placing = models.JSONField(_("how it is placed"), default=dict)
    step = models.CharField(_("step it goes on from"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("why"), blank=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="+")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("case that came")
        verbose_name_plural = _("cases that came")
        constraints = [
            models.UniqueConstraint(
                fields=["seal"], condition=~Q(state="turned_down"), name="one_package_is_taken_in_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="what_came_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(case__isnull=False, decided_by__isnull=False),
                name="what_is_received_is_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ← {self.sender}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("imports:incoming", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: what came, and what became of it, stays on record."""
        raise models.ProtectedError("What came stays on record.", {self})
