"""Deciding anew: a change, a reversal or an appeal is a decision of its own; the earlier one stays as it was (A14)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workflows.application.actions import write_budget
from workflows.application.models import BudgetLine
from workflows.base import call_off
from workflows.cases import journal
from workflows.cases.actions import close, set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import Case, CaseEnding, CaseStatus
from workflows.deadlines import deadline
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.funds import actions as funds
from workflows.funds.balances import balance_of
from workflows.schemes.fields import in_language
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date

from .flows import GrantFlow
from .letters import appeal_deadline, fields_of, send
from .models import DECISION_ACT, Condition, Decision, Outcome, Payment
from .paying import left_to_register, unplan


@dataclass(frozen=True)
class Anew:
    """What is decided anew: whole kroner (0: nothing is granted any more), why, and what else is changed."""

    cause: str
    awarded_amount: int
    reasons: str
    use_deadline: dt.date | None = None
    other_changes: str = ""
    budget: dict[str, int] | None = None
    may_be_appealed: bool = True


def decide_anew(case: Case, anew: Anew, *, by: User, at: dt.datetime) -> Decision:
    """Take a new decision: the money, the letter and what follows, all or nothing; the case's row is locked.

    Raises Refused when a paragraph is not met, the pot does not cover it, what is granted less is paid out already,
    or a payment waits to be attested.
    """
    earlier: Decision = case.decision
    _refuse_while_paying(case)
    decision = _write(case, anew, earlier, by=by, at=at)
    if anew.budget is not None:
        write_budget(case=case, stage=BudgetLine.Stage.APPROVED, year=case.year, budget=anew.budget)
    if decision.awarded_amount:
        refuse_if_blocked(case, check_case(case, "decision"))
    _move_money(case, decision, earlier)
    if decision.awarded_amount != earlier.awarded_amount:
        unplan(case)
    _send(case, decision, earlier, anew, by=by, at=at)
    journal.record(
        case=case,
        action="decision.anew",
        actor=by,
        details={
            "number": decision.number,
            "cause": decision.cause,
            "outcome": decision.outcome,
            "awarded_amount": decision.awarded_amount,
            "earlier_amount": earlier.awarded_amount,
        },
    )
    _go_on(case, decision, by=by)
    return decision


def reopen(case: Case) -> None:
    """Open a case that a refusal closed, so that an appeal can be handled."""
    case.closed_at, case.ending, case.status = None, "", CaseStatus.IN_PROGRESS
    case.save(update_fields=["closed_at", "ending", "status"])


def _refuse_while_paying(case: Case) -> None:
    if Payment.objects.filter(case=case, attested_at__isnull=True).exists():
        raise Refused(_("A payment waits to be attested. Decide anew when it is."))


def _write(case: Case, anew: Anew, earlier: Decision, *, by: User, at: dt.datetime) -> Decision:
    granted, requested = anew.awarded_amount, case.application.requested_amount
    in_full = granted == requested
    outcome = Outcome.REFUSED if not granted else Outcome.GRANTED if in_full else Outcome.PARTLY_GRANTED
    kept = earlier if earlier.awarded_amount else None

    def date(name: str) -> dt.date | None:
        if not granted:
            return None
        return getattr(kept, name) if kept else deadline(case, name)

    decision = Decision.objects.create(
        case=case,
        number=earlier.number + 1,
        cause=anew.cause,
        outcome=outcome,
        awarded_amount=granted,
        reasons=anew.reasons,
        other_changes=anew.other_changes,
        use_deadline=(anew.use_deadline or date("use_deadline")) if granted else None,
        report_opens=date("report_opens"),
        report_deadline=date("report_deadline"),
        audit_deadline=date("audit_deadline"),
        appeal_deadline=appeal_deadline(case, at) if anew.may_be_appealed else None,
        by=by,
        at=at,
    )
    case.decision = decision
    return decision


def _move_money(case: Case, decision: Decision, earlier: Decision) -> None:
    """Commit what is granted more, or let go of what is granted less, named by the decision (A6)."""
    more, act = decision.awarded_amount - earlier.awarded_amount, f"{DECISION_ACT}{decision.pk}"
    try:
        if more > 0:
            funds.commit_funds(case=case, amount=more, by=decision.by, act=act)
        elif more < 0:
            funds.release(case=case, amount=-more, by=decision.by, act=act)
    except funds.NotEnough as shortage:
        raise Refused(shortage) from shortage
    except funds.TooMuch as excess:
        paid = format_amount(balance_of(case).paid)
        raise Refused(
            _("%(paid)s is paid out already. What is paid can only be claimed back.") % {"paid": paid}
        ) from excess


def _send(
    case: Case, decision: Decision, earlier: Decision, anew: Anew, *, by: User, at: dt.datetime
) -> None:
    """Write the letter of the new decision, in the case's language form."""
    conditions = Condition.objects.filter(case=case, waived_at__isnull=True)
    fields = fields_of(decision, anew.budget or approved_budget(case), conditions) | {
        "earlier_amount": earlier.awarded_amount,
        "other_changes": [anew.other_changes] if anew.other_changes else [],
        "appeal_text": appeal_text(decision),
    }
    kind = "decision_changed" if decision.awarded_amount else "decision_withdrawn"
    send(case=case, kind=kind, fields=fields, by=by, at=at)


def approved_budget(case: Case) -> dict[str, int]:
    """Return the approved budget, whole kroner by cost kind; empty where the scheme has none."""
    lines = BudgetLine.objects.filter(case=case, stage=BudgetLine.Stage.APPROVED, year=case.year)
    return dict(lines.values_list("kind", "amount"))


def appeal_text(decision: Decision) -> list[str]:
    """Return what a letter says of appealing against a decision: the scheme's own words; nothing without appeal."""
    if decision.appeal_deadline is None:
        return []
    case = decision.case
    with translation.override(case.letter_language):
        own = in_language(case.scheme_version.option("appeal_text") or {}, case.letter_language)
        date = long_date(decision.appeal_deadline)
        return [
            *([own] if own else []),
            _("You can appeal in Nettverksmidler until %(date)s.") % {"date": date},
        ]


def _go_on(case: Case, decision: Decision, *, by: User) -> None:
    """Let the payment follow the decision: start it for more, end it where nothing is left, close what is refused."""
    running: Any = case.processes.filter(flow_class=GrantFlow, finished__isnull=True).first()
    if not decision.awarded_amount:
        if running:
            call_off(running)
        close(case, by=by, ending=CaseEnding.REFUSED)
    elif left_to_register(case) > 0:
        if not running:
            set_status(case, CaseStatus.DECIDED)
            GrantFlow.begin_anew(case)
    elif running:
        call_off(running)
        GrantFlow.ended(case)
