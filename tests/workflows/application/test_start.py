"""Beginning an application: by the network's leader, under an open call of the right office and kind."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.editions import call_of
from workflows.application.beginning import start_application
from workflows.cases.models import Case
from workflows.directory.models import Network
from workflows.errors import Refused
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db


def call_for(scheme: str, office: str = "ROG") -> Call:
    return Call.objects.get(office__code=office, scheme_version__code=scheme, year=2024)


def refusal(scheme: str, network: str, by: Any, office: str = "ROG") -> str:
    """Return why an application could not be begun; no case is left behind."""
    with pytest.raises(Refused) as refused:
        start_application(call=call_for(scheme, office), network=Network.objects.get(code=network), by=by)
    assert Case.objects.count() == 0
    return str(refused.value.messages[0])


@pytest.mark.requirement(
    "R3.1", "the schemes that are open take applications, each from its own kind of network"
)
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_a_network_applies_under_a_scheme_for_its_kind(scheme: str) -> None:
    case = way.begin(scheme)
    assert (case.scheme, case.network.kind) == (scheme, case.scheme_version.network_kind)
    assert (case.status, case.number.startswith("UTKAST-"), case.office.code) == ("draft", True, "ROG")
    assert seeing.open_tasks(case) == ["application.write"]
    assert seeing.acts(case) == [("application.start", way.leader_of(case).username)]


@pytest.mark.requirement(
    "R2.3", "a learning network cannot apply under the leader networks' scheme, nor the other way"
)
def test_a_network_cannot_apply_under_a_scheme_for_another_kind(cast: SimpleNamespace) -> None:
    another_kind = _("The scheme is for another kind of network.")
    assert refusal("leader_network", "jaeren", cast.network_leader) == another_kind
    assert refusal("self_initiated", "ryfylke", cast.leader_network_leader) == another_kind


def test_only_the_networks_own_leader_applies(cast: SimpleNamespace) -> None:
    for stranger in (cast.outsider, cast.municipal_management, cast.caseworker, cast.administrator):
        assert refusal("self_initiated", "jaeren", stranger) == _("Only the network's leader can apply.")


def test_a_former_leader_cannot_apply(cast: SimpleNamespace) -> None:
    cast.network_leader.roles.update(valid_to="2024-03-03")
    assert refusal("self_initiated", "jaeren", cast.network_leader) == _(
        "Only the network's leader can apply."
    )


def test_a_network_applies_to_the_office_of_its_responsible_municipality(cast: SimpleNamespace) -> None:
    said = refusal("self_initiated", "jaeren", cast.network_leader, office="VES")
    assert said == _("The network belongs to another county governor. Apply under the call of that office.")


def test_nothing_begins_before_a_call_opens_or_after_its_deadline(cast: SimpleNamespace, at: Any) -> None:
    closed = _("The call is not open for applications.")
    at(2024, 1, 15, 8, 59)
    assert refusal("self_initiated", "jaeren", cast.network_leader) == closed
    at(2024, 6, 1, 0, 0)
    assert refusal("self_initiated", "jaeren", cast.network_leader) == closed


def test_what_the_register_knows_is_not_asked_again() -> None:
    case = way.begin("self_initiated")
    assert case.application.answers == {
        "network_name": case.network.name,
        "municipalities": ["1120", "1108", "1121"],
        "responsible_municipality": "1108",
        "organisation_number": "964965137",
        "contact_name": "Network Leader Testdal",
        "contact_email": "network_leader@example.org",
        "theme": "Samarbeid",
    }


@pytest.mark.requirement(
    "R2.8",
    "a network begins several projects at once: two in one scheme and one in another, each its own case",
)
def test_a_network_runs_several_projects_at_once(cast: SimpleNamespace) -> None:
    foster_home = call_of("foster_home")
    network = Network.objects.get(code="jaeren")
    cases = [
        way.begin("self_initiated"),
        way.begin("self_initiated"),
        start_application(call=foster_home, network=network, by=cast.network_leader),
    ]
    assert [case.scheme for case in cases] == ["self_initiated", "self_initiated", "foster_home"]
    assert len({case.project_id for case in cases}) == 3
    assert {case.network for case in cases} == {network}
