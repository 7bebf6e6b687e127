"""Services, environments, networks and who takes part in them (R2.1–R2.9)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .places import GovernorOffice, Municipality
from .trial import RealQuerySet

__all__ = ["KnowledgeEnvironment", "Network", "NetworkMembership", "Service"]


class Service(models.Model):
    """A municipal service; one child-welfare service may serve several municipalities (R2.2)."""

    class Kind(models.TextChoices):
        CHILD_WELFARE = "child_welfare", _("Child-welfare service")
        HEALTH = "health", _("Health service")
        SCHOOL = "school", _("School")
        FOLLOW_UP = "follow_up", _("Follow-up service")
        OTHER = "other", _("Other municipal service")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CHILD_WELFARE)
    host = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("host municipality")
    )
    municipalities = models.ManyToManyField(
        Municipality, related_name="services", verbose_name=_("municipalities")
    )

    objects = RealQuerySet["Service"].as_manager()
    TRIAL = "host__county__office__is_trial"

    class Meta:
        ordering = ["name"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [models.UniqueConstraint(fields=["name", "host"], name="one_service_of_a_name")]

    def __str__(self) -> str:
        return self.name


class KnowledgeEnvironment(models.Model):
    """A knowledge centre, or a leadership competence environment the directorate may have an agreement with (P9)."""

    class Kind(models.TextChoices):
        KNOWLEDGE = "knowledge", _("Knowledge environment")
        LEADERSHIP = "leadership", _("Leadership competence environment")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200, unique=True)
    description_nb = models.TextField(_("description in bokmål"), blank=True)
    description_nn = models.TextField(_("description in nynorsk"), blank=True)
    url = models.URLField(_("web page"), blank=True)
    agreement_from = models.DateField(_("agreement from"), null=True, blank=True)
    agreement_to = models.DateField(_("agreement to"), null=True, blank=True)
    is_trial = models.BooleanField(_("for trials alone"), default=False, db_default=False, editable=False)

    objects = RealQuerySet["KnowledgeEnvironment"].as_manager()
    TRIAL = "is_trial"

    class Meta:
        ordering = ["name"]
        verbose_name = _("knowledge environment")
        verbose_name_plural = _("knowledge environments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement_to__isnull=True)
                | models.Q(agreement_from__isnull=False, agreement_to__gte=models.F("agreement_from")),
                name="agreements_begin_before_they_end",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_agreement(self) -> bool:
        """Return whether the directorate has an agreement with it today (R1.9)."""
        if not self.agreement_from or self.agreement_from > clock.today():
            return False
        return self.agreement_to is None or self.agreement_to >= clock.today()


# Pages beneath /nettverk/ that are no network.
RESERVED_CODES = ("nytt", "utenfor", "temaer", "start", "nye", "invitasjon")


def validate_network_code(code: str) -> None:
    """Refuse a code that could not stand in an address, or that leads to another page."""
    validate_slug(code)
    if code in RESERVED_CODES:
        raise ValidationError(_("%(code)s cannot be a network’s code."), params={"code": code})


class NetworkQuerySet(RealQuerySet["Network"]):
    """Reads that start from who is asking."""

    def of_office(self, office: GovernorOffice) -> "NetworkQuerySet":
        """Return the networks whose responsible municipality belongs to `office` (R2.15)."""
        return self.filter(responsible_municipality__county__office=office)


class Network(models.Model):
    """Services or their leaders who cooperate; it exists without a grant (R2.14)."""

    class Kind(models.TextChoices):
        LEARNING = "learning", _("Learning network")
        LEADER = "leader", _("Leader network")

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[validate_network_code])
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    responsible_municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="responsible_for",
        verbose_name=_("responsible municipality"),
    )
    themes = models.CharField(_("themes"), max_length=300, blank=True)
    steering_group = models.BooleanField(_("has a steering group"), default=False)
    started = models.DateField(_("started"), default=clock.today)
    continuation = models.TextField(
        _("how the cooperation continues without funds"), blank=True, max_length=2000
    )

    objects = NetworkQuerySet.as_manager()
    TRIAL = "responsible_municipality__county__office__is_trial"

    class Meta:
        ordering = ["name"]
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the network's page."""
        return reverse("network", args=[self.code])

    @property
    def office(self) -> GovernorOffice:
        """Return the office that handles the network's cases: that of the responsible municipality (R2.15)."""
        return self.responsible_municipality.county.office

    def members_on(self, day: dt.date | None = None) -> models.QuerySet["NetworkMembership"]:
        """Return the memberships that hold on `day` (today when none is given)."""
        here = NetworkMembership.objects.filter(network=self)
        return here.on(day).select_related("service", "service__host")

    def municipalities_on(self, day: dt.date | None = None) -> models.QuerySet[Municipality]:
        """Return the municipalities served by the member services on `day`."""
        services = self.members_on(day).values("service")
        return Municipality.objects.filter(services__in=services).distinct()


class MembershipQuerySet(models.QuerySet["NetworkMembership"]):
    """Reads of who takes part."""

    def on(self, day: dt.date | None = None) -> "MembershipQuerySet":
        """Return the memberships that hold on `day` (today when none is given): the last day counts."""
        day = day or clock.today()
        return self.filter(models.Q(left__isnull=True) | models.Q(left__gte=day), joined__lte=day)


class NetworkMembership(models.Model):
    """A service in a network for a period; history is kept (R2.1)."""

    network = models.ForeignKey(
        Network, models.PROTECT, related_name="memberships", verbose_name=_("network")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="memberships", verbose_name=_("service")
    )
    persons = models.PositiveSmallIntegerField(
        _("persons sent"), default=0, help_text=_("How many take part.")
    )
    persons_from_leadership = models.PositiveSmallIntegerField(_("of them from the leadership"), default=0)
    joined = models.DateField(_("joined"), default=clock.today)
    left = models.DateField(_("left"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "service", "joined"], name="one_membership_from_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(left__isnull=True) | models.Q(left__gte=models.F("joined")),
                name="joins_before_leaving",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.network}"
