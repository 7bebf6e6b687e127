"""A network starts by itself: proposed by anybody, confirmed by mail, approved by the office (R8.17)."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import mails
from workflows import reminders
from workflows.directory.models import Municipality, Network, NetworkProposal, Role, Service
from workflows.networks import proposing

pytestmark = pytest.mark.django_db
ADDRESS = "kari@gjesdal.example"


@pytest.fixture(autouse=True)
def _rates() -> None:
    """Nobody has proposed anything within the hour."""
    cache.clear()


def typed(**changes: Any) -> dict[str, Any]:
    """Return what somebody in Sandnes types: a service of the register, and one that is not there."""
    service = Service.objects.get(name="Sandnes")
    return {
        "name": "Nettverket Sør",
        "kind": "learning",
        "services": [service.pk],
        "new_services": "Gjesdal barnevernstjeneste, Gjesdal",
        "listed": ["violence"],
        "free": "",
        "contact_name": "Kari Nordmann",
        "contact_title": "Barnevernsleder",
        "contact_phone": "51 00 00 00",
        "contact_email": ADDRESS,
    } | changes


def proposed(**changes: Any) -> NetworkProposal:
    """Return a proposal as the office gets it."""
    answer = Client().post(reverse("network-propose") + "?kommune=1108", typed(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Client().post(mails.link(ADDRESS, "nettverk/start")).status_code == 200
    return NetworkProposal.objects.latest("pk")


@pytest.mark.requirement(
    "R8.17", "municipality, services and contact, without an account, become the office's task once confirmed"
)
def test_a_proposal_reaches_the_office_when_the_address_is_confirmed(browse: Any, cast: Any) -> None:
    visitor, page = Client(), reverse("network-propose")
    assert "Hvilken mener du" in visitor.get(page, {"kommune": "sand"}).content.decode()
    assert visitor.get(page, {"kommune": "sandnes"}).context["municipality"].code == "1108"
    assert visitor.post(page + "?kommune=1108", typed()).status_code == 302
    office = browse(cast.caseworker)
    assert "Nettverket Sør" not in office.get(reverse("networks")).content.decode()
    path = mails.link(ADDRESS, "nettverk/start")
    assert "Gjesdal barnevernstjeneste" in visitor.get(path).content.decode()
    assert [visitor.post(path).status_code, visitor.post(path).status_code] == [200, 404]
    assert "Nettverket Sør" in office.get(reverse("networks")).content.decode()
    assert [told.title for told in reminders.waiting_for(cast.caseworker)] == [
        "Et nettverk vil starte: Nettverket Sør"
    ]
    assert len(mails.to(cast.caseworker.email)) == 1


@pytest.mark.requirement("R8.17", "approval makes the network with its services, and the contact its leader")
def test_an_approved_proposal_is_a_network_with_a_leader(browse: Any, cast: Any) -> None:
    proposal = proposed()
    page = reverse("network-proposal", args=[proposal.pk])
    done = browse(cast.caseworker).post(page, {"choice": "approve", "reason": ""})
    network = Network.objects.get(name="Nettverket Sør")
    assert (done.status_code, done["Location"]) == (302, network.get_absolute_url())
    assert sorted(str(member.service) for member in network.members_on()) == [
        "Gjesdal barnevernstjeneste",
        "Sandnes",
    ]
    leader = network.roles.get(role=Role.NETWORK_LEADER).user
    assert (leader.email, str(leader), network.themes) == (ADDRESS, "Kari Nordmann", "Vold og overgrep")
    assert reminders.waiting_for(cast.caseworker) == []
    browser = Client()
    path = mails.link(ADDRESS, "konto/apne")
    chosen = {"first_name": "Kari", "last_name": "Nordmann", "password": "riktig hest batteri stift"}
    opened = browser.post(path, chosen, follow=True)
    assert "Neste: inviter dem som skriver sammen med dere" in opened.content.decode()


@pytest.mark.requirement(
    "R2.2", "a proposal with fewer than two distinct services is refused with the reason"
)
def test_fewer_than_two_services_are_refused_and_the_text_is_kept() -> None:
    page = reverse("network-propose") + "?kommune=1108"
    for new in ("", "Sandnes, 1108"):  # the same service twice is one
        refused = Client().post(page, typed(new_services=new))
        assert refused.status_code == 422
        assert "minst to ulike barnevernstjenester" in refused.content.decode()
        assert "Nettverket Sør" in refused.content.decode()
    refused = Client().post(page, typed(new_services="Uten kommune\nGjesdal, Gjesdal"))
    assert "Linje 1" in str(refused.context["form"].errors["new_services"])
    assert NetworkProposal.objects.count() == 0


@pytest.mark.requirement(
    "R8.17", "the office asks for more, the contact completes it by a link, or it says no"
)
def test_the_office_asks_for_more_and_says_no(browse: Any, cast: Any) -> None:
    proposal = proposed()
    page, office = reverse("network-proposal", args=[proposal.pk]), browse(cast.caseworker)
    assert office.post(page, {"choice": "ask", "reason": ""}).status_code == 422
    assert office.post(page, {"choice": "ask", "reason": "Hvem er vertskommune?"}).status_code == 302
    path, visitor = mails.link(ADDRESS, "nettverk/start"), Client()
    assert "Hvem er vertskommune?" in visitor.get(path).content.decode()
    again = typed(name="Nettverket Sørvest")
    assert [visitor.post(path, again).status_code, visitor.post(path, again).status_code] == [200, 404]
    proposal.refresh_from_db()
    assert (proposal.name, proposal.state, proposal.contact_email) == (
        "Nettverket Sørvest",
        "waiting",
        ADDRESS,
    )
    assert len(reminders.waiting_for(cast.caseworker)) == 1
    assert office.post(page, {"choice": "decline", "reason": "Bli med i Jæren."}).status_code == 302
    assert "Bli med i Jæren." in mails.to(ADDRESS)[-1].body
    assert office.post(page, {"choice": "approve", "reason": ""}).status_code == 422
    assert not Network.objects.filter(name__startswith="Nettverket Sør").exists()


@pytest.mark.adversary("D1", "a proposed network is seen by the office of its municipality alone")
def test_who_reads_a_proposal(browse: Any, cast: Any) -> None:
    page = reverse("network-proposal", args=[proposed().pk])
    readers = (
        cast.caseworker,
        cast.decision_maker,
        cast.payment_attester,
        cast.other_caseworker,
        cast.outsider,
    )
    assert [browse(who).get(page).status_code for who in readers] == [200, 200, 200, 404, 404]
    decided = {"choice": "approve", "reason": ""}
    assert browse(cast.payment_attester).post(page, decided).status_code == 403
    assert browse(cast.other_caseworker).post(page, decided).status_code == 404


@pytest.mark.requirement("R8.17", "nobody can have mails sent to an address again and again")
def test_so_many_proposals_come_from_one_place() -> None:
    page = reverse("network-propose") + "?kommune=1108"
    answers = [Client().post(page, typed()).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mails.to(ADDRESS)) == 3


def test_a_staff_member_as_contact_is_told_to_the_office(browse: Any, cast: Any) -> None:
    proposal = proposed()
    NetworkProposal.objects.filter(pk=proposal.pk).update(contact_email=cast.caseworker.email)
    page = reverse("network-proposal", args=[proposal.pk])
    assert browse(cast.decision_maker).post(page, {"choice": "approve", "reason": ""}).status_code == 422
    assert not Network.objects.filter(name="Nettverket Sør").exists()
    assert not Service.objects.filter(name__startswith="Gjesdal").exists()


def test_a_proposal_that_was_never_confirmed_is_nobodys_task(browse: Any, cast: Any) -> None:
    proposal = proposing.propose(
        municipality=Municipality.objects.get(code="1108"),
        services=list(Service.objects.filter(kind="child_welfare")[:2]),
        new_services=[],
        name="Uten svar",
        kind="learning",
        contact_name="A",
        contact_title="B",
        contact_email=ADDRESS,
    )
    assert list(proposing.waiting(cast.caseworker)) == []
    page = reverse("network-proposal", args=[proposal.pk])
    assert browse(cast.caseworker).get(page).status_code == 404
