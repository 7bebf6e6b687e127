"""An appeal against a decision, what the office says of it, and how it is decided (R4.8, R8.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, Document
from workflows.directory.models import GovernorOffice
from workflows.grant.models import Decision

__all__ = ["Appeal", "AppealResult"]


class AppealResult(models.TextChoices):
    """How an appeal ends."""

    REVERSED = "reversed", _("Reversed by the office")
    UPHELD = "upheld", _("The decision stands")
    CHANGED = "changed", _("Changed by the appeal body")
    DISMISSED = "dismissed", _("Dismissed: not handled, since it came too late")


class Appeal(models.Model):
    """One appeal against one decision of a case; one at a time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals", verbose_name=_("case"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="appeals", verbose_name=_("decision appealed against")
    )
    text = models.TextField(_("what is appealed against, and why"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    late = models.BooleanField(_("received after the deadline"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("received"), default=clock.now)
    statement = models.TextField(_("the office's statement"), blank=True)
    # The office that is the appeal body; the directorate, where there is none.
    body = models.ForeignKey(
        GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appeal body")
    )
    forwarded_at = models.DateTimeField(_("forwarded"), null=True, blank=True)
    sent_back = models.TextField(_("why it was sent back"), blank=True)
    result = models.CharField(_("result"), max_length=9, choices=AppealResult, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at__isnull=True), name="one_appeal_at_a_time"
            ),
            models.UniqueConstraint(fields=["decision"], name="one_appeal_against_a_decision"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, result="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(result="")),
                name="an_appeal_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"
