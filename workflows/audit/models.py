"""The audit obligation and the statement that meets it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case

__all__ = ["AuditObligation", "AuditStatement", "AuditorKind"]


class AuditorKind(models.TextChoices):
    """Kinds of auditor; which are accepted is a published parameter (R6.4, R8.9)."""

    REGISTERED = "registered", _("Registered auditor")
    STATE_AUTHORISED = "state_authorised", _("State-authorised auditor")
    MUNICIPAL = "municipal", _("Municipal auditor")


class AuditObligation(models.Model):
    """Whether an audit statement is owed, worked out from the published rules on what was awarded (R6.1)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="audit_obligation", verbose_name=_("case"))
    owed = models.BooleanField(_("owed"))
    amount = models.BigIntegerField(_("the sum it goes by, kroner"))
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("audit obligation")
        verbose_name_plural = _("audit obligations")

    def __str__(self) -> str:
        return f"{self.case_id} {self.owed}"


class AuditStatement(models.Model):
    """The auditor's statement on the account (R6.4)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="audit_statement", verbose_name=_("case"))
    auditor_kind = models.CharField(_("kind of auditor"), max_length=20, choices=AuditorKind)
    auditor_name = models.CharField(_("the auditor's name"), max_length=150)
    audit_firm = models.CharField(_("firm"), max_length=200, blank=True)
    stated_on = models.DateField(_("date of the statement"))
    unqualified = models.BooleanField(_("the account is confirmed without reservation"))
    remarks = models.TextField(_("remarks"), blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=clock.now)
    approved = models.BooleanField(_("approved"), null=True)
    control_note = models.TextField(_("the office's note"), blank=True)
    controlled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("audit statement")
        verbose_name_plural = _("audit statements")

    def __str__(self) -> str:
        return f"{self.case_id} {self.stated_on}"
