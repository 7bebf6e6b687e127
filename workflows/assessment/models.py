"""The professional assessment and what it recommends."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.cases.models import Case
from workflows.schemes.models import Immutable, Rule

__all__ = ["Assessment", "CriterionScore", "Recommendation", "RuleAnswer", "SecondAssessment"]


class Recommendation(models.TextChoices):
    """What the caseworker recommends."""

    GRANT = "grant", _("Grant in full")
    GRANT_IN_PART = "grant_in_part", _("Grant in part")
    REFUSE = "refuse", _("Refuse")


class Assessment(models.Model):
    """One assessment of one case (R4.1)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="assessment", verbose_name=_("case"))
    recommendation = models.CharField(_("recommendation"), max_length=14, choices=Recommendation)
    recommended_amount = models.BigIntegerField(_("recommended amount, kroner"))
    reasons = models.TextField(_("reasons"))
    # As `assessment.conditions.Wanted.plain()` writes each; the decision maker sets them, or others (R4.6).
    proposed_conditions = models.JSONField(_("proposed conditions"), null=True, blank=True)
    not_waited_for = models.TextField(
        _("why a statement was not waited for"), blank=True, default="", db_default=""
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(recommendation="refuse", recommended_amount=0)
                | (~Q(recommendation="refuse") & Q(recommended_amount__gt=0)),
                name="recommended_amount_fits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.recommendation}"


class SecondAssessment(Immutable):
    """What a second, impartial caseworker makes of an assessment, before its recommendation stands (R8.4).

    `scores` are theirs by criterion. Where they do not agree, the first assesses anew: there may be several.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="second_assessments", verbose_name=_("case"))
    agrees = models.BooleanField(_("agrees with the recommendation"))
    recommended_amount = models.BigIntegerField(_("the amount they looked at, kroner"))
    scores = models.JSONField(_("scores"), default=dict)
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("second assessment")
        verbose_name_plural = _("second assessments")
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="a_second_assessment_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.agrees}"


class CriterionScore(models.Model):
    """A score of 0–5 on one of the scheme's criteria, with its reason."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores")
    criterion = models.CharField(_("criterion"), max_length=60)
    score = models.PositiveSmallIntegerField(_("score"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_score_of_a_criterion"),
            models.CheckConstraint(condition=Q(score__lte=5), name="score_at_most_five"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"


class RuleAnswer(models.Model):
    """A caseworker's answer, with a reason, to a question a published paragraph asks (R4.10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rule_answers")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    answer = models.BooleanField(_("answer"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "rule"], name="one_answer_to_a_rule"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_answer_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.answer}"
