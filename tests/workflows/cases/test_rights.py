"""One question, one answer: can() says of one object what the lists say of all."""

from types import SimpleNamespace

import pytest

from tests import way
from tests.cast import CAST
from workflows import work
from workflows.cases.models import Case, Document, WorkItem
from workflows.cases.rights import can, open_work, visible_cases, visible_documents, work_for
from workflows.directory.models import Role, User
from workflows.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> dict[str, Case]:
    """Return cases in several stages and of both schemes."""
    found = {
        "draft": way.begin("leader_network"),
        "asked": way.written("self_initiated"),
        "sent": way.submitted("leader_network"),
        "assessed": way.assessed("self_initiated"),
        "granted": way.granted("leader_network"),
        "paid": way.paid("self_initiated"),
    }
    found["tied"] = way.do(way.complete(), "declare", "caseworker", declaration="partial", reason="Familie.")
    return found


def people() -> list[User]:
    """Return the whole cast, read afresh."""
    return list(User.objects.filter(username__in=CAST))


@pytest.mark.adversary(
    "D1", "what can() says of a case is what lists, search and pages say, for the whole cast"
)
def test_can_view_is_what_the_lists_show(cases: dict[str, Case]) -> None:
    for person in people():
        listed = set(visible_cases(person).values_list("pk", flat=True))
        asked = {case.pk for case in Case.objects.all() if can(person, "view", case)}
        assert asked == listed, person


def test_can_work_is_work_that_the_lists_show(cases: dict[str, Case]) -> None:
    for person in people():
        listed, theirs = set(open_work(person)), set(work_for(person))
        for item in WorkItem.objects.select_related("case", "task"):
            answer = can(person, "work", item)
            if answer:
                assert item in listed, (person, item)
            elif answer.visible:
                assert answer.reason, (person, item)
            else:
                assert item.case not in visible_cases(person), (person, item)
            assert not answer or item in theirs


def test_who_sees_which_case(cases: dict[str, Case]) -> None:
    seen = {
        person.username: sorted(name for name, case in cases.items() if can(person, "view", case))
        for person in people()
    }
    filed = ["assessed", "granted", "paid", "sent", "tied"]
    leaders = ["draft", "granted", "sent", "tied"]
    projects = ["asked", "assessed", "paid"]
    nothing: dict[str, list[str]] = {username: [] for username in CAST}
    assert seen == nothing | {
        "fund_manager": filed,
        "caseworker": [name for name in filed if name != "tied"],
        "second_caseworker": filed,
        "decision_maker": filed,
        "payment_attester": filed,
        "leader_network_leader": leaders,
        "network_leader": projects,
        "municipal_management": projects,
        "klepp_management": projects,
        "time_management": projects,
        "child_welfare_leader": ["granted", "sent", "tied"],
        "suldal_leader": ["granted", "sent", "tied"],
    }


@pytest.mark.adversary("D2", "internal documents are the office's: nobody of the network can read them")
def test_internal_documents_are_the_offices(cases: dict[str, Case], cast: SimpleNamespace) -> None:
    case = cases["granted"]
    note = Document.objects.create(case=case, direction="internal", kind="note", title="Notat")
    letter = case.documents.get(kind="granted")
    leader = way.leader_of(case)
    assert [can(leader, "view", document).allowed for document in (note, letter)] == [False, True]
    assert [can(cast.caseworker, "view", document).allowed for document in (note, letter)] == [True, True]
    assert note not in visible_documents(leader, case)


def test_a_role_that_has_ended_gives_nothing(cases: dict[str, Case], cast: SimpleNamespace) -> None:
    cast.caseworker.roles.update(valid_to="2024-03-03")
    person = User.objects.get(pk=cast.caseworker.pk)
    assert (visible_cases(person).count(), open_work(person).count()) == (0, 0)


def test_one_who_is_deactivated_can_do_nothing(cases: dict[str, Case], cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.caseworker.pk).update(is_active=False)
    person = User.objects.get(pk=cast.caseworker.pk)
    assert not can(person, "view", cases["sent"])


def test_nobody_acts_for_another_without_being_their_substitute(cast: SimpleNamespace) -> None:
    item = way.item(way.submitted(), "formal_check")
    assert not can(cast.second_caseworker, "work", item, acting_for=cast.caseworker)


@pytest.mark.adversary("D3", "a caseworker of another office sees nothing and can do nothing")
def test_another_office_sees_nothing(cases: dict[str, Case], cast: SimpleNamespace) -> None:
    for person in (cast.other_caseworker, cast.other_decision_maker):
        assert visible_cases(person).count() == 0
        assert not any(can(person, "work", item) for item in WorkItem.objects.select_related("case", "task"))


@pytest.mark.adversary("D1", "the outsider, who leads a network without a case, sees none")
def test_the_outsider_sees_nothing(cases: dict[str, Case], cast: SimpleNamespace) -> None:
    assert visible_cases(cast.outsider).count() == 0
    assert Role.NETWORK_LEADER in set(cast.outsider.roles.values_list("role", flat=True))


def test_a_task_is_taken_given_and_released(cast: SimpleNamespace) -> None:
    item = way.item(way.submitted(), "formal_check")
    assert work.claim(item, by=cast.caseworker).owner == cast.caseworker
    with pytest.raises(NotAllowed):
        work.claim(item, by=cast.second_caseworker)
    with pytest.raises(NotAllowed):
        work.release(item, by=cast.second_caseworker)
    assert work.release(item, by=cast.caseworker).owner is None
    assert work.assign(item, to=cast.second_caseworker, by=cast.caseworker).owner == cast.second_caseworker
    with pytest.raises(NotAllowed):
        work.assign(item, to=cast.other_caseworker, by=cast.caseworker)
