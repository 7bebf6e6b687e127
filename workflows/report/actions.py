"""The report flow's verbs."""

import datetime as dt
from typing import Any

from workflows import letters
from workflows.application.actions import write_budget
from workflows.application.models import BudgetLine
from workflows.assessment.questions import keep_answers
from workflows.base import Work
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import Case, CaseStatus
from workflows.cases.uploads import register_uploads
from workflows.deadlines import deadline
from workflows.schemes.forms import answers_of

from . import carrying, claiming
from .models import Report


def year_to_report(case: Case) -> int:
    """Return the year the next report is for: the grant year, or the carry-over year after an approved one (R5.4)."""
    return case.year + Report.objects.filter(case=case, approved=True).count()


def left_to_use(case: Case) -> int:
    """Return how many kroner approved reports have not accounted for, and that are not claimed back."""
    used = sum(Report.objects.filter(case=case, approved=True).values_list("used_amount", flat=True))
    return case.decision.awarded_amount - used - claiming.claimed(case)


def use_by(case: Case) -> dt.date | None:
    """Return the day by which the money now to be reported on had to be used: a year later when it is carried over."""
    if year_to_report(case) == case.year:  # a change may have given less time than the paragraph
        return case.decision.use_deadline or deadline(case, "use_deadline")
    return carrying.use_by(case)


def opens_on(case: Case) -> dt.date | None:
    """Return the first day the report can be written."""
    return deadline(case, "report_opens", year=year_to_report(case))


def due_on(case: Case) -> dt.date | None:
    """Return the report's deadline."""
    return deadline(case, "report_deadline", year=year_to_report(case)) or case.decision.report_deadline


def latest_report(case: Case) -> Report:
    """Return the newest report."""
    return Report.objects.filter(case=case).latest("year", "id")


def report(work: Work) -> dict[str, Any]:
    """Send the report of a year; what deviates is shown to the office, it does not stop the report (R5.7)."""
    case = work.case
    year, left = work.form.year, work.form.left
    answers = answers_of(work.form) | register_uploads(case=case, form=work.form, by=work.by)
    used = int(answers["used_amount"])
    Report.objects.update_or_create(
        case=case,
        year=year,
        defaults={
            "answers": answers,
            "used_amount": used,
            "unspent_amount": left - used,
            "submitted_at": work.at,
            "submitted_by": work.by,
            "approved": None,
        },
    )
    write_budget(case=case, stage=BudgetLine.Stage.REPORTED, year=year, budget=answers.get("accounts"))
    asked = work.form.asked
    carrying.keep_request(case=case, year=year, asked=asked, by=work.by, at=work.at)
    check_case(case, "report")
    set_status(case, CaseStatus.IN_PROGRESS)
    carry_over = asked["amount"] if asked else None
    return {"year": year, "used": used, "unspent": left - used, "carry_over": carry_over}


def control(work: Work) -> dict[str, Any]:
    """Approve the report, or send it back to be corrected.

    Raises Refused when it is to be approved though a paragraph is not met (overhead on the accounts, R5.8).
    """
    case = work.case
    newest = latest_report(case)
    approved = work.data["result"] == work.form.APPROVE
    answers = keep_answers(work, work.form.questions)
    if approved:
        refuse_if_blocked(case, check_case(case, "report"))
    newest.approved, newest.control_note = approved, work.data["note"]
    newest.controlled_by, newest.controlled_at = work.by, work.at
    newest.save(update_fields=["approved", "control_note", "controlled_by", "controlled_at"])
    set_status(case, CaseStatus.IN_PROGRESS if approved else CaseStatus.WAITING_FOR_YOU)
    if not approved:
        fields = {"asked_for": work.data["note"]}
        letters.compose(
            case=case, kind="round_back", language=case.letter_language, fields=fields, by=work.by, at=work.at
        )
    return {"year": newest.year, "approved": approved, "answers": answers}
