"""Batches: files that were handed in, what they would do, who let them, and what became of them (R7.2)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice
from workflows.schemes.models import Immutable

from .exports.models import *  # noqa: F403  (of the exports, beside the batches)
from .transfer.models import Incoming

__all__ = ["Batch", "BatchEvent", "Headings", "Incoming"]


def _by(**kwargs: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", **kwargs
    )


def stored_as(batch: "Batch", _filename: str) -> str:
    """Return where a file lies: a generated name, so that what a sender called it never matters (E4)."""
    return f"batches/{uuid.uuid4().hex}"


class BatchState(models.TextChoices):
    """Where a batch is. Chosen once: stored as text."""

    READING = "reading", _("Being read")
    UNREADABLE = "unreadable", _("Cannot be read")
    PREVIEWED = "previewed", _("Ready to be looked at")
    APPLYING = "applying", _("Being taken in")
    APPLIED = "applied", _("Taken in")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    CANCELLED = "cancelled", _("Cancelled")


RUNNING = (BatchState.READING, BatchState.APPLYING, BatchState.UNDOING)  # a worker has it, or will


class Batch(models.Model):
    """A file that was handed in, from upload to undo.

    `run` names the run that may write: a worker that was given up finds another name here, and writes nothing.
    `turn` is 1 for the one batch that writes, or is about to, and empty for all others.
    """

    State = BatchState

    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file name"), max_length=250)
    office = models.ForeignKey(
        GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    by = _by(verbose_name=_("by"))  # nobody: an operator, on the command line
    created = models.DateTimeField(_("handed in"), default=clock.now)
    file = models.FileField(upload_to=stored_as)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)

    state = models.CharField(_("status"), max_length=12, choices=BatchState, default=BatchState.READING)
    run = models.CharField(max_length=32, default="")
    turn = models.PositiveSmallIntegerField(null=True, blank=True, unique=True)
    begun = models.DateTimeField(null=True, blank=True)  # by the database's clock, as is the next
    beat = models.DateTimeField(null=True, blank=True)

    mapping = models.JSONField(default=dict)  # heading of the file: our column, '' for none
    answers = models.JSONField(default=dict)  # question: answer
    told = models.JSONField(default=dict)  # what was read and assumed: `imports.batches.telling`
    plan = models.FileField(upload_to=stored_as, blank=True)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)

    leave_out = models.BooleanField(_("take in the rest without the refused rows"), default=False)
    approved_by = _by(verbose_name=_("approved by"))
    applied_at = models.DateTimeField(_("taken in"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("file deleted"), null=True, blank=True)  # `imports.batches.retention`

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["office", "-id"], name="batches_of_an_office")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
                name="applied_batches_have_a_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(by__isnull=True) | ~Q(approved_by=F("by")),
                name="batches_are_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("imports:batch", args=[self.pk])

    @property
    def total(self) -> int:
        """Return how many rows of the file were looked at."""
        return self.new + self.changed + self.unchanged + self.refused

    @property
    def to_write(self) -> int:
        """Return how many rows would be, or were, written."""
        return self.new + self.changed

    @property
    def is_unclear(self) -> bool:
        """Return whether the file itself must be mended, or its columns named, before any of it can be taken in."""
        return bool(self.told.get("missing") or self.told.get("of_file"))


class BatchEvent(Immutable):
    """What was done with a batch, when and by whom: written once."""

    class Act(models.TextChoices):
        HANDED_IN = "handed_in", _("Handed in")
        CHOSE = "chose", _("Columns chosen")
        ANSWERED = "answered", _("Questions answered")
        PREVIEWED = "previewed", _("Read and looked through")
        UNREADABLE = "unreadable", _("Could not be read")
        APPROVED = "approved", _("Approved")
        STARTED = "started", _("Taking in was started")
        AGAIN = "again", _("Started again")
        STOPPED = "stopped", _("Stopped: nothing was written")
        CANCELLED = "cancelled", _("Cancelled")
        APPLIED = "applied", _("Taken in")
        UNDO = "undo", _("Undoing was started")
        NOT_UNDONE = "not_undone", _("Not undone: nothing was written")
        UNDONE = "undone", _("Undone")
        EMPTIED = "emptied", _("The file and its rows were deleted")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="events", verbose_name=_("import"))
    act = models.CharField(_("what"), max_length=12, choices=Act)
    by = _by(verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("event of an import")
        verbose_name_plural = _("events of imports")

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.batch}"


class Headings(models.Model):
    """Which columns a sender's headings were said to be: remembered for the next file of the kind (R7.2)."""

    kind = models.CharField(max_length=40)
    office = models.ForeignKey(GovernorOffice, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    mapping = models.JSONField(default=dict)
    changed = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("remembered headings")
        verbose_name_plural = _("remembered headings")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "office"], condition=Q(office__isnull=False), name="one_memory_of_an_office"
            ),
            models.UniqueConstraint(
                fields=["kind", "person"], condition=Q(person__isnull=False), name="one_memory_of_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.office or self.person}"
