"""Other offices in a case: one that decides for a partial leader's (R8.2), one that it is handed to (R7.3)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice
from workflows.schemes.models import Immutable

from .case import Case

__all__ = ["OfficeTransfer", "SubstituteOffice"]


class SubstituteOffice(Immutable):
    """The office whose decision makers decide a case, since the leader of the handling office is partial in it."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="substitute_office", verbose_name=_("case")
    )
    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+", verbose_name=_("office"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"), default=clock.now)

    class Meta:
        verbose_name = _("substitute office")
        verbose_name_plural = _("substitute offices")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_substitute_office_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.office}"


class OfficeTransfer(models.Model):
    """One office's wish that another takes over a case: accepted, or returned; once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers", verbose_name=_("case"))
    from_office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+", verbose_name=_("from"))
    to_office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+", verbose_name=_("to"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"), default=clock.now)
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("handing over of a case")
        verbose_name_plural = _("handings over of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(accepted__isnull=True), name="one_open_transfer_of_a_case"
            ),
            models.CheckConstraint(
                condition=~Q(from_office=F("to_office")), name="transfer_to_another_office"
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True)
                | (Q(answered_by__isnull=False) & Q(answered_at__isnull=False)),
                name="transfer_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_office} → {self.to_office}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: what offices asked and answered stays in the case."""
        raise models.ProtectedError("What offices asked of each other stays in the case.", {self})
