"""What a case was checked with, and what the check found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.rules.kinds import MUST, UNCHECKED, UNMET
from workflows.schemes.models import Edition, Immutable, Rule

from .case import Case

__all__ = ["FactSheet", "Finding"]


class Step(models.TextChoices):
    """When rules are checked."""

    APPLICATION = "application", _("Application")
    ASSESSMENT = "assessment", _("Assessment")
    DECISION = "decision", _("Decision")
    REPORT = "report", _("Report")
    AUDIT = "audit", _("Audit")


class FactSheet(Immutable):
    """The facts a check rested on, stored at every check so that it can be run again years later."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="fact_sheets")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step)
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "step", "-id"], name="fact_sheets_of_a_step")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class Finding(Immutable):
    """One rule's outcome in one check, with the paragraph as it was worded then (R1.5)."""

    sheet = models.ForeignKey(FactSheet, models.PROTECT, related_name="findings")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="findings")
    severity = models.CharField(max_length=6)
    outcome = models.CharField(max_length=10)
    fact = models.CharField(max_length=80, blank=True)
    value = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.outcome}"

    @property
    def blocks(self) -> bool:
        """Return whether this stops the case: a 'must' that is not met, or cannot be checked now."""
        return self.severity == MUST and self.outcome in (UNMET, UNCHECKED)
