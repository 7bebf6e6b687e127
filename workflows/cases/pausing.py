"""The clock stands still while the network is asked for something (R8.3)."""

import datetime as dt

from workflows import clock

from .models import Case, CasePause, WorkItem


def pause(case: Case, *, why: str, at: dt.datetime) -> CasePause:
    """Stop the clock in a case whose row the caller holds. Raises IntegrityError where it stands still already."""
    return CasePause.objects.create(case=case, why=why, since=at)


def resume(case: Case, *, at: dt.datetime) -> int:
    """Let the clock go again; what the office must do is due as many days later. Return how many (0: it went)."""
    stopped = CasePause.objects.filter(case=case, until__isnull=True).first()
    if stopped is None:
        return 0
    stopped.until = at
    stopped.save(update_fields=["until"])
    if stopped.days:
        WorkItem.objects.postpone(case, days=stopped.days)
    return stopped.days


def is_stopped(case: Case) -> bool:
    """Return whether the clock stands still now."""
    return CasePause.objects.filter(case=case, until__isnull=True).exists()


def paused_days(case: Case) -> int:
    """Return how many days the clock has stood still in a case so far."""
    return sum(stopped.days for stopped in case.pauses.all())


def handling_days(case: Case) -> int:
    """Return how many days the office has had the case: from the day it came to the day it was decided or closed.

    Days when the clock stood still do not count. Until today, where neither has happened; 0 for a draft.
    """
    if case.submitted_at is None:
        return 0
    decision = getattr(case, "decision", None)
    until = (decision.at if decision else None) or case.closed_at or clock.now()
    days = until.astimezone(clock.OSLO).date() - case.submitted_at.astimezone(clock.OSLO).date()
    return max(days.days - paused_days(case), 0)
