"""The audit flow's verbs."""

import datetime as dt
from typing import Any

from workflows import letters
from workflows.assessment.questions import keep_answers
from workflows.base import Work
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked, rules_of
from workflows.cases.models import Capacity, Case, CaseStatus, Participation
from workflows.cases.uploads import register_uploads
from workflows.deadlines import deadline
from workflows.grant.terms import demands_audit
from workflows.rules.kinds import OWED

from .models import AuditObligation, AuditStatement


def work_out(case: Case) -> AuditObligation:
    """Work out from the published rules whether an audit statement is owed (R6.1)."""
    obligations = {
        r.pk for r in rules_of(case) if r.kind == "obligation" and r.params["obligation"] == "audit_statement"
    }
    owed = any(f.rule_id in obligations and f.outcome == OWED for f in check_case(case, "audit"))
    owed = owed or demands_audit(case)
    set_status(case, CaseStatus.WAITING_FOR_YOU if owed else CaseStatus.IN_PROGRESS)
    return AuditObligation.objects.create(
        case=case,
        owed=owed,
        amount=case.decision.awarded_amount,
        deadline=deadline(case, "audit_deadline") or case.decision.audit_deadline if owed else None,
    )


def due_on(case: Case) -> dt.date | None:
    """Return the deadline of the audit statement."""
    return AuditObligation.objects.get(case=case).deadline


def appoint(work: Work) -> dict[str, Any]:
    """Name the auditor, who then sees this case and gives the statement."""
    AuditObligation.objects.filter(case=work.case).update(auditor=work.form.auditor)
    Participation.objects.create(
        case=work.case, person=work.form.auditor, capacity=Capacity.INVITED_AUDITOR, at=work.at
    )
    return {"auditor": work.form.auditor.pk}


def state(work: Work) -> dict[str, Any]:
    """Give the statement on the account (R6.4).

    Raises Refused when the kind of auditor is not one the paragraph accepts.
    """
    data = work.data
    AuditStatement.objects.update_or_create(
        case=work.case,
        defaults={
            name: data[name]
            for name in ("auditor_kind", "auditor_name", "audit_firm", "stated_on", "remarks")
        }
        | {
            "unqualified": data["opinion"] == work.form.UNQUALIFIED,
            "submitted_by": work.by,
            "submitted_at": work.at,
            "approved": None,
        },
    )
    register_uploads(case=work.case, form=work.form, by=work.by)
    refuse_if_blocked(work.case, check_case(work.case, "audit"))
    set_status(work.case, CaseStatus.IN_PROGRESS)
    return {"auditor_kind": data["auditor_kind"], "stated_on": str(data["stated_on"])}


def control(work: Work) -> dict[str, Any]:
    """Approve the statement, or ask for a new one."""
    approved = work.data["result"] == work.form.APPROVE
    answers = keep_answers(work, work.form.questions)
    AuditStatement.objects.filter(case=work.case).update(
        approved=approved, control_note=work.data["note"], controlled_by=work.by
    )
    if not approved:
        set_status(work.case, CaseStatus.WAITING_FOR_YOU)
        fields = {"asked_for": work.data["note"]}
        letters.compose(
            case=work.case,
            kind="round_back",
            language=work.case.letter_language,
            fields=fields,
            by=work.by,
            at=work.at,
        )
    return {"approved": approved, "answers": answers}
