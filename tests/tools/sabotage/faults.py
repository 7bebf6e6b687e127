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
        name="a-second-load-writes-anew",
        file="imports/resources/base.py",
        old="skip_unchanged = True",
        new="skip_unchanged = False",
        tests=("tests/imports/reference/test_loader.py::test_loading_twice_changes_nothing",),
    ),
    Fault(
        name="triggers-are-not-installed",
        file="workflows/guards.py",
        old="    install(using)\n\n\ndef _replacing_is_deleting",
        new="    return\n\n\ndef _replacing_is_deleting",
        tests=("tests/workflows/test_guards.py::test_every_trigger_is_there_after_migration",),
    ),
    Fault(
        name="the-ledger-has-no-trigger",
        file="workflows/guards.py",
        old='    "workflows_ledgerentry",\n',
        new="",
        tests=("tests/workflows/test_guards.py::test_what_is_written_once_is_neither_changed_nor_deleted",),
    ),
    Fault(
        name="entries-do-not-follow",
        file="workflows/cases/journal.py",
        old="previous_hash=known.hash,",
        new='previous_hash="",',
        tests=(
            "tests/workflows/cases/test_journal.py::test_each_entry_follows_from_the_one_before_and_the_case_knows_the_last",
        ),
    ),
    Fault(
        name="nobody-counts-the-entries",
        file="workflows/cases/journal.py",
        old="    if count != case.journal_count:",
        new="    return faults\n    if count != case.journal_count:",
        tests=("tests/workflows/cases/test_journal.py::test_entries_cut_off_at_the_end_are_found",),
    ),
    Fault(
        name="an-edited-entry-passes",
        file="workflows/cases/journal.py",
        old="if entry.hash != entry_hash(entry):",
        new="if not entry.hash:",
        tests=("tests/workflows/cases/test_journal.py::test_an_edited_entry_is_found",),
    ),
    Fault(
        name="edited-details-pass",
        file="workflows/cases/journal.py",
        old="return entry.details_hash == details_hash(details.salt, details.data)",
        new="return True",
        tests=("tests/workflows/cases/test_journal.py::test_tampered_details_are_found",),
    ),
    Fault(
        name="the-journal-tells-of-what-is-undone",
        file="workflows/cases/journal.py",
        old='    if not connection.in_atomic_block:\n        raise TransactionManagementError("The journal',
        new='    if not connection:\n        raise TransactionManagementError("The journal',
        tests=(
            "tests/workflows/cases/test_journal.py::test_the_journal_is_written_only_in_the_transaction_of_what_it_tells",
        ),
    ),
    Fault(
        name="a-grant-does-not-ask-the-pot",
        file="workflows/funds/actions.py",
        old="filter(pk=pot, available__gte=-change)",
        new="filter(pk=pot)",
        tests=("tests/workflows/funds/test_actions.py::test_more_than_is_left_is_refused_with_what_remains",),
    ),
    Fault(
        name="a-pot-may-go-below-zero",
        file="workflows/migrations/0002_core.py",
        old="condition=models.Q(('available__gte', 0))",
        new="condition=models.Q(('available__gte', -10**15))",
        tests=("tests/workflows/funds/test_actions.py::test_the_database_refuses_an_overcommitted_pot",),
    ),
    Fault(
        name="payments-do-not-lock-the-pot",
        file="workflows/funds/actions.py",
        old='Pot.objects.select_for_update(of=("self",))\n        .filter(entries__case=case',
        new="Pot.objects.filter(entries__case=case",
        tests=(
            "tests/races/test_funds_races.py::test_payments_releases_and_repayments_at_once_stay_within_the_grant",
        ),
        database="postgresql",
    ),
]
