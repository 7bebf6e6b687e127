"""The overview: whose figures one reads, and what is added up."""

from tests.tools.sabotage.fault import Fault

MONEY = "tests/workflows/overview/test_money.py"
PAGES = "tests/workflows/overview/test_pages.py"
PARTS = "tests/workflows/overview/test_parts.py"
FAULTS = [
    Fault(
        name="everybody-is-led-to-the-frame",
        file="workflows/overview/sums.py",
        old="        if asked.writes_frame:\n",
        new="        if True:\n",
        tests=("tests/workflows/overview/test_pages.py::test_only_who_may_write_the_frame_is_led_to_it",),
    ),
    Fault(
        name="an-office-reads-every-offices-figures",
        file="workflows/overview/rights.py",
        old="    if reads_all(user):\n        return offices\n",
        new="    if may_read(user):\n        return offices\n",
        tests=(f"{PAGES}::test_the_directorate_reads_all_offices_and_an_office_its_own",),
    ),
    Fault(
        name="trials-are-added-up-in-the-overview",
        file="workflows/overview/rights.py",
        old="offices = GovernorOffice.objects.real()",
        new="offices = GovernorOffice.objects.all()",
        tests=(f"{MONEY}::test_an_office_for_trials_is_never_counted",),
    ),
    Fault(
        name="a-grant-that-was-let-go-of-still-counts",
        file="workflows/overview/money.py",
        old="        counts[Key(*key)] -= 1\n",
        new="        pass\n",
        tests=(f"{MONEY}::test_who_lost_all_of_the_grant_is_not_counted_as_granted",),
    ),
    Fault(
        name="drafts-are-added-up",
        file="workflows/overview/money.py",
        old="filed = Case.objects.filter(office__in=offices).exclude(status=CaseStatus.DRAFT).order_by()",
        new="filed = Case.objects.filter(office__in=offices).order_by()",
        tests=(f"{MONEY}::test_what_the_overview_says_of_cases_is_what_the_cases_say_one_by_one",),
    ),
    Fault(
        name="the-clock-that-stood-still-counts-against-the-office",
        file="workflows/overview/handled.py",
        old="        still += max((_day(last) - _day(first)).days, 0)\n",
        new="        still += 0\n",
        tests=(f"{PARTS}::test_days_the_clock_stood_still_do_not_count",),
    ),
    Fault(
        name="an-older-report-is-added-to-the-newest",
        file="workflows/overview/homes.py",
        old="Report.objects.filter(~Exists(newer), case__in=",
        new="Report.objects.filter(case__in=",
        tests=(f"{PARTS}::test_aims_and_results_of_foster_home_projects_are_added_up",),
    ),
    Fault(
        name="a-network-that-got-nothing-reaches-municipalities",
        file="workflows/overview/granted.py",
        old="    return granted(filed(asked))\n",
        new="    return filed(asked)\n",
        tests=(f"{PARTS}::test_a_municipality_is_reached_by_a_network_that_got_money",),
    ),
    Fault(
        name="anybody-writes-the-frame",
        file="workflows/overview/views.py",
        old="    allowed(may_set_frame(request.user))\n",
        new="",
        tests=(f"{PAGES}::test_others_read_nothing",),
    ),
]
