"""Who sees which networks, and what the pages cost (R2.15, D1)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from tests.cast import CAST, make_network, make_person
from tests.workflows.pages.test_query_budgets import CASE, LIST, cost
from workflows.directory.models import Network, Role, Service
from workflows.networks import helping, membership, outreach, people, rights
from workflows.networks.acts import ACTS

from .conftest import Post, day

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
ALL = {"jaeren", "ryfylke", "lonely", "outside"}
OFFICE = ("caseworker", "second_caseworker", "decision_maker", "payment_attester")
_JAEREN = ("network_leader", "municipal_management", "klepp_management", "time_management")
_RYFYLKE = ("leader_network_leader", "participant", "child_welfare_leader", "suldal_leader")
SEEN = {
    **{name: ALL for name in (*OFFICE, "fund_manager")},  # noqa: C420  (each name a set of its own)
    **{name: {"jaeren"} for name in _JAEREN},
    **{name: {"ryfylke"} for name in _RYFYLKE},
    "lonely_leader": {"lonely"},
    "outsider": {"outside"},
}


@pytest.mark.adversary(
    "D1", "the list, the page and every act of a network are there for those who see it alone"
)
@pytest.mark.parametrize("name", CAST)
def test_everybody_sees_their_own(name: str, cast: SimpleNamespace, browse: Browse) -> None:
    user, seen = getattr(cast, name), SEEN.get(name, set())
    client = browse(user)
    assert {each.code for each in client.get("/nettverk/").context["page"]} == seen
    codes = {code for code in ALL if client.get(f"/nettverk/{code}/").status_code == 200}
    assert codes == seen
    for code in ALL - seen:
        acts = {client.get(f"/nettverk/{code}/{act.slug}/").status_code for act in ACTS.values()}
        assert acts == {404}


def test_a_filter_never_shows_more(cast: SimpleNamespace, browse: Browse) -> None:
    asked = (
        "?q=Nettverket",
        "?county=11",
        "?kind=leader",
        "?theme=Samarbeid",
        "?without_case=1",
        "?q=%00",
        "?etter=x",
    )
    for query in asked:
        seen = {each.code for each in browse(cast.outsider).get(f"/nettverk/{query}").context["page"]}
        assert seen <= {"outside"}, query


def test_a_draft_stays_hidden_behind_the_filter_of_cases(cast: SimpleNamespace, browse: Browse) -> None:
    way.begin()
    without = browse(cast.caseworker).get("/nettverk/?without_case=1").context["page"]
    assert "ryfylke" in {each.code for each in without}
    own = browse(cast.leader_network_leader).get("/nettverk/?without_case=1").context["page"]
    assert [each.code for each in own] == []


def test_who_has_left_sees_it_no_longer(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    ended = Network.objects.get(code="jaeren").memberships.get(service__name="Sandnes")
    membership.leave(membership=ended, left=day("2024-03-04"), by=cast.municipal_management)
    assert rights.visible_networks(cast.municipal_management).exists()  # the last day counts
    at(2024, 3, 5)
    assert not rights.visible_networks(cast.municipal_management).exists()


def test_an_act_that_is_none_is_not_there(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.caseworker)
    addresses = ("finnes-ikke/", "medlem/1/", "ut/", "ut/999999/", "planer/1/")
    assert [client.get(f"/nettverk/jaeren/{each}").status_code for each in addresses] == [404] * 5


@pytest.mark.parametrize(
    "act", ["medlem", "leder", "styringsgruppe", "plan", "tema", "videre", "oppfolging", "inviter", "hjelp"]
)
def test_nothing_typed_is_an_error(act: str, cast: SimpleNamespace, post: Post) -> None:
    who = cast.network_leader if act in ("inviter", "hjelp") else cast.caseworker
    typed = ("service", "name", "person", "joined", "text", "listed", "persons")
    nasty = dict.fromkeys(typed, "\0'\"<script>")
    assert post(who, act, **nasty).status_code in (302, 422)


def test_the_pages_cost_the_same_whatever_there_is(cast: SimpleNamespace, browse: Browse) -> None:
    client, network = browse(cast.caseworker), Network.objects.get(code="jaeren")
    paths = {
        "/nettverk/": LIST, "/nettverk/utenfor/": LIST, "/nettverk/temaer/": LIST, "/nettverk/jaeren/": CASE,
        "/nettverk/utenfor/1149/": LIST,
    }  # fmt: skip
    way.submitted("self_initiated")
    _fill(network, cast, "a")
    before = {path: cost(client, path) for path in paths}
    assert {path: number for path, number in before.items() if number > paths[path]} == {}
    for name in "bcd":
        make_network(
            f"more-{name}", "learning", "1144", {f"Kvitsøy {name}": ["1144"], f"Bokn {name}": ["1145"]}
        )
        make_person(f"leader-{name}", Role.NETWORK_LEADER, network="jaeren")
        _fill(network, cast, name)
    assert {path: cost(client, path) for path in paths} == before
    for name in ("fund_manager", "network_leader", "municipal_management"):
        assert cost(browse(getattr(cast, name)), "/nettverk/jaeren/") <= CASE, name


def _fill(network: Network, cast: SimpleNamespace, name: str) -> None:
    """Let the network have one more of everything."""
    service = Service.objects.create(name=f"Tjeneste {name}", host=network.responsible_municipality)
    service.municipalities.set([service.host])
    membership.join(network=network, service=service, joined=day("2024-03-04"), by=cast.caseworker)
    people.add_to_steering_group(
        network=network, name=f"Person {name}", position="Rådmann", municipality=None, municipal_leadership=True,
        valid_from=day("2024-03-01"), by=cast.caseworker,
    )  # fmt: skip
    helping.ask(network=network, wanted="other", text=name, by=cast.network_leader)
    helping.follow_up(network=network, on=day("2024-03-01"), text=name, by=cast.caseworker)
    municipality = rights.visible_municipalities(cast.caseworker).get(code="1149")
    outreach.note(municipality=municipality, kind="outreach", text=name, by=cast.caseworker)
