"""How networks and people come in: networks that start by themselves, and people who are invited (R8.17, R2.1)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.links import Link, LinkQuerySet

from .cooperation import NetworkInvitation
from .networks import Network, Service
from .people import Role
from .places import GovernorOffice, Municipality

__all__ = ["NetworkProposal", "PersonInvitation", "ServiceLink"]


class NetworkProposal(Link):
    """A network that wants to start: written by anybody, confirmed by e-mail, decided by the office (R8.17).

    Its link goes to the contact person: first to confirm the address, then to complete what the office asks for.
    `new_services` are services that are not in the register: name and the key of the host municipality.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("The e-mail address is not confirmed")
        WAITING = "waiting", _("Waits for the office")
        ASKED = "asked", _("More is asked for")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Network.Kind)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("responsible municipality")
    )
    services = models.ManyToManyField(Service, related_name="+", verbose_name=_("child-welfare services"))
    new_services = models.JSONField(default=list, blank=True)
    themes = models.CharField(_("themes"), max_length=300, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=150)
    contact_title = models.CharField(_("title"), max_length=150)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, default="nb")
    state = models.CharField(_("status"), max_length=12, choices=State, default=State.UNCONFIRMED)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    reason = models.TextField(_("what the office wrote"), blank=True, max_length=2000)
    decided_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    network = models.OneToOneField(
        Network, models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("network")
    )

    objects = LinkQuerySet["NetworkProposal"].as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("proposed network")
        verbose_name_plural = _("proposed networks")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="approved", network__isnull=False)
                | (~Q(state="approved") & Q(network__isnull=True)),
                name="approved_proposals_are_networks",
            )
        ]
        indexes = [models.Index(fields=["state", "id"], name="proposals_by_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def office(self) -> GovernorOffice:
        """Return the office that decides: that of the responsible municipality (R2.15)."""
        return self.municipality.office


class PersonInvitation(Link):
    """Somebody is invited by e-mail to a role in a network, or at one of its services or municipalities (R2.1).

    The address has an account already; `used_at` is when the person accepted. `ended_at`: it was taken back.
    """

    network = models.ForeignKey(
        Network, models.PROTECT, related_name="invited_people", verbose_name=_("network")
    )
    role = models.CharField(_("role"), max_length=24, choices=Role)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = LinkQuerySet["PersonInvitation"].as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("invitation of a person")
        verbose_name_plural = _("invitations of people")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "user", "role"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="one_open_invitation_of_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Return whether it was neither accepted nor taken back; it may have run out."""
        return self.used_at is None and self.ended_at is None

    @property
    def place(self) -> Network | Service | Municipality:
        """Return where the role is held."""
        return self.service or self.municipality or self.network


class ServiceLink(Link):
    """A link by which an invited municipal service answers without an account (R2.9); a newer one replaces it."""

    invitation = models.ForeignKey(
        NetworkInvitation, models.PROTECT, related_name="links", verbose_name=_("invitation")
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    asked_by: Any = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LinkQuerySet["ServiceLink"].as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("link to an invited service")
        verbose_name_plural = _("links to invited services")

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.at:%Y-%m-%d}"
