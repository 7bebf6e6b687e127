"""The formal check: complete, back for exactly what is missing, or dismissed."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows import clock, letters
from workflows.base import Work
from workflows.cases import pausing
from workflows.cases.actions import close, set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import Case, CaseEnding, CasePause, CaseStatus
from workflows.errors import Refused
from workflows.schemes.conditions import demanded
from workflows.schemes.fields import in_language, is_blank
from workflows.schemes.forms import MUST_AGREE, is_typed

from . import returning
from .models import FormalCheck, latest_check

DAYS = 14  # the office's own aim


def check_formally(work: Work) -> dict[str, Any]:
    """Say that the application is complete, send it back with exactly what is asked for, or dismiss it.

    While the network is asked, the clock stands still. Raises Refused where a registered application that is
    called complete lacks answers, or does not meet a paragraph.
    """
    data, form = work.data, work.form
    result = data["result"]
    check = FormalCheck.objects.create(
        case=work.case,
        complete=result == form.COMPLETE,
        asked_for=data["asked_for"] if result == form.ASK else "",
        asked_fields=data["asked_fields"] if result == form.ASK else {},
        answer_by=returning.answer_by(data["days"]) if result == form.ASK else None,
        dismissed_because=data["reasons"] if result == form.DISMISS else "",
        late_accepted_reason=data.get("late_accepted_reason") or "" if result != form.DISMISS else "",
        by=work.by,
        at=work.at,
    )
    follow = {form.COMPLETE: _go_on, form.ASK: _ask, form.DISMISS: _dismiss}
    return follow[result](work, check)


def _go_on(work: Work, check: FormalCheck) -> dict[str, Any]:
    if hasattr(work.case, "received"):
        refuse_incomplete(work.case)
    set_status(work.case, CaseStatus.IN_PROGRESS)
    return {"complete": True}


def _ask(work: Work, check: FormalCheck) -> dict[str, Any]:
    set_status(work.case, CaseStatus.WAITING_FOR_YOU)
    pausing.pause(work.case, why=CasePause.Why.SUPPLEMENT, at=work.at)
    language = work.case.letter_language
    _write(work, "round_back", asked_for=returning.in_words(work.case, check, language=language))
    return {"complete": False, "fields": sorted(check.asked_fields), "answer_by": str(check.answer_by)}


def _dismiss(work: Work, check: FormalCheck) -> dict[str, Any]:
    paragraph = work.form.paragraph_in(work.case.letter_language)
    reasons = [check.dismissed_because, paragraph] if paragraph else [check.dismissed_because]
    _write(work, "dismissed", reasons="\n\n".join(reasons))
    return {"complete": False, "dismissed": True, "reasons": reasons}


def _write(work: Work, kind: str, **fields: str) -> None:
    letters.compose(
        case=work.case,
        kind=kind,
        language=work.case.letter_language,
        fields=fields,
        by=work.by,
        at=work.at,
    )


def close_dismissed(case: Case) -> None:
    """Close a case whose application is dismissed: no assessment and no money follow."""
    check = latest_check(case)
    close(case, by=check.by if check else None, ending=CaseEnding.DISMISSED)


def answer_due(case: Case) -> dt.date | None:
    """Return the day the network is asked to answer by."""
    check = latest_check(case)
    return check.answer_by if check else None


def due(case: Case) -> dt.date:
    """Return the day the formal check is due: the same as before the network was asked, and as much later (R8.3)."""
    earlier = case.items.filter(flow="application", node="formal_check").order_by("-id").first()
    if earlier is None or earlier.due is None:
        return clock.today() + dt.timedelta(days=DAYS)
    stopped = case.pauses.order_by("-id").first()
    return earlier.due + dt.timedelta(days=stopped.days if stopped else 0)


def refuse_incomplete(case: Case) -> None:
    """Raise Refused, saying what is lacking, where an application that was entered for a network is not complete."""
    answers, language = case.application.answers, get_language() or "nb"
    fields = returning.fields_of(case)
    must = demanded(fields, answers)
    lacking = [field for field in fields if field["code"] in must and is_blank(answers.get(field["code"]))]
    if lacking:
        labels = ", ".join(in_language(field["label"], language) for field in lacking)
        raise Refused(_("These are not answered: %(fields)s.") % {"fields": labels})
    for budget, amount in MUST_AGREE.items():
        lines, stated = answers.get(budget), answers.get(amount)
        if lines and not is_typed(lines) and sum(lines.values()) != stated:
            raise Refused(_("The budget does not add up to the requested amount."))
    refuse_if_blocked(case, check_case(case, "application"))
