"""Roles that take two administrators to give: one proposes, another approves (D8)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .people import Role, User
from .places import GovernorOffice

__all__ = ["TWO_PERSONS_GIVE", "RoleProposal"]

TWO_PERSONS_GIVE = (Role.ADMINISTRATOR, Role.DECISION_MAKER, Role.PAYMENT_ATTESTER, Role.FUND_MANAGER)


class RoleProposal(models.Model):
    """One role that an administrator wants to give: it holds nothing until another administrator approves it."""

    person = models.ForeignKey(User, models.PROTECT, related_name="proposed_roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    office = models.ForeignKey(GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=clock.now)
    approved = models.BooleanField(_("approved"), null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("proposed role")
        verbose_name_plural = _("proposed roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True)
                | Q(approved__isnull=False, decided_by__isnull=False),
                name="a_decided_role_has_a_decider",
            ),
            models.CheckConstraint(
                condition=~Q(approved=True) | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("person")),
                name="two_administrators_give_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
