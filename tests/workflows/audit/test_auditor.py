"""Who can be the auditor, and what the auditor sees: this case alone (R6.4)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.cast import make_person
from workflows.cases.models import Case
from workflows.cases.rights import visible_cases
from workflows.directory.models import Role, RoleAssignment
from workflows.errors import NotAllowed, NotThere
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(at: Any) -> Case:
    """A case that owes an audit statement and has no auditor yet."""
    case = way.paid("leader_network", 250_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(250_000))
    return way.do(case, "control", "caseworker", **answers.control(case))


def refused(case: Case, email: str) -> dict[str, list[str]]:
    """Return why somebody cannot be appointed auditor."""
    return seeing.refusals(case, "appoint", way.leader_of(case), email=email)


@pytest.mark.requirement("R6.4", "the network names its auditor, who has an account as one")
def test_only_one_who_is_an_auditor_can_be_appointed(case: Case, cast: SimpleNamespace) -> None:
    nobody = {"email": [_("No auditor with this e-mail has an account.")]}
    assert refused(case, "unknown@example.org") == nobody
    assert refused(case, cast.outsider.email) == nobody
    cast.auditor.roles.update(valid_to="2025-01-09")
    assert refused(case, cast.auditor.email) == nobody
    cast.auditor.roles.update(valid_to=None)
    assert refused(case, "Auditor@Example.org") == {}
    case.refresh_from_db()
    assert case.audit_obligation.auditor == cast.auditor


@pytest.mark.requirement(
    "R6.4", "one who reported, applied, accepted or confirmed for the network cannot audit it"
)
def test_one_who_took_part_for_the_network_cannot_audit_it(case: Case, cast: SimpleNamespace) -> None:
    leader = way.leader_of(case)
    RoleAssignment.objects.create(user=leader, role=Role.AUDITOR, valid_from="2024-01-02")
    assert refused(case, leader.email) == {
        "email": [_("This person has taken part in the case and cannot audit it.")]
    }


@pytest.mark.requirement(
    "R6.4", "one who took part for the office, by deciding or paying, cannot audit it either"
)
def test_one_who_decided_the_grant_cannot_audit_it(case: Case, cast: SimpleNamespace) -> None:
    RoleAssignment.objects.create(user=cast.decision_maker, role=Role.AUDITOR, valid_from="2024-01-02")
    assert set(refused(case, cast.decision_maker.email)) == {"email"}


def test_one_who_comes_to_take_part_after_being_appointed_cannot_give_the_statement(
    case: Case, cast: SimpleNamespace
) -> None:
    case = way.do(case, "appoint", way.leader_of(case), email=cast.auditor.email)
    case.participations.create(person=cast.auditor, capacity="confirmed")
    with pytest.raises(NotAllowed):
        way.do(case, "state", "auditor", **answers.statement("09.01.2025"))


@pytest.mark.requirement(
    "R6.4", "the appointed auditor sees this case and no other, and another auditor sees none"
)
def test_the_auditor_sees_only_the_case_they_audit(
    case: Case, cast: SimpleNamespace, browse: Any, at: Any
) -> None:
    colleague = make_person("second_auditor", Role.AUDITOR)
    assert list(visible_cases(cast.auditor)) == []
    case = way.do(case, "appoint", way.leader_of(case), email=cast.auditor.email)
    at(2024, 3, 5)
    other = way.submitted()
    at(2025, 1, 10)
    assert list(visible_cases(cast.auditor)) == [case]
    seen = {
        person.username: [browse(person).get(c.get_absolute_url()).status_code for c in (case, other)]
        for person in (cast.auditor, colleague)
    }
    assert seen == {"auditor": [200, 404], "second_auditor": [404, 404]}
    with pytest.raises(NotThere):
        way.do(case, "state", colleague, **answers.statement("09.01.2025"))


@pytest.mark.requirement("R4.7", "an auditor does not control their own statement, whatever roles they hold")
def test_the_auditor_does_not_control_the_statement(case: Case, cast: SimpleNamespace) -> None:
    RoleAssignment.objects.create(
        user=cast.auditor, role=Role.CASEWORKER, office=case.office, valid_from="2024-01-02"
    )
    case = way.do(case, "appoint", way.leader_of(case), email=cast.auditor.email)
    case = way.do(case, "state", "auditor", **answers.statement("09.01.2025"))
    with pytest.raises(NotAllowed):
        way.do(case, "control", "auditor", **answers.control(case, "audit"))
