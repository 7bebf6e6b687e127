"""What the decision's letter says of it (R4.5)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, letters
from workflows.assessment.conditions import Wanted
from workflows.cases.checking import parameter, rules_of
from workflows.cases.models import Case
from workflows.deadlines import statutory_deadline
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.rules.check import check, owed
from workflows.rules.kinds import SUMMED

from .conditions import in_words
from .models import Condition, Decision
from .terms import sets_audit

AUDIT_WITHOUT_A_DAY = gettext_lazy(
    "A paragraph demands an audit statement of this amount. Say that it is demanded, and the day it is due."
)
ASKING = "condition_before_award"
APPEAL_DAYS = 21  # three weeks, where the scheme version does not say otherwise (R8.4)


def send(*, case: Case, kind: str, fields: dict[str, Any], by: User | None, at: dt.datetime) -> None:
    """Write a letter in the case's language form. Raises Refused where its text asks for what nobody has given."""
    try:
        letters.compose(case=case, kind=kind, language=case.letter_language, fields=fields, by=by, at=at)
    except letters.LetterIncomplete as lacking:
        raise Refused(_("The letter lacks: %(fields)s.") % {"fields": ", ".join(lacking.fields)}) from lacking


def fields_of(
    decision: Decision,
    budget: dict[str, int] | None,
    conditions: Iterable[Condition | Wanted] = (),
) -> dict[str, Any]:
    """Return what the case does not tell by itself: amounts in kroner, deadlines as dates, the approved budget."""
    case = decision.case
    audited = owes_audit(case, decision.awarded_amount) or sets_audit(decision)
    if audited and decision.audit_deadline is None:
        raise Refused(AUDIT_WITHOUT_A_DAY)
    with translation.override(case.letter_language):
        stated = [in_words(condition) for condition in conditions]
    return {
        "awarded_amount": decision.awarded_amount,
        "reasons": decision.reasons,
        "use_deadline": decision.use_deadline,
        "report_deadline": decision.report_deadline,
        "audit_requirement": letters.audit_requirement(
            required=audited,
            deadline=decision.audit_deadline,
            language=case.letter_language,
        ),
        "budget_table": budget or {},
        "conditions": stated,
        "appeal_deadline": decision.appeal_deadline,
        "decider": _decider(decision),
    }


def preview(
    decision: Decision, budget: dict[str, int] | None, conditions: Iterable[Wanted]
) -> dict[str, Any]:
    """Return what the letter of a decision that is not taken yet would say; writes nothing."""
    case = decision.case
    there = Condition.objects.filter(case=case, waived_at__isnull=True)
    return letters.content_of(
        case=case,
        kind=decision.outcome,
        language=case.letter_language,
        fields=fields_of(decision, budget, [*there, *conditions]),
        by=decision.by,
        at=decision.at,
    )


def asking(
    case: Case, conditions: Iterable[Condition | Wanted], reasons: str, *, by: User, at: dt.datetime
) -> dict[str, Any]:
    """Return what the letter says that asks for conditions to be met before the award; writes nothing (R4.6)."""
    return letters.content_of(
        case=case,
        kind=ASKING,
        language=case.letter_language,
        fields=asking_fields(case, conditions, reasons),
        by=by,
        at=at,
    )


def asking_fields(case: Case, conditions: Iterable[Condition | Wanted], reasons: str) -> dict[str, Any]:
    """Return the fields of the letter that asks for conditions to be met before the award."""
    with translation.override(case.letter_language):
        return {"conditions": [in_words(condition) for condition in conditions], "reasons": reasons}


def appeal_deadline(case: Case, at: dt.datetime) -> dt.date | None:
    """Return the last day to appeal against what is decided at `at`; None where the scheme has no appeal (R8.4)."""
    if not case.scheme_version.option("appeal"):
        return None
    days = int(case.scheme_version.option("appeal_days") or APPEAL_DAYS)
    return statutory_deadline(at.astimezone(clock.OSLO).date(), days=days)


def _decider(decision: Decision) -> str:
    """Return who decided, and for which office where it is not the one that handles the case (R8.2)."""
    case = decision.case
    if not hasattr(case, "substitute_office"):
        return str(decision.by)
    language = case.letter_language
    offices = {
        "name": decision.by,
        "office": case.substitute_office.office.name_in(language),
        "other": case.office.name_in(language),
    }
    with translation.override(language):
        return _("%(name)s, %(office)s, in place of %(other)s") % offices


def owes_audit(case: Case, awarded: int) -> bool:
    """Return whether the published rules demand an audit statement of `awarded` kroner (R6.1).

    Where another sum is what counts (a recipient's year, R8.9), it is the one that the decision was checked with.
    """
    specs = [rule.spec() for rule in rules_of(case)]
    summed: dict[str, Any] = {}
    if parameter(case, "audit_sum_per") == "recipient":
        sheet = case.fact_sheets.filter(step="decision").order_by("-id").first()
        known = sheet.facts if sheet else {}  # none while a letter is previewed before the first decision
        summed = {name: known[name] for name in SUMMED.values() if name in known}
    findings = check({"awarded_amount": awarded} | summed, specs, scheme=case.scheme, step="audit")
    return bool(owed(findings, specs, "audit_statement"))
