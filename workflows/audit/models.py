"""The audit obligation and the statement that meets it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, DevelopmentProject
from workflows.links import Link, LinkQuerySet

__all__ = [
    "AuditDeferral",
    "AuditInvitation",
    "AuditObligation",
    "AuditStatement",
    "AuditorKind",
    "ProjectStop",
]


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
    deferred_to = models.PositiveSmallIntegerField(_("waits for the audit of"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_network = models.BooleanField(_("the network sends the statement"), default=False, db_default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("audit obligation")
        verbose_name_plural = _("audit obligations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owed=False) | models.Q(deferred_to__isnull=True),
                name="an_audit_is_owed_or_deferred",
            )
        ]

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


class AuditDeferral(models.Model):
    """The reasoned decision that a project is audited once, after its last year, for all its years (R6.2)."""

    project = models.OneToOneField(
        DevelopmentProject, models.PROTECT, related_name="audit_deferral", verbose_name=_("project")
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("decided in"))
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("deferral of an audit")
        verbose_name_plural = _("deferrals of audits")

    def __str__(self) -> str:
        return f"{self.project_id} {self.case_id}"


class ProjectStop(models.Model):
    """That a project stopped before its period ended, and the deadline the office then sets (R6.3)."""

    project = models.OneToOneField(
        DevelopmentProject, models.PROTECT, related_name="stop", verbose_name=_("project")
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("told in"))
    stopped_on = models.DateField(_("stopped on"))
    reasons = models.TextField(_("why it stopped"))
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=clock.now)
    deadline = models.DateField(_("deadline of what remains"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("early stop")
        verbose_name_plural = _("early stops")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=True, set_at__isnull=True)
                | models.Q(deadline__isnull=False, set_at__isnull=False),
                name="a_deadline_is_set_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.stopped_on}"


class AuditInvitation(Link):
    """A link that opens one audit statement alone, for an auditor without an account."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="audit_invitations", verbose_name=_("case"))
    email = models.EmailField(_("the auditor's e-mail"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LinkQuerySet["AuditInvitation"].as_manager()

    class Meta:
        verbose_name = _("invitation to an auditor")
        verbose_name_plural = _("invitations to auditors")

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"
