"""What was not used: carried over by itself, or by an application that another person decides on (R5.2)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workflows import clock, letters
from workflows.base import Work
from workflows.cases import journal
from workflows.cases.actions import set_status
from workflows.cases.checking import parameter
from workflows.cases.models import Case, CaseStatus
from workflows.deadlines import deadline
from workflows.directory.models import User
from workflows.funds import actions as funds

from . import claiming
from .models import CarryOverRequest, Report

SECTION = "unspent"  # the part of a report that is the application


def carries_over_by_itself(case: Case) -> bool:
    """Return whether unspent money of the grant year may be used next year without an application.

    A published paragraph says so ("carry_over"), for the scheme of the case.
    """
    return _newest(case).year == case.year and parameter(case, "carry_over") == "automatic"


def may_apply(case: Case, year: int) -> bool:
    """Return whether the network can apply to use next year what it has not used of `year`: once, where published."""
    return year == case.year and parameter(case, "carry_over") == "application"


def apply_by(case: Case) -> dt.date | None:
    """Return the last day to apply; None where no paragraph states one."""
    return deadline(case, "carry_over_application_deadline")


def use_by(case: Case) -> dt.date | None:
    """Return the day by which money carried over must be used: as decided, or as a paragraph states."""
    decided = case.carry_overs.filter(granted_amount__gt=0).first()
    return (decided and decided.use_by) or deadline(case, "carry_over_use_deadline")


def request_of(case: Case) -> CarryOverRequest | None:
    """Return the application for what the newest report left, if the network applied."""
    return CarryOverRequest.objects.filter(case=case, year=_newest(case).year).first()


def keep_request(
    *, case: Case, year: int, asked: Mapping[str, Any] | None, by: User, at: dt.datetime
) -> None:
    """Keep what the network applies for with its report (`amount` in kroner, `reason`, `plan`), or that it does not.

    A report sent anew replaces it; one that is decided on stays.
    """
    open_request = CarryOverRequest.objects.filter(case=case, year=year, granted_amount__isnull=True)
    if asked is None:
        open_request.delete()
        return
    last = apply_by(case)
    late = last is not None and at.astimezone(clock.OSLO).date() > last
    CarryOverRequest.objects.update_or_create(
        case=case, year=year, defaults={**asked, "late": late, "applied_by": by, "applied_at": at}
    )


def decide(work: Work) -> dict[str, Any]:
    """Decide how much of the application is granted, by another than who controlled the report; letter in any case."""
    case, data = work.case, work.data
    request = request_of(case)
    assert request is not None
    granted: int = data["granted_amount"]
    request.granted_amount, request.reasons = granted, data["reasons"]
    request.late_reason, request.use_by = data.get("late_reason") or "", work.form.use_by if granted else None
    request.decided_by, request.decided_at = work.by, work.at
    request.save()
    rest = _newest(case).unspent_amount - granted
    kind = "carry_over_refused" if not granted else "carry_over_partly" if rest else "carry_over_granted"
    letters.compose(
        case=case,
        kind=kind,
        language=case.letter_language,
        fields={
            "applied_amount": request.amount,
            "carried_amount": granted,
            "repay_amount": rest,
            "reasons": request.reasons,
            "use_deadline": request.use_by,
        },
        by=work.by,
        at=work.at,
    )
    return {"applied": request.amount, "granted": granted, "late": request.late}


def carry_over(case: Case) -> None:
    """Carry the unspent money over to next year, in ledger and journal; what is not granted is claimed (R5.2, R5.3)."""
    newest, request = _newest(case), request_of(case)
    amount = newest.unspent_amount if request is None else request.granted_amount or 0
    by = newest.controlled_by if request is None else request.decided_by
    funds.carry_over(case=case, amount=amount, by=by)
    journal.record(case=case, action="report.carried_over", actor=by, details={"amount": amount})
    if newest.unspent_amount > amount:
        claiming.claim(case=case, year=newest.year, amount=newest.unspent_amount - amount, by=by)
    set_status(case, CaseStatus.REPORT_PENDING)


def claim_rest(case: Case) -> None:
    """Claim all that the newest report left (R5.3)."""
    newest, request = _newest(case), request_of(case)
    by = request.decided_by if request and request.decided_by else newest.controlled_by
    claiming.claim(case=case, year=newest.year, amount=newest.unspent_amount, by=by)


def _newest(case: Case) -> Report:
    return Report.objects.filter(case=case).latest("year", "id")
