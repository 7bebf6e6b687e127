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
from workflows.directory.models import User
from workflows.grant.terms import demands_audit
from workflows.rules.kinds import OWED

from . import inviting
from .covering import ALWAYS, audited_amount, on_early_stop, stop_of, waits_until
from .models import AuditInvitation, AuditObligation, AuditStatement


def work_out(case: Case) -> AuditObligation:
    """Work out from the published rules whether an audit statement is owed, of which sum, and when (R6.1–R6.3, R8.9).

    Worked out anew when a project that the audit waited for has stopped.
    """
    obligations = {
        r.pk for r in rules_of(case) if r.kind == "obligation" and r.params["obligation"] == "audit_statement"
    }
    owed = any(f.rule_id in obligations and f.outcome == OWED for f in check_case(case, "audit"))
    stop, waits = stop_of(case), waits_until(case)
    if waits:
        owed = False
    else:
        owed = owed or demands_audit(case) or (stop is not None and on_early_stop(case) == ALWAYS)
    due = stop.deadline if stop and stop.deadline else deadline(case, "audit_deadline")
    set_status(case, CaseStatus.WAITING_FOR_YOU if owed else CaseStatus.IN_PROGRESS)
    obligation, _made = AuditObligation.objects.update_or_create(
        case=case,
        defaults={
            "owed": owed,
            "amount": case.decision.awarded_amount
            if waits
            else audited_amount(case) or case.decision.awarded_amount,
            "deferred_to": waits,
            "deadline": due or case.decision.audit_deadline if owed else None,
        },
    )
    return obligation


def due_on(case: Case) -> dt.date | None:
    """Return the deadline of the audit statement."""
    return AuditObligation.objects.get(case=case).deadline


def appoint(work: Work) -> dict[str, Any]:
    """Name the auditor, who then sees this case; or invite one by a link; or say that the network sends it itself."""
    form = work.form
    AuditObligation.objects.filter(case=work.case).update(
        auditor=form.auditor, by_network=work.data["how"] == form.UPLOAD
    )
    if work.data["how"] == form.UPLOAD:
        return {"how": form.UPLOAD}
    if work.data["how"] == form.INVITE:
        inviting.invite(case=work.case, email=work.data["email"], by=work.by)
        return {"how": form.INVITE}
    Participation.objects.create(
        case=work.case, person=work.form.auditor, capacity=Capacity.INVITED_AUDITOR, at=work.at
    )
    return {"auditor": work.form.auditor.pk}


def state(work: Work) -> dict[str, Any]:
    """Give the statement on the account (R6.4).

    Raises Refused when the kind of auditor is not one the paragraph accepts.
    """
    data = work.data
    if inviting.is_holder(work.by, work.case):
        User.objects.filter(pk=work.by.pk).update(first_name="", last_name=data["auditor_name"])
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
        invited = AuditInvitation.objects.filter(case=work.case, used_at__isnull=False).order_by("id").last()
        if invited:
            inviting.invite(case=work.case, email=invited.email, by=work.by)
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
