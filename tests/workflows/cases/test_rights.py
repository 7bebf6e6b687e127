"""can() and the lists are one: whatever the stage of a case and whoever asks, they never disagree."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests import way
from tests.cast import CAST
from workflows.cases import rights
from workflows.cases.models import Case, CaseStatus, Document, WorkItem
from workflows.cases.rights import can, open_work, visible_cases, visible_documents, work_for
from workflows.directory.models import GovernorOffice, Network, Role, RoleAssignment, User
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
ACTIONS = ("view", "work", "claim", "release", "assign")


def fresh(person: User) -> User:
    """Return the account as a new request reads it: roles are kept on it for one request."""
    return User.objects.get(pk=person.pk)


def cases_in_all_stages(at: Callable[..., None]) -> list[Case]:
    """Return cases from a draft to a closed one, with a tie, a round back and a refusal on the way."""
    tied = way.do(
        way.complete(), "declare", "caseworker", declaration="partial", reason="En venn leder nettverket."
    )
    refused = way.ready_to_decide("self_initiated")
    refused = way.do(
        refused, "decide", "decision_maker", outcome="refused", reasons="Ikke innenfor formålet."
    )
    back = way.do(
        way.submitted(), "formal_check", "caseworker", result="ask", asked_for="Send kontaktpersonen."
    )
    early = [
        way.begin(),
        way.written("self_initiated"),
        way.submitted(),
        way.complete("self_initiated"),
        tied,
        back,
    ]
    middle = [way.assessed(), way.ready_to_decide(), way.granted("self_initiated"), way.paid(), refused]
    late = [way.paid("leader_network", 210_000), way.paid("self_initiated"), way.paid()]
    at(2025, 1, 10)
    late = [
        way.do(case, "report", way.leader_of(case), **answers.report(case.decision.awarded_amount))
        for case in late
    ]
    owing, closed, _waits = late
    owing = way.do(owing, "control", "caseworker", **answers.control(owing))
    way.do(owing, "appoint", way.leader_of(owing), email="auditor@example.org")
    way.do(closed, "control", "caseworker", **answers.control(closed))
    return early + middle + late


@pytest.mark.requirement(
    "R8.11", "for everybody and every stage, can(view) says what the list of cases shows"
)
@pytest.mark.adversary("D1", "one condition decides lists, pages and acts: they cannot disagree")
def test_can_agrees_with_the_lists_for_everybody_at_every_stage(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    statuses = {case.status for case in Case.objects.filter(pk__in=[c.pk for c in cases_in_all_stages(at)])}
    assert statuses == set(CaseStatus.values) - {CaseStatus.PAID}  # which waits for its report at once
    cases, items = list(Case.objects.all()), open_items_and_some_done()
    documents = list(Document.objects.select_related("case"))
    for name in CAST:
        person = fresh(getattr(cast, name))
        seen = set(visible_cases(person))
        assert {case for case in cases if can(person, "view", case)} == seen, name
        assert {item for item in items if can(person, "view", item)} == {
            i for i in items if i.case in seen
        }, name
        readable = {d for case in seen for d in visible_documents(person, case)}
        assert {document for document in documents if can(person, "view", document)} == readable, name
        check_work(person, items)


def open_items_and_some_done() -> list[WorkItem]:
    """Return all open work, and the newest done of each case."""
    items = WorkItem.objects.select_related("case", "task").order_by("id")
    done = {item.case_id: item for item in items.filter(open=False)}
    return [*items.filter(open=True), *done.values()]


def check_work(person: User, items: list[WorkItem]) -> None:
    """See that what may be worked on is on the person's list, and that every visible denial says why."""
    listed, theirs = set(open_work(person)), set(work_for(person))
    for item in items:
        found = {action: can(person, action, item) for action in ACTIONS}
        assert not found["work"] or item in listed
        assert bool(found["claim"]) == bool(found["work"])
        assert found["work"].is_theirs == (item in theirs and bool(found["view"]))
        assert {answer.visible for answer in found.values()} == {bool(found["view"])}
        for action, answer in found.items():
            assert answer or not answer.visible or answer.reason, (person, action, item)
            assert not answer.reason or answer.visible
    assert theirs <= set(WorkItem.objects.filter(case__in=visible_cases(person)))


@pytest.mark.requirement(
    "R8.11", "an open task is on the list of everyone who may do it, and on nobody else's"
)
def test_each_open_task_is_on_the_lists_of_those_it_is_for(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    lists = {
        "write": {"leader_network_leader"},
        "confirm": {"child_welfare_leader", "suldal_leader"},
        "submit": {"leader_network_leader"},
        "formal_check": {"caseworker", "second_caseworker"},
        "decide": {"decision_maker"},
        "attest_payment": {"payment_attester"},
    }
    way.begin(), way.written(), way.submitted(), way.ready_to_decide()
    paid = way.do(
        way.granted(), "accept", cast.leader_network_leader, account_number=way.ACCOUNT, accepted="on"
    )
    way.do(paid, "register_payment", "caseworker", paid_on="04.03.2024", reference="")
    for node, expected in lists.items():
        items = WorkItem.objects.filter(node=node, open=True)
        assert items.exists()
        assert {
            n for n in CAST if open_work(fresh(getattr(cast, n))).filter(pk__in=items).exists()
        } == expected, node


def end_role(assignment: RoleAssignment) -> None:
    assignment.valid_to = dt.date(2024, 3, 3)
    assignment.save()


def begin_later(assignment: RoleAssignment) -> None:
    assignment.valid_from = dt.date(2024, 3, 5)
    assignment.save()


def deactivate(assignment: RoleAssignment) -> None:
    assignment.user.is_active = False
    assignment.user.save()


def move_to_another_office(assignment: RoleAssignment) -> None:
    assignment.office = GovernorOffice.objects.get(code="VES")
    assignment.save()


@pytest.mark.adversary(
    "A15", "who is deactivated, loses the role or moves to another office sees and may nothing more"
)
@pytest.mark.parametrize("change", [end_role, begin_later, deactivate, move_to_another_office])
def test_a_right_lasts_as_long_as_the_role(
    change: Callable[[RoleAssignment], None], cast: SimpleNamespace
) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    assert can(cast.caseworker, "work", item)
    change(RoleAssignment.objects.get(user=cast.caseworker))
    person = fresh(cast.caseworker)
    assert [bool(can(person, action, item)) for action in ACTIONS] == [False] * len(ACTIONS)
    assert not can(person, "view", case).visible
    assert (list(visible_cases(person)), list(open_work(person))) == ([], [])


def test_the_last_day_of_a_role_counts(cast: SimpleNamespace) -> None:
    case = way.submitted()
    RoleAssignment.objects.filter(user=cast.caseworker).update(valid_to=dt.date(2024, 3, 4))
    assert can(fresh(cast.caseworker), "view", case)


@pytest.mark.requirement(
    "R8.2", "a declared tie takes the case from lists, page, work and documents of that person alone"
)
def test_a_tie_takes_the_case_away_from_one_person(cast: SimpleNamespace) -> None:
    case = way.complete()
    case = way.do(
        case, "declare", "caseworker", declaration="partial", reason="Søsteren min leder nettverket."
    )
    item = way.item(case, "declare")
    tied, colleague = fresh(cast.caseworker), fresh(cast.second_caseworker)
    assert not can(tied, "view", case).visible
    assert not can(tied, "work", item).visible
    assert not any(can(tied, "view", document) for document in case.documents.all())
    assert case not in visible_cases(tied)
    assert item not in open_work(tied)
    assert can(colleague, "work", item)
    assert set(visible_cases(fresh(cast.decision_maker))) == {case}


@pytest.mark.adversary(
    "A11", "nobody acts for another without leave; who does not see the case is told nothing"
)
def test_nobody_acts_for_another_without_leave(cast: SimpleNamespace) -> None:
    item = way.item(way.submitted(), "formal_check")
    answer = can(cast.caseworker, "work", item, acting_for=cast.second_caseworker)
    assert (answer.allowed, answer.visible, bool(answer.reason)) == (False, True, True)
    assert can(cast.caseworker, "work", item, acting_for=cast.caseworker)
    assert can(cast.outsider, "work", item, acting_for=cast.caseworker) == rights.HIDDEN


@pytest.mark.parametrize(
    ("action", "about"), [("delete", "item"), ("work", "case"), ("edit", "case"), ("", "document")]
)
def test_an_action_that_is_none_is_an_error_not_a_yes(action: str, about: str, cast: SimpleNamespace) -> None:
    case = way.submitted()
    things: dict[str, Any] = {
        "item": way.item(case, "formal_check"),
        "case": case,
        "document": case.documents.first(),
    }
    with pytest.raises(LookupError):
        can(cast.caseworker, action, things[about])


@pytest.mark.requirement("R8.11", "who leads two networks sees both, and no third")
def test_roles_in_several_places_add_up_and_no_more(cast: SimpleNamespace) -> None:
    jaeren, ryfylke = way.submitted("self_initiated"), way.submitted()
    lonely = Network.objects.get(code="lonely")
    person = fresh(cast.lonely_leader)
    assert list(visible_cases(person)) == []
    RoleAssignment.objects.create(
        user=person,
        role=Role.NETWORK_LEADER,
        network=Network.objects.get(code="jaeren"),
        valid_from=lonely.started,
    )
    assert set(visible_cases(fresh(person))) == {jaeren}
    assert not can(fresh(person), "view", ryfylke)
