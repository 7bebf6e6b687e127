"""Accounts and the roles they hold. People are deactivated, never deleted."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .absences import Absence
from .networks import KnowledgeEnvironment, Network, Service
from .places import BufetatRegion, GovernorOffice, Municipality

__all__ = [
    "DIRECTORATE_ROLES",
    "NETWORK_ROLES",
    "OFFICE_ROLES",
    "STAFF_ROLES",
    "Role",
    "RoleAssignment",
    "User",
]


class Role(models.TextChoices):
    """What a person may do, always within a scope (P1–P10)."""

    EDITOR = "editor", _("Editor")
    GUIDELINE_REVIEWER = "guideline_reviewer", _("Guideline reviewer")
    FUND_MANAGER = "fund_manager", _("Fund manager")
    CASEWORKER = "caseworker", _("Caseworker")
    DECISION_MAKER = "decision_maker", _("Decision maker")
    PAYMENT_ATTESTER = "payment_attester", _("Payment attester")
    NETWORK_LEADER = "network_leader", _("Network leader")
    PARTICIPANT = "participant", _("Participant")
    MUNICIPAL_MANAGEMENT = "municipal_management", _("Municipal management")
    CHILD_WELFARE_LEADER = "child_welfare_leader", _("Child-welfare leader")
    BUFETAT = "bufetat", _("Bufetat")
    KNOWLEDGE_ENVIRONMENT = "knowledge_environment", _("Knowledge environment")
    AUDITOR = "auditor", _("Auditor")
    APPEAL_HANDLER = "appeal_handler", _("Appeal handler")
    ADMINISTRATOR = "administrator", _("Administrator")


OFFICE_ROLES = (Role.CASEWORKER, Role.DECISION_MAKER, Role.PAYMENT_ATTESTER)
DIRECTORATE_ROLES = (
    Role.EDITOR,
    Role.GUIDELINE_REVIEWER,
    Role.FUND_MANAGER,
    Role.APPEAL_HANDLER,
    Role.ADMINISTRATOR,
)
STAFF_ROLES = OFFICE_ROLES + DIRECTORATE_ROLES
NETWORK_ROLES = (
    Role.NETWORK_LEADER,
    Role.PARTICIPANT,
)  # who write a network's applications; its leader sends them
PLACES = ("office", "network", "municipality", "service", "region", "environment")  # where a role is held


class User(AbstractUser):
    """A person with an account; what they may do follows from their roles, never from flags on this row."""

    language = models.CharField(
        _("language"), max_length=2, choices=[("nb", _("Bokmål")), ("nn", _("Nynorsk"))], default="nb"
    )
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    is_trial = models.BooleanField(_("for trials alone"), default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def roles_today(self) -> list["RoleAssignment"]:
        """Return the roles the person holds today, with their places; asked for once per request (kept here)."""
        if not hasattr(self, "_roles_today"):
            self._roles_today = list(self.roles.in_force().select_related(*PLACES).order_by("pk"))
        return self._roles_today

    def forget_roles(self) -> None:
        """Let `roles_today` read again, after the roles were changed."""
        self.__dict__.pop("_roles_today", None)

    def stands_in_today(self) -> list[Absence]:
        """Return the absences in which the person is the substitute today; read once per request, as the roles."""
        if not any(held.role in OFFICE_ROLES for held in self.roles_today()):
            return []
        if not hasattr(self, "_stands_in_today"):
            self._stands_in_today = list(
                Absence.objects.in_force().filter(substitute=self).select_related("person").order_by("pk")
            )
        return self._stands_in_today

    def end_sessions(self) -> None:
        """Let every session the person has die with its next request (A15, E7)."""
        User.objects.filter(pk=self.pk).update(sessions_ended=models.F("sessions_ended") + 1)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must know to live: the password's hash, and how often sessions were ended."""
        known: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # Django has it, its stubs lack it
        if not self.sessions_ended:
            return known
        return salted_hmac(
            "workflows.sessions_ended", f"{known}{self.sessions_ended}", secret=secret
        ).hexdigest()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: cases refer to people for ever. Deactivate instead."""
        raise models.ProtectedError("People are deactivated, never deleted.", {self})


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Reads of who holds what."""

    def in_force(self) -> "RoleAssignmentQuerySet":
        """Return the roles that hold today, of active people."""
        day = clock.today()
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day, user__is_active=True
        )

    def people(self) -> models.QuerySet[User]:
        """Return those who hold any of these roles, each once, in the order of their accounts."""
        return User.objects.filter(pk__in=self.values("user")).order_by("pk")


class RoleAssignment(models.Model):
    """One role of one person in one scope, for a period."""

    user = models.ForeignKey(User, models.PROTECT, related_name="roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    office = models.ForeignKey(GovernorOffice, models.PROTECT, null=True, blank=True, related_name="roles")
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="roles")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="roles"
    )
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="roles")
    region = models.ForeignKey(BufetatRegion, models.PROTECT, null=True, blank=True, related_name="roles")
    environment = models.ForeignKey(
        KnowledgeEnvironment, models.PROTECT, null=True, blank=True, related_name="roles"
    )
    leads = models.BooleanField(_("leads the office"), default=False, db_default=False)
    valid_from = models.DateField(_("from"), default=clock.today)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    # Empty for what was given by hand; else the provider whose log-in gave it, and may take it away.
    source = models.CharField(_("given by the log-in"), max_length=40, blank=True, db_default="")
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=OFFICE_ROLES) | Q(office__isnull=False),
                name="office_roles_have_an_office",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.NETWORK_LEADER) | Q(network__isnull=False),
                name="network_leaders_have_a_network",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PARTICIPANT) | Q(network__isnull=False),
                name="participants_have_a_network",
            ),
            models.CheckConstraint(
                condition=Q(leads=False) | Q(role=Role.DECISION_MAKER),
                name="a_decision_maker_leads_the_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
