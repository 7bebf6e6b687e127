"""Who leads and who steers, on dates and kept afterwards (R2.6)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from workflows.directory.models import Network, Role, RoleAssignment, SteeringMember
from workflows.errors import Refused
from workflows.networks import people

from .conftest import Post, day

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
STEERING = {"name": "Guro Testås", "position": "Kommunalsjef", "valid_from": "1.3.2024"}


def leaders(network: Network) -> list[tuple[str, Any, Any]]:
    """Return who leads or led a network, and when."""
    held = RoleAssignment.objects.filter(role=Role.NETWORK_LEADER, network=network).order_by(
        "valid_from", "id"
    )
    return [(each.user.username, each.valid_from, each.valid_to) for each in held.select_related("user")]


@pytest.mark.requirement(
    "R2.6", "a new leader takes over on a day; who led before is kept and loses the network"
)
def test_a_leader_takes_over_on_a_day(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse, at: Callable[..., None]
) -> None:
    chosen = {"person": cast.municipal_management.pk, "from_day": "1.4.2024"}
    assert post(cast.network_leader, "leder", **chosen).status_code == 302
    assert leaders(jaeren) == [
        ("network_leader", day("2024-01-02"), day("2024-03-31")),
        ("municipal_management", day("2024-04-01"), None),
    ]
    assert browse(cast.network_leader).get("/nettverk/jaeren/").status_code == 200
    at(2024, 4, 1)
    assert browse(cast.network_leader).get("/nettverk/jaeren/").status_code == 404
    page = browse(cast.caseworker).get("/nettverk/jaeren/").content.decode()
    assert "02.01.2024–31.03.2024" in page
    assert "Network Leader Testdal" in page


def test_a_network_chooses_among_its_own_and_the_office_among_all_outside_the_offices(
    jaeren: Network, cast: SimpleNamespace, post: Post
) -> None:
    outsider = {"email": "outsider@example.org", "from_day": "1.4.2024"}
    assert post(cast.network_leader, "leder", **outsider).status_code == 422
    assert post(cast.network_leader, "leder", person=cast.outsider.pk, from_day="1.4.2024").status_code == 422
    with pytest.raises(Refused, match="Velg en av personene"):
        people.choose_leader(
            network=jaeren, person=cast.outsider, from_day=day("2024-04-01"), by=cast.network_leader
        )
    staff = post(cast.caseworker, "leder", email="decision_maker@example.org", from_day="1.4.2024")
    assert "kan ikke lede et nettverk" in staff.content.decode()
    nobody = post(cast.caseworker, "leder", email="ingen@example.org", from_day="1.4.2024")
    assert "Ingen med konto har denne adressen." in nobody.content.decode()
    assert len(leaders(jaeren)) == 1
    assert post(cast.caseworker, "leder", **outsider).status_code == 302
    assert leaders(jaeren)[1][0] == "outsider"


@pytest.mark.parametrize("from_day", ["2024-01-02", "2023-12-01"])
def test_a_leader_cannot_take_over_before_the_present_one_began(
    jaeren: Network, cast: SimpleNamespace, from_day: str
) -> None:
    with pytest.raises(Refused, match=r"En leder ble valgt fra 2\. januar 2024"):
        people.choose_leader(
            network=jaeren, person=cast.klepp_management, from_day=day(from_day), by=cast.caseworker
        )
    assert leaders(jaeren) == [("network_leader", day("2024-01-02"), None)]


@pytest.mark.requirement(
    "R2.6", "municipal leadership in the steering group is advised, and its absence is no block"
)
def test_a_steering_group_has_members_and_says_when_leadership_lacks(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    client, advice = browse(cast.network_leader), "Ingen fra kommuneledelsen er med. Det anbefales."
    assert post(cast.network_leader, "styringsgruppe", **STEERING).status_code == 302
    assert advice in client.get("/nettverk/jaeren/").content.decode()
    second = STEERING | {"name": "Arve Testmo", "municipal_leadership": "on"}
    assert post(cast.network_leader, "styringsgruppe", **second).status_code == 302
    assert advice not in client.get("/nettverk/jaeren/").content.decode()
    jaeren.refresh_from_db()
    assert jaeren.steering_group is True


def test_who_left_the_steering_group_is_kept(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    post(cast.network_leader, "styringsgruppe", **STEERING)
    member = SteeringMember.objects.get(network=jaeren)
    to_come = post(cast.network_leader, f"styringsgruppe-ut/{member.pk}", valid_to="5.3.2024")
    assert "Skriv dagens dato eller en tidligere dato." in to_come.content.decode()
    assert post(cast.network_leader, f"styringsgruppe-ut/{member.pk}", valid_to="3.3.2024").status_code == 302
    jaeren.refresh_from_db()
    assert jaeren.steering_group is False
    page = browse(cast.network_leader).get("/nettverk/jaeren/").content.decode()
    assert "01.03.2024–03.03.2024" in page
    again = post(cast.network_leader, f"styringsgruppe-ut/{member.pk}", valid_to="3.3.2024")
    assert "Guro Testås har allerede gått ut." in again.content.decode()
