"""The case, the project it pays for, and its documents."""

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice, Municipality, Network, RealQuerySet
from workflows.schemes.models import Call, Edition, SchemeVersion

__all__ = ["Case", "CaseEnding", "CaseNumber", "CaseStatus", "DevelopmentProject", "Document"]


class CaseStatus(models.TextChoices):
    """Where a case stands, in words networks understand (GLOSSARY)."""

    DRAFT = "draft", _("Draft")
    RECEIVED = "received", _("Received")
    WAITING_FOR_YOU = "waiting_for_you", _("Waiting for you")
    IN_PROGRESS = "in_progress", _("Being handled")
    DECIDED = "decided", _("Decided")
    PAID = "paid", _("Paid")
    REPORT_PENDING = "report_pending", _("Report pending")
    CLOSED = "closed", _("Closed")


class CaseEnding(models.TextChoices):
    """How a case ended; the one place that says it."""

    COMPLETED = "completed", _("Completed")
    REFUSED = "refused", _("Refused")
    DISMISSED = "dismissed", _("Dismissed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DevelopmentProject(models.Model):
    """The unit that gets money within a network; it may span years, each year's grant being a case (R2.8, R6.2)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="projects", verbose_name=_("network"))
    title = models.CharField(_("title"), max_length=200)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))

    class Meta:
        verbose_name = _("development project")
        verbose_name_plural = _("development projects")
        constraints = [
            models.CheckConstraint(condition=Q(first_year__lte=models.F("last_year")), name="project_years")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        """Return its period: `2024`, or `2024–2026`."""
        first, last = self.first_year, self.last_year
        return str(first) if first == last else f"{first}–{last}"


class CaseNumber(models.Model):
    """The last number given out by an office in a year; the row is locked while one is taken."""

    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="one_number_series")]

    def __str__(self) -> str:
        return f"{self.office.code}-{self.year}-{self.last}"


def draft_number() -> str:
    """Return the name of a case that is not yet filed."""
    return f"UTKAST-{uuid.uuid4().hex[:10].upper()}"


class Case(models.Model):
    """One application for one grant year, from draft to closed. It stays under the edition its call belongs to."""

    number = models.CharField(_("case number"), max_length=24, unique=True, default=draft_number)
    draft_number = models.CharField(_("name as a draft"), max_length=24, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=250)
    call = models.ForeignKey(Call, models.PROTECT, related_name="cases", verbose_name=_("call"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cases", verbose_name=_("edition"))
    scheme_version = models.ForeignKey(
        SchemeVersion, models.PROTECT, related_name="cases", verbose_name=_("scheme")
    )
    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="cases", verbose_name=_("office"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="cases", verbose_name=_("network"))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="cases", verbose_name=_("responsible municipality")
    )
    project = models.ForeignKey(
        DevelopmentProject,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("project"),
    )
    year = models.PositiveSmallIntegerField(_("grant year"))
    status = models.CharField(_("status"), max_length=16, choices=CaseStatus, default=CaseStatus.DRAFT)
    created = models.DateTimeField(_("created"), default=clock.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=10, choices=CaseEnding, blank=True, default="")
    # Since when another installation has it: nothing is done in it here then (`workflows.cases.away`).
    sent_away_at = models.DateTimeField(_("sent away"), null=True, blank=True, editable=False)
    journal_count = models.PositiveIntegerField(default=0)
    journal_head = models.CharField(max_length=64, blank=True)

    objects = RealQuerySet["Case"].as_manager()
    TRIAL = "office__is_trial"

    class Meta:
        ordering = ["-id"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["office", "status", "-id"], name="cases_of_an_office"),
            models.Index(fields=["network", "-id"], name="cases_of_a_network"),
            models.Index(fields=["year", "scheme_version", "office", "status"], name="cases_for_sums"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=CaseStatus.DRAFT) | Q(submitted_at__isnull=False),
                name="filed_cases_were_submitted",
            ),
            models.CheckConstraint(
                condition=Q(ending="") | Q(closed_at__isnull=False), name="only_closed_cases_have_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the address of the case page."""
        return reverse("case", args=[self.number])

    @cached_property
    def decision(self) -> Any:
        """Return the decision that holds: the newest. Raises AttributeError where none is taken, as a relation does."""
        return self._newest("decisions")

    @cached_property
    def payment(self) -> Any:
        """Return the newest payment, attested or not. Raises AttributeError where none is registered."""
        return self._newest("payments")

    @cached_property
    def standing_behind(self) -> list[Any]:
        """Return what each participant has said of the application, with who said it; read once."""
        rows: Any = self.statements  # of a model that lies beside this one
        return list(rows.select_related("service", "municipality", "given_by"))

    def _newest(self, rows: str) -> Any:
        """Return the last of numbered rows that lie above: they are reached by the case's relation, once."""
        known = vars(self).setdefault("_newest_known", {})
        if rows not in known:
            known[rows] = getattr(self, rows).order_by("-number").first()
        found = known[rows]
        if found is None:
            raise AttributeError(f"Case {self.number} has no {rows}.")
        return found

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the case afresh, and what is kept of its newest rows."""
        for kept in ("decision", "payment", "_newest_known"):
            vars(self).pop(kept, None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def is_draft(self) -> bool:
        """Return whether the case is not yet submitted; until then the office does not see it."""
        return self.status == CaseStatus.DRAFT

    @property
    def status_in_words(self) -> str:
        """Return where the case stands in words: its status, or how it ended otherwise than completed."""
        ended = self.ending not in ("", CaseEnding.COMPLETED)
        return str(self.get_ending_display() if ended else self.get_status_display())

    @property
    def scheme(self) -> str:
        """Return the scheme's code."""
        return self.scheme_version.code

    @property
    def letter_language(self) -> str:
        """Return the language form letters go out in, that of the responsible municipality (R8.1)."""
        return self.municipality.letter_language


def document_path(document: "Document", _filename: str) -> str:
    """Return where the file lies: a generated name, so that what a sender called it never matters (E4)."""
    return f"cases/{document.case_id}/{uuid.uuid4().hex}"


class Document(models.Model):
    """A registered document of a case: in, out or internal (R8.7)."""

    class Direction(models.TextChoices):
        IN = "in", _("Received")
        OUT = "out", _("Sent")
        INTERNAL = "internal", _("Internal")

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", verbose_name=_("case"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=250)
    party = models.CharField(_("sender or recipient"), max_length=250, blank=True)
    date = models.DateTimeField(_("date"), default=clock.now)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=2, default="nb")
    content = models.JSONField(_("the letter's fields"), null=True, blank=True)
    filename = models.CharField(_("file name"), max_length=250, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True)
    file = models.FileField(upload_to=document_path, blank=True)

    class Meta:
        ordering = ["date", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address it is downloaded from."""
        return reverse("document", args=[self.case.number, self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: a registered document stays in the case."""
        raise models.ProtectedError("Registered documents stay in the case.", {self})
