"""People are invited to a network by e-mail, come, and leave again (R2.1, P5–P7)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import mails
from workflows import clock
from workflows.directory.models import Network, NetworkMembership, PersonInvitation, Role, User
from workflows.errors import NotThere, Refused
from workflows.networks import people, taking_part

pytestmark = pytest.mark.django_db
NEW = "ny@sandnes.example"
PASSWORD = {"first_name": "Ny", "last_name": "Deltaker", "password": "riktig hest batteri stift"}


def invite(post: Any, who: Any, emails: str = NEW, role: str = "participant", **typed: Any) -> str:
    """Invite by the network's page, and return the path of the link that came to the first."""
    answer = post(who, "inviter-personer", role=role, emails=emails, **typed)
    assert answer.status_code == 302, answer.context["form"].errors
    return mails.link(emails.split()[0], "nettverk/invitasjon")


@pytest.mark.requirement(
    "R2.1", "the leader invites people by e-mail; they choose a password, accept and take part"
)
@pytest.mark.requirement("P5", "a network's leader invites others to write with them")
def test_an_invited_person_opens_an_account_and_takes_part(jaeren: Network, post: Any, cast: Any) -> None:
    path, browser = invite(post, cast.network_leader, f"{NEW}\n\nandre@time.example,\n"), Client()
    assert jaeren.name in browser.get(path).content.decode()
    assert PersonInvitation.objects.filter(network=jaeren).count() == 2
    way_in = browser.post(path)
    landed = browser.post(way_in["Location"], PASSWORD, follow=True)
    assert "Ta imot invitasjonen" in landed.content.decode()
    accepted = browser.post(path)
    assert (accepted.status_code, accepted["Location"]) == (302, jaeren.get_absolute_url())
    person = User.objects.get(email=NEW)
    assert jaeren.roles.filter(user=person, role=Role.PARTICIPANT).count() == 1
    assert browser.get(path).status_code == 404
    assert "Ny Deltaker" in mails.to(cast.network_leader.email)[-1].body


@pytest.mark.requirement("R2.1", "somebody who has an account logs in and accepts")
@pytest.mark.adversary("D1", "an invitation opens nothing to another account than the one that is invited")
def test_one_with_an_account_accepts_and_others_cannot(
    jaeren: Network, post: Any, browse: Any, cast: Any
) -> None:
    path = invite(post, cast.network_leader, cast.participant.email)
    assert Client().post(path)["Location"].startswith(reverse("account_login"))
    outsider = browse(cast.outsider)
    assert [outsider.get(path).status_code, outsider.post(path).status_code] == [200, 200]
    assert not jaeren.roles.filter(role=Role.PARTICIPANT).exists()
    assert browse(cast.participant).post(path).status_code == 302
    assert [held.user for held in jaeren.roles.filter(role=Role.PARTICIPANT)] == [cast.participant]


def test_the_verb_gives_the_role_to_the_invited_alone(jaeren: Network, post: Any, cast: Any) -> None:
    invite(post, cast.network_leader, cast.participant.email)
    with pytest.raises(NotThere):
        taking_part.accept(invitation=PersonInvitation.objects.get(), by=cast.outsider)
    assert not jaeren.roles.filter(role=Role.PARTICIPANT).exists()


def test_bad_addresses_are_named_by_their_line(post: Any, cast: Any) -> None:
    text = "en@sandnes.example\nikke en adresse\n\nheller@ikke"
    refused = post(cast.network_leader, "inviter-personer", role="participant", emails=text)
    assert refused.status_code == 422
    assert [error.split(" ", 2)[:2] for error in refused.context["form"].errors["emails"]] == [
        ["Linje", "2"],
        ["Linje", "4"],
    ]
    assert "ikke en adresse" in refused.content.decode()
    assert PersonInvitation.objects.count() == 0


@pytest.mark.requirement("R2.1", "an invitation is sent again, taken back, or runs out after 30 days")
def test_an_invitation_is_sent_again_and_taken_back(post: Any, cast: Any, at: Any) -> None:
    first = invite(post, cast.network_leader)
    row = PersonInvitation.objects.get()
    assert post(cast.network_leader, "inviter-personer", role="participant", emails=NEW).status_code == 422
    assert post(cast.network_leader, f"send-invitasjon/{row.pk}").status_code == 302
    second = mails.link(NEW, "nettverk/invitasjon")
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    later = clock.now() + dt.timedelta(days=31)
    at(later.year, later.month, later.day)
    assert Client().get(second).status_code == 404
    assert post(cast.network_leader, f"send-invitasjon/{row.pk}").status_code == 302
    third = mails.link(NEW, "nettverk/invitasjon")
    assert Client().get(third).status_code == 200
    assert post(cast.network_leader, f"trekk-invitasjon/{row.pk}").status_code == 302
    assert Client().get(third).status_code == 404


@pytest.mark.requirement("P6", "a municipality's management is invited to confirm")
def test_management_is_invited_for_its_municipality(
    jaeren: Network, post: Any, cast: Any, browse: Any
) -> None:
    place = jaeren.municipalities_on().get(code="1108")
    wrong = post(cast.network_leader, "inviter-personer", role="municipal_management", emails=NEW)
    assert set(wrong.context["form"].errors) == {"municipality"}
    path = invite(
        post,
        cast.network_leader,
        cast.suldal_leader.email,
        role="municipal_management",
        municipality=place.pk,
    )
    assert browse(cast.suldal_leader).post(path).status_code == 302
    assert cast.suldal_leader.roles.filter(role=Role.MUNICIPAL_MANAGEMENT, municipality=place).exists()


@pytest.mark.adversary("D1", "a leader gives nobody a role that reaches another network's cases")
def test_a_role_that_reaches_other_networks_is_the_offices_to_give(
    jaeren: Network, post: Any, cast: Any
) -> None:
    service = jaeren.memberships.get(service__name="Sandnes").service
    NetworkMembership.objects.create(
        network=Network.objects.get(code="outside"), service=service, joined=clock.today()
    )
    typed = {"role": "child_welfare_leader", "service": service.pk, "emails": NEW}
    refused = post(cast.network_leader, "inviter-personer", **typed)
    assert refused.status_code == 422
    assert "andre nettverk" in refused.content.decode()
    assert post(cast.caseworker, "inviter-personer", **typed).status_code == 302


@pytest.mark.adversary("D1", "who may not change a network invites nobody to it")
def test_who_may_invite(post: Any, cast: Any) -> None:
    inviting = (cast.klepp_management, cast.other_caseworker, cast.outsider)
    answers = [post(who, "inviter-personer", role="participant", emails=NEW).status_code for who in inviting]
    assert answers == [403, 404, 404]


@pytest.mark.requirement("R2.1", "somebody gives up taking part, and sees the network no longer")
def test_a_participant_leaves(post: Any, cast: Any, browse: Any) -> None:
    held = cast.participant.roles.get()
    assert post(cast.child_welfare_leader, f"slutt/{held.pk}", "ryfylke").status_code == 403
    assert browse(cast.participant).get("/nettverk/ryfylke/").status_code == 200
    left = post(cast.participant, f"slutt/{held.pk}", "ryfylke")
    assert (left.status_code, left["Location"]) == (302, "/nettverk/")
    assert browse(cast.participant).get("/nettverk/ryfylke/").status_code == 404


@pytest.mark.requirement("R2.1", "the last leader does not go without another")
@pytest.mark.parametrize(
    ("last_day", "is_taken"), [("2024-03-03", True), ("2024-03-04", False), ("2024-01-01", False)]
)
def test_a_part_ends_on_a_day_that_has_passed(cast: Any, last_day: str, is_taken: bool) -> None:
    held, day = cast.participant.roles.get(), dt.date.fromisoformat(last_day)
    if is_taken:
        taking_part.end(held_role=held, by=cast.caseworker, last_day=day)
    else:
        with pytest.raises(Refused):
            taking_part.end(held_role=held, by=cast.caseworker, last_day=day)
    held.refresh_from_db()
    assert held.valid_to == (day if is_taken else None)


def test_the_leader_does_not_leave_without_another(post: Any, cast: Any) -> None:
    held = cast.leader_network_leader.roles.get()
    refused = post(cast.leader_network_leader, f"slutt/{held.pk}", "ryfylke")
    assert refused.status_code == 422
    assert "Velg en annen nettverksleder først" in refused.content.decode()


@pytest.mark.requirement("P5", "both are told when somebody else becomes the network's leader")
def test_a_handover_is_told_to_both(cast: Any) -> None:
    network = Network.objects.get(code="ryfylke")
    people.choose_leader(
        network=network, person=cast.participant, from_day=clock.today(), by=cast.leader_network_leader
    )
    told = [mails.to(who.email)[-1].subject for who in (cast.participant, cast.leader_network_leader)]
    assert told == ["Ny nettverksleder: Nettverket ryfylke"] * 2
