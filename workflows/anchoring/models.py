"""Whom a participant's confirmation was asked of, by a link."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.directory.models import KnowledgeEnvironment, Municipality, Service
from workflows.links import Link, LinkQuerySet

__all__ = ["ConfirmationLink", "CooperationLink"]


class AskedLink(Link):
    """A link to one person, who is named, about the application of one case."""

    case: Any  # each kind names its own way back from the case
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class ConfirmationLink(AskedLink):
    """A link that lets somebody without an account stand behind one application for one participant.

    The participant is named as in its statement, which is made anew when the application is changed. A reminder is
    a link of its own; the earlier one holds beside it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="confirmation_links", verbose_name=_("case"))
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    is_reminder = models.BooleanField(_("reminder"), default=False)
    after_change = models.BooleanField(_("the application was changed"), default=False)

    objects = LinkQuerySet["ConfirmationLink"].as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("link to a confirmation")
        verbose_name_plural = _("links to confirmations")
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False) ^ Q(municipality__isnull=False),
                name="link_of_one_participant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.at:%Y-%m-%d}"

    @property
    def participant(self) -> Service | Municipality | None:
        """Return whose confirmation it is."""
        return self.service or self.municipality

    @property
    def party(self) -> dict[str, int | None]:
        """Return which service or municipality it is of, as work and statements name it."""
        return {"service": self.service_id} if self.service_id else {"municipality": self.municipality_id}

    @property
    def language(self) -> str:
        """Return the language form the participant's municipality is written to in (R8.1)."""
        place = self.service.host if self.service else self.municipality
        assert place is not None  # the database says so
        return place.letter_language


class CooperationLink(AskedLink):
    """A link that lets a knowledge environment confirm the cooperation that an application tells of.

    Once it is used, `name` and `title` are of whoever confirmed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="cooperation_links", verbose_name=_("case"))
    environment = models.ForeignKey(
        KnowledgeEnvironment, models.PROTECT, related_name="+", verbose_name=_("knowledge environment")
    )
    title = models.CharField(_("title"), max_length=150, blank=True)

    objects = LinkQuerySet["CooperationLink"].as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("link to a cooperation")
        verbose_name_plural = _("links to cooperations")

    def __str__(self) -> str:
        return f"{self.environment} {self.at:%Y-%m-%d}"
