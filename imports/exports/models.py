"""Exports that are kept: what is asked for under a name, and files that are made in the background."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice

__all__ = ["Asked", "ExportDefinition", "ExportFile"]

PACKAGE = "datapackage"  # in the place of a table's code: all tables, as one package for machines


class Asked(models.Model):
    """What is asked for: a table or the package, its columns (none is all), its cut, and how it is written."""

    table = models.CharField(_("table"), max_length=40)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    cut = models.JSONField(_("filter"), default=dict, blank=True)
    format = models.CharField(_("format"), max_length=20)
    headings = models.CharField(_("headings"), max_length=8)

    class Meta:
        abstract = True


class ExportDefinition(Asked):
    """An export with a name: taken out again when wanted, or by itself as often as it says."""

    class Schedule(models.TextChoices):
        NEVER = "", _("Only when I ask for it")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")
        MONTHLY = "monthly", _("On the first of each month")

    class To(models.TextChoices):
        MAIL = "mail", _("Tell me by e-mail where to fetch it")
        FOLDER = "folder", _("Put it in the folder of the installation")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=300)
    shared_with = models.ForeignKey(
        GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    schedule = models.CharField(_("how often"), max_length=8, choices=Schedule, blank=True, default="")
    to = models.CharField(_("where to"), max_length=8, choices=To, default=To.MAIL)
    last_day = models.DateField(_("last made by itself"), null=True, blank=True)
    created = models.DateTimeField(_("created"), default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("saved export")
        verbose_name_plural = _("saved exports")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_export_of_a_name")]

    def __str__(self) -> str:
        return self.name


def export_path(file: "ExportFile", _filename: str) -> str:
    """Return where the file lies: a generated name."""
    return f"exports/{uuid.uuid4().hex}"


class ExportFile(Asked):
    """A file made in the background for one person: fetched while their roles are the same, gone after some days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Cannot be made")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    definition = models.ForeignKey(
        ExportDefinition,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("saved export"),
    )
    day = models.DateField(_("day"), null=True, blank=True)  # of a scheduled one: it is made once
    roles = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    expected = models.PositiveIntegerField(_("rows expected"), default=0)
    why = models.CharField(_("why not"), max_length=300, blank=True, default="")
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    file = models.FileField(upload_to=export_path, blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=clock.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")
        constraints = [
            models.UniqueConstraint(fields=["definition", "day"], name="one_scheduled_export_a_day"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(ready_at__isnull=False), name="ready_exports_have_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that shows how far it is, and where it is fetched."""
        return reverse("imports:export-file", args=[self.pk])

    @property
    def percent(self) -> int:
        """Return how far it is; 99 until it is ready."""
        return 100 if self.state == self.State.READY else min(99, 100 * self.rows // max(1, self.expected))
