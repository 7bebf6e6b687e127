"""Whom to ask and what is offered, at an office, a region, an environment or the directorate (R1.6, R1.9)."""

import datetime as dt
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .networks import KnowledgeEnvironment
from .people import User
from .places import BufetatRegion, GovernorOffice

__all__ = ["ContactChange", "ContactPerson", "RegionOffer"]

Row = TypeVar("Row", bound=models.Model)
_AT_ONE_PLACE = (
    Q(office__isnull=True, region__isnull=True)
    | Q(office__isnull=True, environment__isnull=True)
    | Q(region__isnull=True, environment__isnull=True)
)
_BEGINS_BEFORE_ENDING = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class ValidQuerySet(models.QuerySet[Row]):
    """Reads of what holds for a period."""

    def valid_on(self, day: dt.date) -> "ValidQuerySet[Row]":
        """Return what holds on `day`: the last day counts."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Valid(models.Model):
    """Something that holds from a day, and to a day where one is given. What has ended is kept."""

    valid_from = models.DateField(_("valid from"), default=clock.today)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_valid(self) -> bool:
        """Return whether it holds today."""
        return self.valid_from <= clock.today() and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Return whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < clock.today()


class AtPlace(models.Model):
    """Something of one office, region or environment; the directorate's own is of none of them."""

    office = models.ForeignKey(
        GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    region = models.ForeignKey(
        BufetatRegion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    environment = models.ForeignKey(
        KnowledgeEnvironment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("environment"),
    )

    class Meta:
        abstract = True


class ContactPerson(AtPlace, Valid):
    """A named contact, or with no role an address that a place shares (R1.6)."""

    name = models.CharField(_("name"), max_length=150)
    role_nb = models.CharField(_("role in bokmål"), max_length=150, blank=True)
    role_nn = models.CharField(_("role in nynorsk"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    objects = ValidQuerySet["ContactPerson"].as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        constraints = [
            models.CheckConstraint(condition=_AT_ONE_PLACE, name="contacts_are_at_one_place"),
            models.CheckConstraint(condition=_BEGINS_BEFORE_ENDING, name="contacts_begin_before_they_end"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> str:
        """Return the role in the reader's language."""
        return self.role_nn if get_language() == "nn" else self.role_nb


class RegionOffer(Valid):
    """Something a Bufetat region offers municipalities and networks (R1.9)."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        TOOL = "tool", _("Tool")
        COURSE = "course", _("Course")

    region = models.ForeignKey(
        BufetatRegion, models.PROTECT, related_name="offers", verbose_name=_("Bufetat region")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_nb = models.CharField(_("name in bokmål"), max_length=150)
    name_nn = models.CharField(_("name in nynorsk"), max_length=150)
    description_nb = models.TextField(_("description in bokmål"), blank=True)
    description_nn = models.TextField(_("description in nynorsk"), blank=True)
    url = models.URLField(_("web page"), blank=True)

    objects = ValidQuerySet["RegionOffer"].as_manager()

    class Meta:
        ordering = ["kind", "name_nb", "id"]
        verbose_name = _("offer of a region")
        verbose_name_plural = _("offers of the regions")
        constraints = [
            models.UniqueConstraint(fields=["region", "name_nb"], name="one_offer_of_a_name"),
            models.CheckConstraint(condition=_BEGINS_BEFORE_ENDING, name="offers_begin_before_they_end"),
        ]

    def __str__(self) -> str:
        return self.name_nn if get_language() == "nn" else self.name_nb

    @property
    def description(self) -> str:
        """Return the description in the reader's language; the other one where it is missing."""
        either = (self.description_nn, self.description_nb)
        first, second = either if get_language() == "nn" else either[::-1]
        return first or second


class ContactChange(AtPlace):
    """One line of the history of a place's contacts: who changed what and when, or found all of it right.

    `changes` maps a field to its value before and after, as text. `by` is empty for what came with the data.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        ENDED = "ended", _("ended")
        REMOVED = "removed", _("taken back with an import")
        CONFIRMED = "confirmed", _("confirmed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    subject = models.CharField(_("what"), max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    by: Any = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change of contacts")
        verbose_name_plural = _("changes of contacts")
        indexes = [models.Index(fields=["office", "region", "environment", "kind"], name="contact_changes")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()
