"""Taking the decision of a case: the money is committed and the letter written in the same transaction."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from workflows.application.actions import write_budget
from workflows.application.models import BudgetLine
from workflows.assessment.conditions import ConditionKind
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import CaseStatus
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.funds import actions as funds

from .conditions import in_the_way, open_conditions, put
from .letters import ASKING, asking_fields, fields_of, send
from .models import Outcome
from .terms import keep_terms


def take_decision(form: Any, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """Decide the case, commit the money and write the letter: all or nothing (R4.2, R4.5, R4.7).

    Or ask the network first for what is required for funds to be awarded (R4.6). `form` is a valid DecisionForm.
    Raises Refused when a paragraph or such a condition is not met by what is awarded, or the pot does not cover it.
    """
    case, data = form.case, form.cleaned_data
    wanted = form.wanted() if data["outcome"] != Outcome.REFUSED else []
    conditions = [*form.earlier, *put(case=case, wanted=wanted, by=by)]
    if data["outcome"] == form.ASK:
        return _ask_for_conditions(form, by=by, at=at)
    decision = form.decision(at=at)
    decision.save()
    case.decision = decision
    keep_terms(decision, data)
    if data.get("budget"):
        write_budget(case=case, stage=BudgetLine.Stage.APPROVED, year=case.year, budget=data["budget"])
    findings = check_case(case, "decision")
    if decision.awarded_amount:
        refuse_if_blocked(case, findings)
        if lacking := in_the_way(conditions, ConditionKind.BEFORE_AWARD):
            raise Refused(*lacking)
        try:
            funds.commit_funds(case=case, amount=decision.awarded_amount, by=by)
        except funds.NotEnough as shortage:
            raise Refused(shortage) from shortage
    set_status(case, CaseStatus.DECIDED)
    send(
        case=case,
        kind=decision.outcome,
        fields=fields_of(decision, data.get("budget"), [c for c in conditions if not c.waived_at]),
        by=by,
        at=at,
    )
    return {
        "outcome": decision.outcome,
        "awarded_amount": decision.awarded_amount,
        "conditions": [condition.pk for condition in conditions],
    }


def _ask_for_conditions(form: Any, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """Ask the network, by letter, to document what is required for funds to be awarded (R4.6)."""
    case = form.case
    asked = list(open_conditions(case, ConditionKind.BEFORE_AWARD))
    if not asked:
        raise Refused(_("Write at least one condition that is required for funds to be awarded."))
    set_status(case, CaseStatus.WAITING_FOR_YOU)
    fields = asking_fields(case, asked, form.cleaned_data["reasons"])
    send(case=case, kind=ASKING, fields=fields, by=by, at=at)
    return {"asked": [condition.pk for condition in asked]}
