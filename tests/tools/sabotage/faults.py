"""The faults, one promise each. A new safeguard brings its fault: copy an entry, narrow `tests` to what shows it."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="a-dot-is-a-decimal-point",
        file="workflows/ui/amounts.py",
        old='return Decimal(re.sub(r"[ .]", "", whole)',
        new='return Decimal(re.sub(r"[ ]", "", whole)',
        tests=("tests/workflows/ui/test_amounts.py::test_a_dot_separates_thousands",),
    ),
    Fault(
        name="triggers-are-not-installed",
        file="workflows/guards.py",
        old="    install(using)\n\n\ndef _replacing_is_deleting",
        new="    return\n\n\ndef _replacing_is_deleting",
        tests=("tests/workflows/test_publishing.py::test_editions_and_rules_are_never_edited",),
    ),
    Fault(
        name="rules-have-no-trigger",
        file="workflows/guards.py",
        old='    "workflows_rule",\n',
        new="",
        tests=("tests/workflows/test_publishing.py::test_editions_and_rules_are_never_edited",),
    ),
    Fault(
        name="a-second-load-writes-anew",
        file="imports/resources/base.py",
        old="skip_unchanged = True",
        new="skip_unchanged = False",
        tests=("tests/imports/reference/test_loader.py::test_loading_twice_changes_nothing",),
    ),
]
