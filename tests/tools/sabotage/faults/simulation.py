"""Walks, the simulated year, cases that are opened again, and lists of very many rows."""

from tests.tools.sabotage.fault import Fault

_YEAR = "tests/workflows/simulation/test_year.py"
_APPEAL = "tests/workflows/appeal/test_appeal.py"
FAULTS = [
    Fault(
        name="a-year-is-simulated-in-production",
        file="workflows/management/commands/simulate_year.py",
        old="if not settings.SAFE_TO_PLAY:",
        new="if False:",
        tests=(f"{_YEAR}::test_a_year_is_never_simulated_in_production",),
        database="sqlite",
    ),
    Fault(
        name="a-pot-that-does-not-add-up-is-no-fault",
        file="workflows/simulation/year.py",
        old="if told.authority != told.held + told.returned + told.moved",
        new="if told.authority < told.held + told.returned + told.moved",
        tests=(f"{_YEAR}::test_a_pot_that_does_not_add_up_or_still_has_money_is_told",),
        database="sqlite",
    ),
    Fault(
        name="a-case-that-strays-is-a-success",
        file="workflows/management/commands/walkthrough.py",
        old="if not variant.went_so(case):",
        new="if not case.pk:",
        tests=(
            "tests/workflows/test_walkthrough.py::test_a_case_that_goes_otherwise_than_its_variant_says_is_no_success",
        ),
        database="sqlite",
    ),
    Fault(
        name="a-progress-report-takes-the-yearly-ones-place",
        file="workflows/handover.py",
        old="if not ReportFlow.runs(case):",
        new="if not case.processes.filter(flow_class=ReportFlow).exists():",
        tests=(
            "tests/workflows/test_handover.py::test_the_yearly_report_is_asked_for_beside_a_progress_report",
            "tests/workflows/test_handover.py::test_what_is_granted_more_after_the_report_is_reported_on_too",
        ),
        database="sqlite",
    ),
    Fault(
        name="a-case-closes-under-an-open-appeal",
        file="workflows/appeal/actions.py",
        old='return [_("The appeal is not decided.")] if open_appeal(case) else []',
        new="return []",
        tests=(f"{_APPEAL}::test_a_settled_case_waits_for_its_appeal_and_closes_again",),
        database="sqlite",
    ),
    Fault(
        name="a-reopened-case-has-still-ended",
        file="workflows/grant/deciding.py",
        old='case.closed_at, case.ending, case.status = None, "", CaseStatus.IN_PROGRESS',
        new="case.closed_at, case.status = None, CaseStatus.IN_PROGRESS",
        tests=(f"{_APPEAL}::test_the_office_reverses_by_somebody_who_took_no_part",),
        database="sqlite",
    ),
    Fault(
        name="a-page-of-a-list-has-no-end",
        file="workflows/pages/paging.py",
        old="SIZE = 25",
        new="SIZE = 250",
        tests=(
            "tests/access/test_many_rows.py::test_no_page_shows_or_asks_more_for_there_being_more[caseworker]",
        ),
        database="sqlite",
    ),
]
