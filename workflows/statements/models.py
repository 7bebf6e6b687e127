"""A question to Bufetat's region or a knowledge environment, and its answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, Document
from workflows.directory.models import BufetatRegion, KnowledgeEnvironment

__all__ = ["Statement"]


class Statement(models.Model):
    """One statement asked for in a case: whom, what, by when; and what they answered, once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements_asked", verbose_name=_("case"))
    region = models.ForeignKey(BufetatRegion, models.PROTECT, null=True, blank=True, related_name="+")
    environment = models.ForeignKey(
        KnowledgeEnvironment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.TextField(_("question"))
    due = models.DateField(_("answer by"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("answer"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False) ^ Q(environment__isnull=False), name="asked_of_one_body"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="an_answer_has_text_and_sender",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="answered_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)

    @property
    def body(self) -> BufetatRegion | KnowledgeEnvironment:
        """Return whom it is asked of."""
        found = self.region or self.environment
        assert found is not None, "a constraint demands one of them"
        return found

    @property
    def is_open(self) -> bool:
        """Return whether it is neither answered nor withdrawn."""
        return self.answered_at is None and self.withdrawn_at is None
