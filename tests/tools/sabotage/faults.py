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
    Fault(
        name="the-case-is-not-locked",
        file="workflows/work.py",
        old='    list(Case.objects.select_for_update().filter(pk=item.case_id).values_list("pk"))\n',
        new="",
        tests=("tests/races/test_work_races.py::test_two_participants_confirm_at_once_and_both_are_heard",),
        database="postgresql",
    ),
    Fault(
        name="everybody-may-do-everything",
        file="workflows/cases/rights.py",
        old="    def __bool__(self) -> bool:\n        return self.allowed",
        new="    def __bool__(self) -> bool:\n        return True",
        tests=("tests/workflows/test_work.py::test_another_role_hears_whose_task_it_is",),
    ),
    Fault(
        name="one-person-recommends-and-decides",
        file="workflows/cases/duties.py",
        old="    (Capacity.ASSESSED, Capacity.APPROVED),\n",
        new="",
        tests=("tests/workflows/test_work.py::test_a_change_of_role_does_not_let_the_assessor_decide",),
    ),
    Fault(
        name="a-task-is-found-under-any-case",
        file="workflows/work.py",
        old="task_id=task_pk, case__number=number, case__in",
        new="task_id=task_pk, case__in",
        tests=("tests/workflows/test_work.py::test_a_task_under_another_cases_number_is_not_there",),
    ),
    Fault(
        name="a-tie-does-not-shut-out",
        file="workflows/cases/rights.py",
        old="return Case.objects.filter(conditions).exclude(is_tied(user))",
        new="return Case.objects.filter(conditions)",
        tests=("tests/workflows/test_work.py::test_a_declared_tie_shuts_out_and_sends_the_task_on",),
    ),
    Fault(
        name="reports-open-at-once",
        file="workflows/report/flows.py",
        old="        .Opens(actions.opens_on)\n",
        new="",
        tests=("tests/workflows/test_work.py::test_a_report_waits_for_its_day",),
    ),
    Fault(
        name="a-rehearsal-publishes",
        file="cms/rehearsal/drafts.py",
        old="    return Rehearsal(draft.code, rules_if_published(**edition_of(draft)))",
        new="    from workflows.publishing import publish_edition\n\n"
        "    edition = publish_edition(**edition_of(draft), new_edition=True)\n"
        "    return Rehearsal(draft.code, edition.rules_in_force())",
        tests=("tests/cms/test_rehearsal_of_the_demo.py::test_nothing_is_written",),
    ),
    Fault(
        name="a-rehearsal-forgets-what-is-kept",
        file="workflows/publishing/editions.py",
        old="in_order([*(_rule(edition, row) for row in rows), *kept])",
        new="in_order([_rule(edition, row) for row in rows])",
        tests=(
            "tests/workflows/rehearsing/test_what_differs.py::test_rules_that_are_kept_hold_in_the_draft",
        ),
    ),
    Fault(
        name="a-rehearsal-is-for-every-editor",
        file="cms/rehearsal/views.py",
        old="    if not page.permissions_for_user(request.user).can_edit():",
        new="    if page is None:",
        tests=("tests/cms/test_rehearsal.py::test_an_editor_of_other_pages_is_turned_away",),
    ),
    Fault(
        name="overhead-is-not-checked-on-the-award",
        file="workflows/grant/actions.py",
        old="        refuse_if_blocked(case, findings)\n",
        new="",
        tests=(
            "tests/workflows/grant/test_decide.py::test_a_grant_in_part_checks_overhead_again_on_the_awarded_sum",
        ),
    ),
    Fault(
        name="over-means-from",
        file="workflows/rules/kinds.py",
        old='    ">": operator.gt,',
        new='    ">": operator.ge,',
        tests=("tests/workflows/audit/test_obligation.py::test_an_audit_is_owed_over_200_000_awarded",),
    ),
    Fault(
        name="older-documents-are-forgotten",
        file="workflows/schemes/models.py",
        old="Rule.objects.filter(Q(edition=self) | Q(pk__in=kept))",
        new="Rule.objects.filter(Q(edition=self))",
        tests=(
            "tests/workflows/application/test_published_rules.py::test_a_learning_network_of_one_service_is_refused",
        ),
    ),
]
