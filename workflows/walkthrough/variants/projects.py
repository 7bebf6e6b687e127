"""Projects of several years whose audit is deferred to the last one, and those that stop before (R6.2, R6.3)."""

import datetime as dt

from workflows import clock
from workflows.audit import deferring, stopping
from workflows.audit.models import AuditObligation, AuditStatement
from workflows.cases.models import Case
from workflows.directory.models import Role
from workflows.walkthrough.turns import END

from .base import Variant, holder


def _deferred(case: Case) -> None:
    """Let a decision maker defer the audit to the next year."""
    deferring.defer(
        case=case,
        by=holder(case, Role.DECISION_MAKER),
        last_year=case.year + 1,
        reasons="Prosjektet varer i to år.",
    )


def _stopped(case: Case) -> None:
    """Let the network say that the project has stopped, and the office set the deadline of what remains."""
    today, leader = clock.today(), holder(case, Role.NETWORK_LEADER)
    stopping.tell(case=case, by=leader, stopped_on=today, reasons="To tjenester har trukket seg.")
    deadline = today + dt.timedelta(days=90)
    stopping.set_deadline(case=case, by=holder(case, Role.CASEWORKER), deadline=deadline)


def _covers_both(last: Case) -> bool:
    """Return whether the last year's statement was given of the sum, and closed the first year's case too."""
    assert last.project is not None, "every application is for a project"
    cases = list(last.project.cases.order_by("year"))
    waited, owed = (AuditObligation.objects.get(case=case) for case in cases)
    awarded = sum(case.decision.awarded_amount for case in cases)
    audited = AuditStatement.objects.get(approved=True, case__in=cases).case
    return (
        (waited.deferred_to, waited.owed) == (last.year, False)
        and (owed.owed, owed.amount) == (True, awarded)
        and audited == last
        and all(case.closed_at for case in cases)
    )


def _stopped_and(case: Case, *, owed: bool) -> bool:
    """Return whether the stop had the audit worked out: owed by the deadline that was set, and given, or not owed."""
    assert case.project is not None, "every application is for a project"
    obligation, deadline = AuditObligation.objects.get(case=case), case.project.stop.deadline
    audited = AuditStatement.objects.filter(case=case, approved=True).exists()
    told = (obligation.owed, obligation.deadline, audited)
    return told == ((True, deadline, True) if owed else (False, None, False))


VARIANTS = [
    Variant(
        "two-years",
        "150 000 kroner in each of two years, with the audit deferred: one statement covers both.",
        years=2,
        acts={"report.report": _deferred},
        seen=_covers_both,
    ),
    Variant(
        "early-stop",
        "The audit is deferred, and the project stops at 150 000 kroner: no audit statement is owed.",
        acts={"report.report": _deferred, END: _stopped},
        seen=lambda case: _stopped_and(case, owed=False),
    ),
    Variant(
        "early-stop-audited",
        "The audit is deferred, and the project stops at 250 000 kroner: the auditor confirms the account.",
        requested=250_000,
        acts={"report.report": _deferred, END: _stopped},
        seen=lambda case: _stopped_and(case, owed=True),
    ),
]
