"""Who wrote which section of an application, and texts that met another's (R3.11, R8.15)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case, CaseTask
from workflows.schemes.models import Immutable, SchemeVersion

__all__ = ["DraftMove", "OtherText", "SectionVersion"]


class SectionVersion(Immutable):
    """One saving of a section: who changed which fields, and when; never what they wrote, which stands in the draft.

    Without fields it was looked through and found right as it was. `sheet` names the page as it was open in a
    browser, `turn` counts what that page sent: so one's own older text is told from another's.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="section_versions", verbose_name=_("case"))
    task = models.ForeignKey(CaseTask, models.PROTECT, related_name="+")
    section = models.CharField(_("section"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    fields = models.JSONField(_("fields that were changed"), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    sheet = models.CharField(max_length=32, blank=True)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = _("version of a section")
        verbose_name_plural = _("versions of sections")
        constraints = [
            models.UniqueConstraint(fields=["case", "section", "number"], name="one_section_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.section}/{self.number}"


class OtherText(models.Model):
    """What somebody wrote in a field while another wrote something else there; gone when one of the two is chosen."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="other_texts", verbose_name=_("case"))
    field = models.CharField(_("field"), max_length=60)
    answer = models.JSONField(_("answer"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("other text")
        verbose_name_plural = _("other texts")
        constraints = [
            models.UniqueConstraint(fields=["case", "field", "by"], name="one_other_text_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}"


class DraftMove(Immutable):
    """A draft was moved to another version of its scheme's form (R8.4).

    `changed` are the fields that are new or otherwise than before; `aside` holds by field the answers that the new
    form does not ask for, or cannot keep as they are: to be read as the old form showed them, and copied from.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="draft_moves", verbose_name=_("case"))
    old = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+", verbose_name=_("from version"))
    new = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+", verbose_name=_("to version"))
    changed = models.JSONField(_("fields that were changed"), default=list)
    aside = models.JSONField(_("answers kept aside"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("move of a draft")
        verbose_name_plural = _("moves of drafts")

    def __str__(self) -> str:
        return f"{self.case_id} {self.old_id} → {self.new_id}"
