"""A draft is saved as it is, also when it cannot be read yet; nothing counts until it is sent (R3.11)."""

from typing import Any

import pytest

from tests import seeing, way
from workflows.cases.models import Case
from workflows.directory.models import Network, Role, RoleAssignment, User

pytestmark = pytest.mark.django_db


PAGE = "application"  # the page on which a leader network writes what it asks for


def save(browse: Any, case: Case, by: User, **typed: Any) -> int:
    """Save a page of the draft, and return the status of the answer."""
    return browse(by).post(way.section(case, "write", PAGE), {**typed, "action": "save"}).status_code


@pytest.mark.requirement("R3.11", "an unfinished application is saved as a draft and taken up again")
def test_an_unfinished_application_is_saved(browse: Any) -> None:
    case = way.begin()
    leader = way.leader_of(case)
    assert save(browse, case, leader, concerns="Felles veiledning", requested_amount="kr 150.000") == 302
    case.application.refresh_from_db()
    assert (case.application.answers["concerns"], case.application.requested_amount) == (
        "Felles veiledning",
        150_000,
    )
    page = browse(leader).get(way.section(case, "write", PAGE)).content.decode()
    assert "Felles veiledning" in page
    assert seeing.open_tasks(case) == ["application.write"]


@pytest.mark.requirement("R3.11", "what cannot be read yet is kept as it was typed, and counts as no amount")
def test_what_cannot_be_read_is_kept_as_typed(browse: Any) -> None:
    case = way.begin()
    assert save(browse, case, way.leader_of(case), requested_amount="ca. hundre tusen") == 422
    case.application.refresh_from_db()
    assert case.application.answers["requested_amount"] == {"typed": "ca. hundre tusen"}
    assert case.application.requested_amount is None
    page = browse(way.leader_of(case)).get(way.section(case, "write", PAGE)).content.decode()
    assert 'value="ca. hundre tusen"' in page


@pytest.mark.requirement(
    "R3.11", "several leaders of a network work on the same draft, and a former one does not"
)
def test_several_leaders_work_on_one_draft(browse: Any, cast: Any) -> None:
    case, network = way.begin(), Network.objects.get(code="ryfylke")
    colleague = User.objects.create_user("deputy", email="deputy@example.org", password="x")
    role = RoleAssignment.objects.create(
        user=colleague, role=Role.NETWORK_LEADER, network=network, valid_from="2024-01-02"
    )
    assert save(browse, case, colleague, concerns="Av to") == 302
    case.application.refresh_from_db()
    assert (case.application.answers["concerns"], case.application.saved_by) == ("Av to", colleague)

    role.valid_to = "2024-03-03"
    role.save()
    assert save(browse, case, colleague, concerns="Av en som har sluttet") == 404
    case.application.refresh_from_db()
    assert case.application.answers["concerns"] == "Av to"


@pytest.mark.requirement("R8.11", "amounts are read as people write them, and shown as kr 1 250 000")
@pytest.mark.parametrize(
    "typed", ["1250000", "kr 1.250.000", "1 250 000,-", "1,25 millioner", "1\u00a0250\u00a0000 kroner"]
)
def test_amounts_are_read_as_people_write_them(browse: Any, typed: str) -> None:
    case = way.written(requested_amount=typed)
    assert case.application.requested_amount == 1_250_000
    page = browse(way.leader_of(case)).get(f"{case.get_absolute_url()}soknad/").content.decode()
    assert "kr\u00a01\u00a0250\u00a0000" in page


@pytest.mark.requirement("R8.11", "a wrong organisation number is refused, a right one shown as 974 760 665")
def test_organisation_numbers_are_checked_and_grouped(browse: Any) -> None:
    case = way.begin()
    leader = way.leader_of(case)
    refused = seeing.refusals(
        case, "write", leader, **way.application_data(case, organisation_number="974 760 666")
    )
    assert set(refused) == {"organisation_number"}
    case = way.do(case, "write", leader, **way.application_data(case, organisation_number="NO974760665MVA"))
    assert case.application.answers["organisation_number"] == "974760665"
    page = browse(leader).get(f"{case.get_absolute_url()}soknad/").content.decode()
    assert "974\u00a0760\u00a0665" in page
