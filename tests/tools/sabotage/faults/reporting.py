"""What is planted in reports, carry-over, claims and reminders."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="one-controls-and-carries-over",
        file="workflows/cases/duties.py",
        old="    (Capacity.CONTROLLED, Capacity.DECIDED_CARRY_OVER),\n",
        new="",
        tests=("tests/workflows/report/test_carry_over.py::test_two_persons_are_needed",),
        database="sqlite",
    ),
    Fault(
        name="more-is-carried-over-than-is-left",
        file="workflows/report/carry_forms.py",
        old='if (cleaned.get("carry_over_amount") or 0) > unspent:',
        new="if False:",
        tests=("tests/workflows/report/test_carry_over.py::test_what_is_left_is_paid_back_or_applied_for",),
        database="sqlite",
    ),
    Fault(
        name="the-rest-of-a-carry-over-is-forgotten",
        file="workflows/report/carrying.py",
        old="    if newest.unspent_amount > amount:\n",
        new="    if False:\n",
        tests=(
            "tests/workflows/report/test_carry_over.py::test_a_part_is_carried_over_and_the_rest_is_claimed",
        ),
        database="sqlite",
    ),
    Fault(
        name="more-comes-back-than-is-claimed",
        file="workflows/report/claiming.py",
        old='filter(pk=claim.pk, amount__gte=F("received") + amount)',
        new="filter(pk=claim.pk)",
        tests=("tests/races/test_claim_races.py::test_two_at_once_register_what_is_left_once",),
        database="postgresql",
    ),
    Fault(
        name="a-claim-without-a-reason-for-its-day",
        file="workflows/report/claiming.py",
        old="if due != published_day(case) and not reason:",
        new="if False:",
        tests=("tests/workflows/report/test_claims.py::test_a_day_without_a_paragraph_needs_a_reason",),
        database="sqlite",
    ),
    Fault(
        name="others-cases-are-reminded",
        file="workflows/report/reminding.py",
        old="        demand_office(by, case)\n",
        new="        pass\n",
        tests=("tests/workflows/report/test_reminding.py::test_others_cases_are_not_reminded",),
        database="sqlite",
    ),
    Fault(
        name="the-overhead-of-two-years-is-not-summed",
        file="workflows/report/facts.py",
        old="line.stage == BudgetLine.Stage.REPORTED and line.year <= year",
        new="line.stage == BudgetLine.Stage.REPORTED and line.year == year",
        tests=(
            "tests/workflows/report/test_accounts.py::test_the_accounts_of_a_carry_over_year_count_together_with_those_before",
        ),
        database="sqlite",
    ),
    Fault(
        name="a-case-closes-without-its-progress-report",
        file="workflows/report/settling.py",
        old="    if open_progress(case):\n",
        new="    if False:\n",
        tests=("tests/workflows/report/test_progress.py::test_the_case_waits_for_its_progress_report",),
        database="sqlite",
    ),
]
