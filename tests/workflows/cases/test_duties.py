"""Separation of duties is by person in this case: no role that comes or goes changes it (A11)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.cast import make_person
from workflows import work
from workflows.base import flows, steps
from workflows.cases import duties
from workflows.cases.models import Capacity, Case, Participation
from workflows.directory.models import GovernorOffice, Network, Role, RoleAssignment, User
from workflows.errors import Invalid, NotAllowed
from workflows.funds.models import LedgerEntry
from workflows.grant.models import Decision, Payment
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
START = "2024-01-02"
Browse = Callable[[Any], Client]


def give(person: User, role: str, **place: Any) -> User:
    """Give a person one more role, and return the account as the next request reads it."""
    RoleAssignment.objects.create(user=person, role=role, valid_from=START, **place)
    return User.objects.get(pk=person.pk)


def rogaland() -> GovernorOffice:
    return GovernorOffice.objects.get(code="ROG")


def post(browse: Browse, person: User, case: Case, node: str, data: dict[str, Any]) -> HttpResponse:
    return browse(person).post(way.item(case, node).get_absolute_url(), {"action": "complete", **data})


def words(page: HttpResponse) -> str:
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)


@pytest.mark.adversary(
    "A11", "who assessed gets the role of decision maker mid-case: 403, two persons are needed"
)
@pytest.mark.requirement(
    "R4.7", "the assessor cannot decide, also with the role; nothing is decided or committed"
)
def test_the_assessor_cannot_decide_after_a_change_of_role(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    person = give(cast.caseworker, Role.DECISION_MAKER, office=rogaland())
    declare = way.item(case, "declare")
    for answer in (
        browse(person).get(declare.get_absolute_url()),
        browse(person).post(declare.get_absolute_url(), {"action": "claim"}),
        post(browse, person, case, "declare", {"declaration": "impartial"}),
    ):
        assert (answer.status_code, str(cast.caseworker) in words(answer)) == (403, True)
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    work.release(way.item(case, "decide"), by=cast.decision_maker)
    answer = post(browse, person, case, "decide", answers.decision(case, 150_000) | {"impartial": "on"})
    assert answer.status_code == 403
    assert not Decision.objects.filter(case=case).exists()
    assert not LedgerEntry.objects.filter(case=case).exists()


@pytest.mark.adversary(
    "A11", "it is not the role of today that counts: who assessed and then lost that role cannot decide"
)
def test_losing_the_first_role_does_not_help(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    RoleAssignment.objects.filter(user=cast.caseworker).delete()
    person = give(cast.caseworker, Role.DECISION_MAKER, office=rogaland())
    assert post(browse, person, case, "declare", {"declaration": "impartial"}).status_code == 403


@pytest.mark.adversary("A11", "nobody can be made the owner of a task that they are shut out of")
def test_a_task_cannot_be_assigned_to_who_is_shut_out(cast: SimpleNamespace) -> None:
    case = way.ready_to_decide()
    person = give(cast.caseworker, Role.DECISION_MAKER, office=rogaland())
    with pytest.raises(NotAllowed):
        work.assign(way.item(case, "decide"), to=person, by=cast.decision_maker)
    with pytest.raises(NotAllowed):
        work.assign(way.item(case, "decide"), to=cast.outsider, by=cast.decision_maker)
    assert way.item(case, "decide").owner == cast.decision_maker


@pytest.mark.adversary(
    "A11", "by way of another: acting for the assessor shuts out as much as having assessed"
)
def test_acting_for_somebody_counts_for_both(cast: SimpleNamespace) -> None:
    case = way.submitted()
    Participation.objects.create(
        case=case, person=cast.second_caseworker, acting_for=cast.caseworker, capacity=Capacity.ASSESSED
    )
    for person, acting_for in [
        (cast.second_caseworker, None),
        (cast.caseworker, None),
        (cast.decision_maker, cast.caseworker),
        (cast.decision_maker, cast.second_caseworker),
    ]:
        assert duties.conflict(case=case, person=person, acting_for=acting_for, capacity=Capacity.APPROVED)
    assert not duties.conflict(
        case=case, person=cast.decision_maker, acting_for=None, capacity=Capacity.APPROVED
    )
    with pytest.raises(NotAllowed):
        work.complete(
            way.item(case, "formal_check"),
            by=cast.caseworker,
            acting_for=cast.second_caseworker,
            data=way.as_post({"result": "complete"}),
            key="acting-for",
        )


@pytest.mark.adversary(
    "A11", "who registered the payment cannot attest it, also with the role: 403 and nothing is paid"
)
@pytest.mark.requirement("R8.10", "two persons pay, whatever roles one of them holds")
def test_who_registered_a_payment_cannot_attest_it(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.do(
        way.granted(), "accept", cast.leader_network_leader, account_number=way.ACCOUNT, accepted="on"
    )
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024", reference="")
    person = give(cast.caseworker, Role.PAYMENT_ATTESTER, office=rogaland())
    answer = post(browse, person, case, "attest_payment", {"attested": "on"})
    assert (answer.status_code, str(person) in words(answer)) == (403, True)
    assert Payment.objects.get(case=case).attested_by is None
    assert not LedgerEntry.objects.filter(case=case, kind="payment").exists()
    assert post(browse, cast.payment_attester, case, "attest_payment", {"attested": "on"}).status_code == 302


@pytest.mark.adversary(
    "A11", "whoever wrote the report cannot be appointed its auditor, nor give the statement"
)
@pytest.mark.requirement("R6.4", "the auditor is another person than whoever applied, accepted or reported")
def test_the_auditor_is_not_the_reporter(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    case = way.paid(requested=210_000)
    at(2025, 1, 10)
    leader = give(cast.leader_network_leader, Role.AUDITOR)
    case = way.do(case, "report", leader, **answers.report(210_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    with pytest.raises(Invalid) as refused:
        way.do(case, "appoint", leader, email=leader.email)
    assert list(refused.value.form.errors) == ["email"]
    case = way.do(case, "appoint", leader, email="auditor@example.org")
    give(cast.auditor, Role.NETWORK_LEADER, network=case.network)
    Participation.objects.create(case=case, person=cast.auditor, capacity=Capacity.REPORTED)
    assert post(browse, cast.auditor, case, "state", answers.statement("09.01.2025")).status_code == 403


@pytest.mark.adversary(
    "A11", "whoever took part for the network cannot handle the case at the office, nor the other way round"
)
@pytest.mark.parametrize(
    ("username", "role", "node", "data"),
    [
        ("leader_network_leader", Role.CASEWORKER, "formal_check", {"result": "complete"}),
        ("child_welfare_leader", Role.CASEWORKER, "formal_check", {"result": "complete"}),
    ],
)
def test_the_network_and_the_office_are_different_people(
    username: str, role: str, node: str, data: dict[str, str], cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.written()
    confirm = case.items.get(node="confirm", open=True, service__name="Strand")
    work.complete(
        confirm,
        by=cast.child_welfare_leader,
        data=way.as_post({"title": "Leder", "confirmed": "on"}),
        key="confirm-once",
    )
    case = way.do(case, "submit", cast.leader_network_leader, choice="send")
    person = give(getattr(cast, username), role, office=rogaland())
    answer = post(browse, person, case, node, data)
    assert (answer.status_code, str(person) in words(answer)) == (403, True)


def test_a_caseworker_who_comes_to_lead_the_network_cannot_accept(
    cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.granted()
    person = give(cast.caseworker, Role.NETWORK_LEADER, network=Network.objects.get(code="ryfylke"))
    answer = post(browse, person, case, "accept", {"account_number": way.ACCOUNT, "accepted": "on"})
    assert answer.status_code == 403


@pytest.mark.requirement(
    "R8.19", "in another case the same person may do what they were shut out of in this one"
)
def test_separation_is_within_one_case(cast: SimpleNamespace, browse: Browse) -> None:
    one, other = way.assessed(), way.submitted()
    person = give(cast.caseworker, Role.DECISION_MAKER, office=rogaland())
    other = way.do(other, "formal_check", "second_caseworker", result="complete")
    other = way.do(other, "declare", "second_caseworker", declaration="impartial")
    other = way.do(other, "assess", "second_caseworker", **answers.assessment(other))
    assert post(browse, person, one, "declare", {"declaration": "impartial"}).status_code == 403
    assert post(browse, person, other, "declare", {"declaration": "impartial"}).status_code == 302


@pytest.mark.requirement(
    "R8.19", "one person with caseworker's role and one with the two others finish a grant"
)
def test_two_persons_with_one_office_each_their_roles_finish(cast: SimpleNamespace) -> None:
    bo = give(make_person("bo", Role.DECISION_MAKER, office="ROG"), Role.PAYMENT_ATTESTER, office=rogaland())
    case = way.do(way.assessed(), "declare", bo, declaration="impartial")
    case = way.do(case, "decide", bo, **answers.decision(case, 150_000))
    case = way.do(case, "accept", cast.leader_network_leader, account_number=way.ACCOUNT, accepted="on")
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024", reference="")
    case = way.do(case, "attest_payment", bo, attested="on")
    assert (case.status, case.payment.attested_by) == ("report_pending", bo)


@pytest.mark.requirement("R8.2", "who takes over a decision declares impartiality in it")
def test_who_takes_over_the_decision_declares_impartiality(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.ready_to_decide()
    work.release(way.item(case, "decide"), by=cast.decision_maker)
    bo = make_person("bo", Role.DECISION_MAKER, office="ROG")
    data = answers.decision(case, 150_000)
    answer = post(browse, bo, case, "decide", data)
    assert (answer.status_code, "impartial" in answer.content.decode()) == (422, True)
    assert post(browse, bo, case, "decide", data | {"impartial": "on"}).status_code == 302
    assert case.impartiality_declarations.filter(person=bo, partial=False).exists()


@pytest.mark.adversary(
    "A11", "every pair kept apart is kept apart both ways, for whoever did the first of them"
)
@pytest.mark.parametrize("pair", sorted(duties.APART, key=sorted), ids=lambda pair: "-".join(sorted(pair)))
def test_every_pair_is_kept_apart_both_ways(pair: frozenset[str], cast: SimpleNamespace) -> None:
    one, other = min(pair), max(pair)
    case, second = way.begin(), way.begin()
    for done, wanted in {(one, other), (other, one)}:
        person = make_person(f"did_{done}", Role.ADMINISTRATOR)
        Participation.objects.create(case=case, person=person, capacity=done)
        assert duties.conflict(case=case, person=person, acting_for=None, capacity=wanted)
        assert not duties.conflict(case=second, person=person, acting_for=None, capacity=wanted)


def test_every_step_that_others_rest_on_leaves_its_capacity() -> None:
    left = {step.leaves for flow in flows() for step in steps(flow)} - {""}
    left |= {Capacity.APPEALED, Capacity.ASKED_FOR_CHANGE}  # by acts on the case page, which begin a flow
    assert {capacity for pair in duties.APART for capacity in pair} <= left
