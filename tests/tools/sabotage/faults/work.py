"""Whose work it is: lists, search, substitutes, due dates, and those who leave."""

from tests.tools.sabotage.fault import Fault

_SUBSTITUTES = "tests/workflows/staffing/test_substitutes.py"
_LISTS = "tests/workflows/worklists/test_lists.py"
_SEARCH = "tests/workflows/worklists/test_search.py"
_OFFICES = "tests/workflows/offices"
_DUE = "tests/workflows/worklists/test_due.py"

FAULTS = [
    Fault(
        name="nobody-wakes-the-workers",
        file="workflows/outbox.py",
        old="    if due is None:\n        _wake_after_commit()\n",
        new="",
        tests=(
            "tests/workflows/test_outbox.py::test_workers_are_woken_once_by_a_commit_that_owes_something",
        ),
    ),
    Fault(
        name="workers-are-woken-by-what-was-taken-back",
        file="workflows/outbox.py",
        old="            transaction.on_commit(call, robust=True)\n",
        new="            call()\n",
        tests=(
            "tests/workflows/test_outbox.py::test_workers_are_woken_once_by_a_commit_that_owes_something",
        ),
    ),
    Fault(
        name="who-cannot-wake-has-not-decided",
        file="workflows/outbox.py",
        old="transaction.on_commit(call, robust=True)",
        new="transaction.on_commit(call)",
        tests=("tests/workflows/test_outbox.py::test_who_cannot_wake_workers_has_decided_all_the_same",),
    ),
    Fault(
        name="anybody-acts-for-anybody",
        file="workflows/cases/rights.py",
        old="    if acting_for is not None and not stands_in_for(user, acting_for, obj):\n",
        new="    if acting_for is not None and False:\n",
        tests=(f"{_SUBSTITUTES}::test_a_substitute_has_only_rights_of_their_own",),
        database="sqlite",
    ),
    Fault(
        name="a-substitute-works-past-the-absent-ones-tie",
        file="workflows/cases/rights.py",
        old="    if acting_for is not None and not work_for(acting_for).filter(pk=item.pk).exists():\n",
        new="    if False:\n",
        tests=(f"{_SUBSTITUTES}::test_a_substitute_has_only_rights_of_their_own",),
        database="sqlite",
    ),
    Fault(
        name="only-the-substitute-counts",
        file="workflows/cases/duties.py",
        old="people = [person] if acting_for is None else [person, acting_for]",
        new="people = [person]",
        tests=(f"{_SUBSTITUTES}::test_both_names_count_where_two_persons_are_needed",),
        database="sqlite",
    ),
    Fault(
        name="colleagues-take-each-others-tasks",
        file="workflows/cases/rights.py",
        old='item.owner_id in (None, user.pk) or item.office_id in Scope.of(user).places("office", *LEADING_ROLES)',
        new="True",
        tests=(f"{_LISTS}::test_many_tasks_are_given_each_with_its_own_result",),
        database="sqlite",
    ),
    Fault(
        name="the-offices-list-forgets-ties",
        file="workflows/worklists/listing.py",
        old="WorkItem.objects.filter(seen, open=True, office__in=offices).exclude(_tied(user))",
        new="WorkItem.objects.filter(seen, open=True, office__in=offices)",
        tests=(f"{_LISTS}::test_no_list_leads_to_a_hidden_case",),
        database="sqlite",
    ),
    Fault(
        name="search-finds-internal-documents",
        file="workflows/cases/rights.py",
        old="return documents.filter(inside | ~Q(direction=Document.Direction.INTERNAL))",
        new="return documents",
        tests=(f"{_SEARCH}::test_nothing_hidden_is_found",),
        database="sqlite",
    ),
    Fault(
        name="search-takes-words-for-patterns",
        file="workflows/ui/matching.py",
        old="        return re.escape(character)\n",
        new="        return character\n",
        tests=(f"{_SEARCH}::test_hostile_words_find_nothing",),
        database="sqlite",
    ),
    Fault(
        name="overdue-work-is-told-on-every-hour",
        file="workflows/worklists/due.py",
        old="filter(pk=item.pk, open=True, escalated_at__isnull=True)\n    if not marked.update",
        new="filter(pk=item.pk, open=True)\n    if not marked.update",
        tests=("tests/races/test_staffing_races.py::test_two_workers_tell_of_an_overdue_task_once",),
        database="sqlite",
    ),
    Fault(
        name="who-leaves-keeps-the-tasks",
        file="workflows/staffing/leaving.py",
        old="    return return_tasks(person, by=by)\n",
        new="    return 0\n",
        tests=("tests/workflows/staffing/test_leaving.py::test_a_closed_account",),
        database="sqlite",
    ),
    Fault(
        name="ended-sessions-live-on",
        file="workflows/directory/models/people.py",
        old="        if not self.sessions_ended:\n",
        new="        if True:\n",
        tests=("tests/workflows/staffing/test_leaving.py::test_a_role_that_ends",),
        database="sqlite",
    ),
    Fault(
        name="subordinates-decide-for-a-partial-leader",
        file="workflows/cases/rights.py",
        old="    if theirs[1] and needs_other_office(item.case, item.office_id, capacity):\n",
        new="    if False:\n",
        tests=(f"{_OFFICES}/test_substitute_office.py::test_subordinates_of_a_partial_leader_do_not_decide",),
        database="sqlite",
    ),
    Fault(
        name="an-office-names-its-own-substitute",
        file="workflows/offices/substituting.py",
        old="    if not seen or Scope.of(user).holds(Role.FUND_MANAGER):\n",
        new="    if True:\n",
        tests=(f"{_OFFICES}/test_substitute_office.py::test_who_names_a_substitute_office_and_when",),
        database="sqlite",
    ),
    Fault(
        name="who-is-offered-a-case-reads-what-is-internal",
        file="workflows/cases/rights.py",
        old="    return scope.holds(Role.DECISION_MAKER) and _judged(scope).filter(case=case).exists()\n",
        new="    return scope.holds(*OFFICE_ROLES)\n",
        tests=(f"{_OFFICES}/test_transfer.py::test_an_undecided_case_is_taken_over",),
        database="sqlite",
    ),
    Fault(
        name="gathered-notices-come-again",
        file="workflows/notices.py",
        old="    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(to_gather=False)\n",
        new="",
        tests=("tests/workflows/test_telling_as_wanted.py::test_each_kind_comes_as_it_is_wanted",),
        database="sqlite",
    ),
]
