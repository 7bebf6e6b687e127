"""What the case page shows of the reports."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import latest_findings
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import at_office
from workflows.directory.models import User
from workflows.schemes.indicators import beside
from workflows.schemes.presenting import present

from .facts import applied_for, deviation_limit, deviations
from .progress import sections_of


def shown(case: Case) -> list[dict[str, Any]]:
    """Return every report, newest first, with its answers and the deviations from the approved budget."""
    sections = beside(case.scheme_version.definition["report"]["sections"], case.application.answers)
    documents = case.documents.in_bulk()
    asked = {request.year: request for request in case.carry_overs.all()}
    limit, said = deviation_limit(case), applied_for(case)
    return [
        {
            "report": report,
            "presented": present(sections, report.answers, get_language() or "nb", documents=documents),
            "deviations": deviations(case, report.year, limit),
            "carry_over": asked.get(report.year),
            "limit": limit,
            "applied_for": said,
        }
        for report in case.reports.select_related("submitted_by").order_by("-year")
    ]


def shown_progress(case: Case) -> list[dict[str, Any]]:
    """Return every progress report that was asked for, newest first, with its answers."""
    sections, documents = sections_of(case), case.documents.in_bulk()
    return [
        {
            "report": report,
            "presented": present(sections, report.answers, get_language() or "nb", documents=documents),
        }
        for report in case.progress_reports.select_related("submitted_by").order_by("-id")
    ]


def reports(case: Case, user: User) -> dict[str, Any]:
    """Return the reports and what the rules say of the newest."""
    findings = [(f.rule, f) for f in latest_findings(case, "report")]
    return {
        "reports": shown(case),
        "findings": findings,
        "progress": shown_progress(case),
        "claims": list(case.claims.all()),
        "may_demand": at_office(user, case) and case.closed_at is None and case.sent_away_at is None,
    }


register(CasePanel("rapport", _("Report"), "report/part_report.html", reports, order=40))
