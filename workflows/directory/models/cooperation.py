"""What happens in and around a network: its log, steering group, plans, invitations, requests for help, outreach."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .contacts import Valid, ValidQuerySet
from .networks import Network, Service
from .places import GovernorOffice, Municipality

__all__ = [
    "HelpRequest",
    "MunicipalityNote",
    "NetworkInvitation",
    "NetworkLog",
    "NetworkPlan",
    "SteeringMember",
]


def _by(**kwargs: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), **kwargs
    )


class NetworkLog(models.Model):
    """One line of what was done in a network: written once, never changed (R2.1, R2.13).

    `fields` fills the words of its kind (`workflows.networks.log`), `note` is what somebody wrote. What is
    internal is for the handling office and the directorate alone. What was written with an import may go with the
    network that the import made, when that is undone; `by` is empty where an operator did it.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("Started")
        JOINED = "joined", _("Joined")
        LEFT = "left", _("Left")
        PERSONS = "persons", _("Persons sent")
        LEADER = "leader", _("Network leader")
        STEERING = "steering", _("Steering group")
        STEERING_ENDED = "steering_ended", _("Left the steering group")
        PLAN = "plan", _("Plan")
        THEMES = "themes", _("Themes")
        CONTINUATION = "continuation", _("Cooperation without funds")
        INVITED = "invited", _("Invitation")
        ACCEPTED = "accepted", _("Invitation accepted")
        DECLINED = "declined", _("Invitation declined")
        HELP_ASKED = "help_asked", _("Help asked for")
        HELP_ANSWERED = "help_answered", _("Request answered")
        NOTED = "noted", _("Noted by another office")
        FOLLOW_UP = "follow_up", _("Follow-up")
        PERSON_INVITED = "person_invited", _("Person invited")
        PERSON_CAME = "person_came", _("Person accepted")
        PERSON_LEFT = "person_left", _("Person left")
        REGISTER = "register", _("Changed in the register")
        UNDONE = "undone", _("Undone")

    network = models.ForeignKey(Network, models.PROTECT, related_name="log", verbose_name=_("network"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    on = models.DateField(_("day"), default=clock.today)
    fields = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True)
    internal = models.BooleanField(_("internal"), default=False)
    imported = models.BooleanField(_("with an import"), default=False, db_default=False)
    by = _by(null=True, blank=True)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("line of a network’s log")
        verbose_name_plural = _("lines of the networks’ logs")
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(imported=True), name="only_imports_log_for_nobody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_kind_display()}"


class SteeringMember(Valid):
    """Somebody in a network's steering group, from a day and to a day; municipal leadership is recommended (R2.6)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="steering", verbose_name=_("network"))
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=150)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    municipal_leadership = models.BooleanField(_("belongs to the municipal leadership"), default=False)

    objects = ValidQuerySet["SteeringMember"].as_manager()

    class Meta:
        ordering = ["valid_from", "id"]
        verbose_name = _("member of a steering group")
        verbose_name_plural = _("members of steering groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="steering_begins_before_ending",
            )
        ]

    def __str__(self) -> str:
        return self.name


def plan_path(plan: "NetworkPlan", _filename: str) -> str:
    """Return where the file lies: a generated name, so that what a sender called it never matters (E4)."""
    return f"networks/{plan.network_id}/{uuid.uuid4().hex}"


class NetworkPlan(models.Model):
    """The plan of a network's work as it was on a day; a newer one stands beside it, never in its place (R2.4)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="plans", verbose_name=_("network"))
    title = models.CharField(_("title"), max_length=200)
    dated = models.DateField(_("date of the plan"))
    filename = models.CharField(_("file name"), max_length=250)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    file = models.FileField(upload_to=plan_path)
    by = _by()
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["-dated", "-id"]
        verbose_name = _("plan of a network")
        verbose_name_plural = _("plans of networks")

    def __str__(self) -> str:
        return self.title


class NetworkInvitation(models.Model):
    """Another municipal service that a child-welfare service invites, to the network or to one project (R2.9)."""

    network = models.ForeignKey(
        Network, models.PROTECT, related_name="invitations", verbose_name=_("network")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="invitations", verbose_name=_("service")
    )
    initiated_by = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("child-welfare service that invites")
    )
    project: Any = models.ForeignKey(
        "workflows.DevelopmentProject",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project"),
    )
    purpose = models.TextField(_("what they are invited to"))
    invited_by = _by()
    invited_at = models.DateTimeField(_("invited"), default=clock.now)
    accepted = models.BooleanField(_("accepted"), null=True)
    contribution = models.TextField(_("own contribution"), blank=True)
    decided_by = models.CharField(_("who decided in the municipality"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "service"],
                condition=Q(accepted__isnull=True, project__isnull=True),
                name="one_open_invitation_to_a_network",
            ),
            models.UniqueConstraint(
                fields=["service", "project"],
                condition=Q(accepted__isnull=True, project__isnull=False),
                name="one_open_invitation_to_a_project",
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(decided_on__isnull=False),
                name="answers_have_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.network}"

    @property
    def is_open(self) -> bool:
        """Return whether the municipality has not decided yet."""
        return self.accepted is None


class HelpRequest(models.Model):
    """A network asks its office for help; the office writes what came of it, and the network reads it (R2.13)."""

    class Wanted(models.TextChoices):
        KNOWLEDGE = "knowledge", _("A knowledge environment")
        LEADERSHIP = "leadership", _("A leadership competence environment")
        BUFETAT = "bufetat", _("Bufetat")
        PARTNER = "partner", _("Other services or municipalities to work with")
        OTHER = "other", _("Something else")

    network = models.ForeignKey(Network, models.PROTECT, related_name="requests", verbose_name=_("network"))
    wanted = models.CharField(_("help wanted"), max_length=12, choices=Wanted)
    text = models.TextField(_("what it is about"))
    asked_by = _by()
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    outcome = models.TextField(_("outcome"), blank=True)
    answered_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="")),
                name="answered_requests_have_an_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_wanted_display()}"

    @property
    def is_open(self) -> bool:
        """Return whether the office has not answered yet."""
        return self.answered_at is None


class MunicipalityNote(models.Model):
    """What an office has noted of a municipality: outreach, or that it needs special attention (R2.10).

    Internal to the office and the directorate, and written once. The newest of `marked` and `unmarked` counts.
    """

    class Kind(models.TextChoices):
        OUTREACH = "outreach", _("Outreach")
        MARKED = "marked", _("Needs special attention")
        UNMARKED = "unmarked", _("No longer needs special attention")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="notes", verbose_name=_("municipality")
    )
    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+", verbose_name=_("office"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("day"), default=clock.today)
    whom = models.CharField(_("who was spoken to"), max_length=200, blank=True)
    text = models.TextField(_("what was said or done"))
    by = _by()
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("note of a municipality")
        verbose_name_plural = _("notes of municipalities")

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_kind_display()}"
