"""A new decision that is asked for or proposed on a case that is decided: a change to the project, or a reversal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, Document
from workflows.grant.models import Decision, DecisionCause

__all__ = ["Change"]


class Change(models.Model):
    """What somebody wants changed of a decision, what the caseworker proposes, and the decision that came of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="changes", verbose_name=_("case"))
    cause = models.CharField(_("cause"), max_length=16, choices=DecisionCause)
    by_network = models.BooleanField(_("asked for by the network"))
    text = models.TextField(_("what is to be changed, and why"))
    asked = models.JSONField(_("what is asked for, thing by thing"), default=dict, db_default={}, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # What the caseworker proposes, as the decision form is filled in with it.
    proposed_amount = models.BigIntegerField(_("proposed amount, kroner"), null=True, blank=True)
    proposed_use_deadline = models.DateField(_("proposed: to be used by"), null=True, blank=True)
    proposed_changes = models.TextField(_("proposed: other changes to the project"), blank=True)
    proposal = models.TextField(_("why it is proposed"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="change")
    refused_because = models.TextField(_("why nothing is changed"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("change of a decision")
        verbose_name_plural = _("changes of decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at__isnull=True), name="one_change_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True)
                | Q(decided_by__isnull=False, decision__isnull=False)
                | (Q(decided_by__isnull=False) & ~Q(refused_because="")),
                name="a_change_is_decided_or_refused_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.cause}"
