"""What happens to an application from the day it comes until it is decided."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="an-appeal-is-due-on-a-public-holiday",
        file="workflows/deadlines.py",
        old="day.weekday() >= 5 or day in _public_holidays()",
        new="day.weekday() >= 5",
        tests=("tests/workflows/test_deadlines.py::test_a_statutory_deadline_moves_to_the_next_working_day",),
    ),
    Fault(
        name="a-dismissed-case-is-only-completed",
        file="workflows/application/formal.py",
        old="ending=CaseEnding.DISMISSED",
        new="ending=CaseEnding.COMPLETED",
        tests=("tests/workflows/application/test_dismissal.py::test_a_dismissal_ends_the_case",),
    ),
    Fault(
        name="a-supplement-opens-the-whole-form",
        file="workflows/application/returning.py",
        old="return dependent_on(with_companions(named), fields_of(case)) & every if named else every",
        new="return every",
        tests=(
            "tests/workflows/application/test_versions.py"
            "::test_posting_what_is_not_asked_for_changes_nothing",
        ),
    ),
    Fault(
        name="a-pause-can-be-moved",
        file="workflows/guards.py",
        old='NEW.why = OLD.why AND NEW.since = OLD.since "\n        "AND OLD.until IS NULL)"',
        new='NEW.why = OLD.why)"',
        tests=("tests/workflows/test_guards.py::test_a_pause_is_ended_once_and_then_stands",),
    ),
    Fault(
        name="the-offices-date-does-not-move",
        file="workflows/application/formal.py",
        old="dt.timedelta(days=stopped.days if stopped else 0)",
        new="dt.timedelta(days=0)",
        tests=(
            "tests/workflows/application/test_versions.py"
            "::test_the_clock_stands_still_while_the_network_is_asked",
        ),
    ),
    Fault(
        name="a-decided-application-is-withdrawn",
        file="workflows/application/withdrawing.py",
        old="if Case.objects.filter(pk=case.pk, decision__isnull=False).exists():",
        new="if False:",
        tests=(
            "tests/workflows/application/test_withdrawal.py::test_a_decided_or_closed_case_is_not_withdrawn",
        ),
    ),
    Fault(
        name="a-withdrawal-does-not-wait-for-a-decision",
        file="workflows/application/withdrawing.py",
        old="case = Case.objects.select_for_update().get(pk=case.pk)",
        new="case = Case.objects.get(pk=case.pk)",
        tests=("tests/races/test_application_races.py::test_a_case_is_decided_or_withdrawn",),
        database="postgresql",
    ),
    Fault(
        name="another-person-withdraws",
        file="workflows/cases/rights.py",
        old="    if not leads(user, case):\n",
        new="    if False:\n",
        tests=("tests/workflows/application/test_withdrawal.py::test_nobody_else_withdraws",),
    ),
    Fault(
        name="a-reply-is-proposed-while-the-clock-stands",
        file="workflows/application/replying.py",
        old="if due and not stopped and",
        new="if due and",
        tests=(
            "tests/workflows/application/test_preliminary_reply.py"
            "::test_it_is_not_proposed_while_the_clock_stands",
        ),
    ),
    Fault(
        name="an-original-is-registered-twice",
        file="workflows/application/receiving.py",
        old="    for earlier in same[:1]:\n",
        new="    for earlier in same[:0]:\n",
        tests=("tests/workflows/application/test_received.py::test_what_cannot_be_registered",),
    ),
    Fault(
        name="what-came-on-paper-escapes-the-rules",
        file="workflows/application/formal.py",
        old="        refuse_incomplete(work.case)\n",
        new="        pass\n",
        tests=("tests/workflows/application/test_received.py::test_the_same_rules_hold",),
    ),
]
