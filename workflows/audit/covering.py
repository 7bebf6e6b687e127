"""What an audit covers: one year's grant, all years of a project, or a recipient's year; and whether it waits.

The audit obligation belongs to the project (R6.2). Which sum the threshold meets is published: `audit_sum_per`
(`project` where nothing is said, or `recipient`) and, for a project that stopped early, `audit_on_early_stop`.
"""

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from workflows.cases.awards import granted
from workflows.cases.checking import parameter
from workflows.cases.models import Case
from workflows.cases.settling import settles

from .models import AuditDeferral, AuditObligation, AuditStatement, ProjectStop

ON_SUM, ON_AWARD, ALWAYS = "threshold_on_sum_covered", "threshold_on_award", "no_threshold"


def granted_cases(case: Case) -> QuerySet[Case]:
    """Return the project's cases that were granted money, the oldest year first; the case itself among them."""
    of_project = Q(project=case.project_id) if case.project_id else Q(pk=case.pk)
    return granted(Case.objects.filter(of_project)).order_by("year", "id")


def covered_cases(case: Case) -> QuerySet[Case]:
    """Return the case, and the project's earlier ones whose audit waits for it: not those that were audited alone."""
    alone = Q(audit_obligation__isnull=False, audit_obligation__deferred_to__isnull=True)
    return granted_cases(case).filter(Q(pk=case.pk) | ~alone, year__lte=case.year)


def deferral_of(case: Case) -> AuditDeferral | None:
    """Return the decision that the case's project is audited after its last year, with project and stop; or None."""
    project = case.project
    if project is None or project.first_year == project.last_year:
        return None  # one year is audited by itself
    return AuditDeferral.objects.select_related("project__stop", "case").filter(project=project).first()


def stop_of(case: Case) -> ProjectStop | None:
    """Return that the case's project stopped early, or None."""
    rows = ProjectStop.objects.select_related("told_by", "set_by", "project")
    return rows.filter(project=case.project_id).first() if case.project_id else None


def on_early_stop(case: Case) -> str:
    """Return how the threshold applies to a project that stopped early: as published, or on the sum covered (R6.3)."""
    return parameter(case, "audit_on_early_stop") or ON_SUM


def audited_amount(case: Case) -> int | None:
    """Return the kroner the audit goes by, where they are others than the case's own award; else None.

    All the project's years up to the case's under a deferral (R6.2); the recipient's year where the published
    paragraph sums so (R8.9).
    """
    per, after_stop = parameter(case, "audit_sum_per"), on_early_stop(case)
    deferral = deferral_of(case)
    if deferral is not None:
        stopped = getattr(deferral.project, "stop", None)
        return None if stopped and after_stop == ON_AWARD else _sum(covered_cases(case))
    if per == "recipient":
        return _sum(granted(Case.objects.filter(municipality=case.municipality_id, year=case.year)))
    return None


def waits_until(case: Case) -> int | None:
    """Return the year whose audit covers this case too, where that is a later one and the project runs on (R6.2)."""
    deferral = deferral_of(case)
    if deferral is None or deferral.project.last_year <= case.year:
        return None
    return deferral.project.last_year


@settles("audit", order=50)
def audit_lacking(case: Case) -> list[str]:
    """Return what the audit still waits for: a statement, the project's last year, or nothing (R6.2, R6.5)."""
    obligation = AuditObligation.objects.filter(case=case).first()
    if obligation is None:
        return []  # not worked out before the report is settled
    if obligation.deferred_to:
        if _covered_by_another(case):
            return []
        year = {"year": obligation.deferred_to}
        return [
            _("The audit is deferred: it waits for the statement of the project’s last year, %(year)s.")
            % year
        ]
    if obligation.owed and not AuditStatement.objects.filter(case=case, approved=True).exists():
        return [_("The audit statement is not approved.")]
    return []


def waiting_cases(case: Case) -> list[Case]:
    """Return the project's earlier cases that wait for this case's audit, the oldest first."""
    waiting = granted_cases(case).filter(
        audit_obligation__deferred_to__isnull=False, closed_at__isnull=True, sent_away_at__isnull=True
    )
    return list(waiting.exclude(pk=case.pk))


def _covered_by_another(case: Case) -> bool:
    """Return whether the audit of a later case of the project is settled: approved, or not owed for the whole sum."""
    settled = Q(audit_obligation__owed=False) | Q(audit_statement__approved=True)
    later = granted_cases(case).exclude(pk=case.pk)
    return later.filter(settled, audit_obligation__deferred_to__isnull=True).exists()


def _sum(cases: QuerySet[Case]) -> int:
    return cases.aggregate(sum=Sum("award"))["sum"] or 0
