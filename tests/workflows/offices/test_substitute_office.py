"""The leader of an office is partial: subordinates prepare and do not decide; another office does (R8.2)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from tests.cast import make_person
from workflows import work
from workflows.cases.models import Case, SubstituteOffice
from workflows.cases.rights import can, documents_in_sight, sees_internal, visible_cases
from workflows.cases.standing import Standing
from workflows.directory.models import GovernorOffice, Role, User
from workflows.errors import NotAllowed, Refused
from workflows.funds.models import LedgerEntry
from workflows.offices import substituting
from workflows.pages.who_can import rows
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.fixture
def subordinate(cast: SimpleNamespace) -> User:
    """Return a decision maker who answers to the leader, who is the cast's decision maker."""
    cast.decision_maker.roles.update(leads=True)
    return make_person("subordinate", Role.DECISION_MAKER, office="ROG")


@pytest.fixture
def led_by_a_partial_leader(subordinate: User, cast: SimpleNamespace) -> Case:
    return way.do(
        way.assessed(), "declare", "decision_maker", declaration="partial", reason="Søster av søkeren"
    )


def name_vestland(case: Case, by: User) -> SubstituteOffice:
    return substituting.name_substitute(
        case=case, office=GovernorOffice.objects.get(code="VES"), reason="Lederen er inhabil", by=by
    )


@pytest.mark.requirement(
    "R8.2", "where the leader is partial, subordinates prepare and do not decide, and are told why"
)
def test_subordinates_of_a_partial_leader_do_not_decide(
    led_by_a_partial_leader: Case, subordinate: User, cast: SimpleNamespace
) -> None:
    case = led_by_a_partial_leader
    declare = way.item(case, "declare")
    answer = can(subordinate, "work", declare)
    assert (bool(answer), "settekontor" in answer.reason) == (False, True)
    told = Standing(case, case.office_id).answer(
        subordinate, role=declare.role, capacity="approved", item=declare
    )
    assert told == answer
    with pytest.raises(NotAllowed):
        work.claim(declare, by=subordinate)
    other = way.do(way.complete("self_initiated"), "declare", "caseworker", declaration="impartial")
    assert can(cast.caseworker, "work", way.item(other, "assess"))  # preparing goes on
    cast.decision_maker.roles.update(leads=False)
    assert can(fresh(subordinate), "work", declare)


@pytest.mark.requirement(
    "R8.2", "the named office reads and decides; the pot is the handling office's; the letter says so"
)
def test_the_substitute_office_decides(
    led_by_a_partial_leader: Case, subordinate: User, cast: SimpleNamespace, browse: Browse
) -> None:
    case, outsider = led_by_a_partial_leader, cast.other_decision_maker
    assert not visible_cases(outsider).filter(pk=case.pk).exists()
    here = f"/saker/{case.number}/settekontor/"
    vestland = GovernorOffice.objects.get(code="VES")
    page = browse(cast.fund_manager).post(here, {"office": vestland.pk, "reason": "Lederen er inhabil"})
    assert page.status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert case.journal.filter(action="case.substitute_office", actor=cast.fund_manager).exists()
    decider = fresh(outsider)
    assert can(decider, "view", case)
    assert sees_internal(decider, case)
    assert documents_in_sight(decider).filter(case=case).count() == case.documents.count()
    assert not visible_cases(fresh(cast.other_caseworker)).filter(pk=case.pk).exists()
    assert browse(decider).post(f"/saker/{case.number}/utgave/").status_code == 403
    assert not can(fresh(subordinate), "work", way.item(case, "declare")).is_theirs
    assert [row.can for row in rows(case) if row.step.name == "decide"] == [[decider]]
    assert case.number in browse(decider).get("/oppgaver/?liste=office").content.decode()
    assert case.number not in browse(cast.other_caseworker).get("/oppgaver/?liste=office").content.decode()
    case = way.do(case, "declare", decider, declaration="impartial")
    case = way.do(case, "decide", decider, **answers.decision(case, 150_000))
    assert case.decision.by == decider
    assert LedgerEntry.objects.get(case=case, kind="commitment").pot.office.code == "ROG"
    letter = case.documents.get(kind="granted")
    assert letter.content["decider"] == (
        f"{decider}, Statsforvalteren i Vestland, i stedet for Statsforvalteren i Rogaland"
    )
    case = way.do(case, "accept", cast.leader_network_leader, account_number=way.ACCOUNT, accepted="on")
    assert can(cast.caseworker, "work", way.item(case, "register_payment"))
    assert verify_all().faults == []


@pytest.mark.adversary(
    "D3", "only the directorate names the office, once, with a reason, where it is called for"
)
def test_who_names_a_substitute_office_and_when(
    led_by_a_partial_leader: Case, subordinate: User, cast: SimpleNamespace
) -> None:
    case, untied = led_by_a_partial_leader, way.assessed("self_initiated")
    for person in (subordinate, cast.caseworker, cast.leader_network_leader):
        with pytest.raises(NotAllowed):
            name_vestland(case, fresh(person))
    with pytest.raises(Refused):
        name_vestland(untied, cast.fund_manager)
    with pytest.raises(Refused):
        substituting.name_substitute(case=case, office=case.office, reason="x", by=cast.fund_manager)
    nobody_there = GovernorOffice.objects.exclude(code__in=["ROG", "VES"])[0]
    with pytest.raises(Refused):
        substituting.name_substitute(case=case, office=nobody_there, reason="x", by=cast.fund_manager)
    name_vestland(case, cast.fund_manager)
    with pytest.raises(Refused):
        name_vestland(Case.objects.get(pk=case.pk), cast.fund_manager)
    assert SubstituteOffice.objects.count() == 1
