"""What strangers' code may not do to the site."""

from tests.tools.sabotage.fault import Fault

_TESTS = "tests/workflows/plugins"

FAULTS = [
    Fault(
        name="a-fact-that-cannot-be-found-passes",
        file="workflows/rules/kinds.py",
        old="return UNCHECKED if name in facts.get(UNAVAILABLE, ()) else UNKNOWN",
        new="return UNKNOWN",
        tests=(
            f"{_TESTS}/test_childcount.py::test_a_fact_of_a_plugin_that_is_gone_is_not_passed_over_either",
        ),
    ),
    Fault(
        name="a-rule-that-cannot-be-checked-does-not-block",
        file="workflows/cases/models/findings.py",
        old="self.outcome in (UNMET, UNCHECKED)",
        new="self.outcome == UNMET",
        tests=(f"{_TESTS}/test_childcount.py::test_what_cannot_be_checked_says_so_and_never_passes",),
    ),
    Fault(
        name="a-failing-plugin-is-asked-for-ever",
        file="workflows/plugins/standing.py",
        old="    if row.lately >= LIMIT:\n",
        new="    if False:\n",
        tests=(f"{_TESTS}/test_fuse.py::test_one_that_fails_again_and_again_rests_and_works_again",),
    ),
    Fault(
        name="an-errors-words-are-kept",
        file="workflows/plugins/standing.py",
        old='told = f"{type(error).__name__} in {hook} ({where})"',
        new='told = f"{type(error).__name__} in {hook} ({where}) {error}"',
        tests=(f"{_TESTS}/test_fuse.py::test_what_is_said_of_an_error_holds_no_words_of_it",),
    ),
    Fault(
        name="a-needed-veto-that-fails-is-passed-over",
        file="workflows/cases/vetoes.py",
        old="            if guard.required\n",
        new="            if False\n",
        tests=(f"{_TESTS}/test_fuse.py::test_a_veto_gives_a_reason_or_is_passed_over_unless_it_is_needed",),
    ),
    Fault(
        name="an-address-is-open-that-nobody-opened",
        file="workflows/plugins/urls.py",
        old="        if who != PUBLIC:\n",
        new="        if False:\n",
        tests=(
            f"{_TESTS}/test_fieldkit.py::test_its_addresses_are_closed_to_all_but_those_the_manifest_names",
        ),
    ),
    Fault(
        name="a-plugin-for-another-api-joins",
        file="workflows/plugins/finding.py",
        old="    if not manifest.fits:\n",
        new="    if False:\n",
        tests=(f"{_TESTS}/test_finding.py::test_what_cannot_be_used_is_kept_out",),
    ),
    Fault(
        name="what-a-plugin-registered-stays-when-it-fails",
        file="workflows/registry.py",
        old="    except BaseException:\n        _restore(before)\n",
        new="    except BaseException:\n",
        tests=(f"{_TESTS}/test_registry.py::test_one_that_fails_leaves_nothing_registered",),
    ),
    Fault(
        name="a-held-task-forgets-its-step",
        file="workflows/cases/models/held.py",
        old="return value.reference if isinstance(value, HeldStep)",
        new="return None if isinstance(value, HeldStep)",
        tests=(f"{_TESTS}/test_leaving.py::test_the_task_is_held_and_says_why",),
    ),
    Fault(
        name="migrations-that-leave-something-behind-pass",
        file="workflows/plugins/testing.py",
        old="        assert not own or left_behind(label) == [],",
        new="        assert not own or left_behind(label) is not None,",
        tests=(f"{_TESTS}/test_contract.py::test_migrations_that_leave_something_behind_are_noticed",),
    ),
]
