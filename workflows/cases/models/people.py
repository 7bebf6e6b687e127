"""Who has taken part in a case, and who may not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import Municipality, Service

from .case import Case, Document

__all__ = ["DECIDES", "Capacity", "ImpartialityDeclaration", "ParticipantStatement", "Participation"]


class Capacity(models.TextChoices):
    """In what capacity somebody took part; names are an API, chosen once."""

    APPLIED = "applied", _("wrote the application")
    CONFIRMED = "confirmed", _("confirmed for a participant")
    REGISTERED_APPLICATION = "registered_application", _("registered the application")
    CHECKED = "checked", _("did the formal check")
    ASSESSED = "assessed", _("assessed and recommended")
    SECOND_ASSESSED = "second_assessed", _("assessed as the second")
    APPROVED = "approved", _("decided")
    SECOND_APPROVED = "second_approved", _("approved the decision")
    DOCUMENTED = "documented", _("documented the conditions")
    CONTROLLED_CONDITIONS = "controlled_conditions", _("controlled the conditions")
    ACCEPTED = "accepted", _("accepted the grant")
    REGISTERED_PAYMENT = "registered_payment", _("registered the payment")
    ATTESTED_PAYMENT = "attested_payment", _("attested the payment")
    REPORTED = "reported", _("wrote the report")
    CONTROLLED = "controlled", _("controlled the report")
    DECIDED_CARRY_OVER = "decided_carry_over", _("decided on carry-over")
    REGISTERED_REPAYMENT = "registered_repayment", _("registered the repayment")
    INVITED_AUDITOR = "invited_auditor", _("was invited as auditor")
    SENT_STATEMENT = "sent_statement", _("sent the audit statement for the network")
    AUDITED = "audited", _("gave the audit statement")
    CONTROLLED_AUDIT = "controlled_audit", _("controlled the audit statement")
    ASKED_FOR_CHANGE = "asked_for_change", _("asked for a change")
    PROPOSED_CHANGE = "proposed_change", _("proposed a new decision")
    DECIDED_CHANGE = "decided_change", _("decided anew")
    APPEALED = "appealed", _("appealed")
    PREPARED_APPEAL = "prepared_appeal", _("prepared the appeal")
    REVERSED = "reversed", _("decided anew after an appeal")
    DECIDED_APPEAL = "decided_appeal", _("decided the appeal")


# What decides a case for its office: another office's, where the leader of the one that handles it is partial (R8.2).
DECIDES = frozenset({Capacity.APPROVED, Capacity.SECOND_APPROVED})


class Participation(models.Model):
    """A trace that rights rest on: who did what in which case, and for whom."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="participations")
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    capacity = models.CharField(max_length=24, choices=Capacity)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["case", "person", "capacity"], name="participation_in_a_case"),
            models.Index(fields=["person", "capacity"], name="participation_of_a_person"),
        ]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")

    def __str__(self) -> str:
        return f"{self.person} {self.get_capacity_display()}"


class ImpartialityDeclaration(models.Model):
    """A caseworker's or decision maker's word on whether they are partial in the case (R8.2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="impartiality_declarations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    partial = models.BooleanField(_("partial"))
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("impartiality declaration")
        verbose_name_plural = _("impartiality declarations")
        indexes = [models.Index(fields=["person", "partial", "case"], name="ties_of_a_person")]
        constraints = [
            models.CheckConstraint(condition=Q(partial=False) | ~Q(reason=""), name="a_tie_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.partial}"


class ParticipantStatement(models.Model):
    """One participant's answer about an application: anchoring, or standing behind it (R2.5, R3.4).

    It stands behind it from `given_at`; from `declined_at` it has said that it does not, and why. `given_by` is who
    answered.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    decline_reason = models.TextField(_("why it declined"), blank=True, default="", db_default="")
    email = models.EmailField(_("e-mail it was given from"), blank=True, default="", db_default="")
    decided_on = models.DateField(_("day of the resolution"), null=True, blank=True)
    resolution = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed resolution"),
    )

    class Meta:
        verbose_name = _("participant's statement")
        verbose_name_plural = _("participants' statements")
        constraints = [
            models.UniqueConstraint(fields=["case", "service"], name="one_statement_of_a_service"),
            models.UniqueConstraint(fields=["case", "municipality"], name="one_statement_of_a_municipality"),
            models.CheckConstraint(
                condition=Q(service__isnull=False) ^ Q(municipality__isnull=False),
                name="statement_of_one_participant",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True)
                | (Q(given_at__isnull=True, given_by__isnull=False) & ~Q(decline_reason="")),
                name="statement_declined_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service or self.municipality)

    @property
    def party(self) -> dict[str, int]:
        """Return which service or municipality it is of, as work and links name it."""
        if self.service_id:
            return {"service": self.service_id}
        assert self.municipality_id is not None  # the database says so
        return {"municipality": self.municipality_id}
