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
]
