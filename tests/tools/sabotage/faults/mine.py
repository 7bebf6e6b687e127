"""What those outside the offices see of their cases, and what other programs fetch of their deadlines."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="a-guessed-calendar-opens",
        file="workflows/mine/feeds.py",
        old="not constant_time_compare(secret, _secret(feed))",
        new="not secret",
        tests=("tests/workflows/mine/test_calendar.py::test_an_address_that_no_longer_holds_opens_nothing",),
        database="sqlite",
    ),
    Fault(
        name="a-hostile-name-begins-a-line-in-a-calendar",
        file="workflows/mine/calendar.py",
        old='.replace("\\n", "\\\\n")',
        new="",
        tests=("tests/workflows/mine/test_calendar.py::test_a_hostile_name_stays_a_text",),
        database="sqlite",
    ),
    Fault(
        name="who-is-asked-sees-where-the-case-stands",
        file="workflows/mine/standing.py",
        old="cases = read_in_full(user).exclude(put_away)",
        new="cases = visible_cases(user).exclude(put_away)",
        tests=("tests/workflows/mine/test_home.py::test_who_is_only_asked_reads_that_they_are_asked",),
        database="sqlite",
    ),
    Fault(
        name="the-network-sees-the-offices-steps",
        file="workflows/pages/whom.py",
        old="_outside(item) if item.office_id and not internal else _told(item)",
        new="_told(item)",
        tests=("tests/workflows/mine/test_home.py::test_the_network_does_not_see_how_the_office_works",),
        database="sqlite",
    ),
    Fault(
        name="a-message-is-never-unread",
        file="workflows/cases/correspondence.py",
        old='last__gte=OuterRef("pk")',
        new="last__isnull=False",
        tests=("tests/workflows/mine/test_home.py::test_a_message_waits_until_it_is_read",),
        database="sqlite",
    ),
    Fault(
        name="a-network-asks-for-more-than-can-be-granted",
        file="workflows/grant/anew_forms.py",
        old='check_amount(self, "awarded_amount", amount, self.case.application.requested_amount)',
        new="pass",
        tests=("tests/workflows/change/test_asking.py::test_what_cannot_be_decided_cannot_be_asked_for",),
        database="sqlite",
    ),
]
