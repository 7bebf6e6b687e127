"""What several people do together at the same moment: a link used twice, a link and a resolution."""

from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import mails, way
from tests.together import at_once
from workflows import clock
from workflows.anchoring import asking, confirming
from workflows.cases.models import Receipt
from workflows.directory.models import Municipality, Network, Service
from workflows.networks import membership, proposing, taking_part
from workflows.verifying import verify_all
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "kari@sandnes.example"


@pytest.mark.adversary(
    "A3", "a link to a confirmation posted four times while the resolution is brought counts once"
)
def test_a_confirmation_is_given_once() -> None:
    case = way.written("self_initiated")
    statement, leader = case.statements.get(municipality__name="Sandnes"), way.leader_of(case)
    asking.ask(statement=statement, name="Kari", email=ADDRESS, by=leader)
    path = mails.link(ADDRESS, "bekreft")

    def post() -> Any:
        typed = {"name": "Kari", "title": "Kommunedirektør", "confirmed": "on"}
        return Client().post(path, typed).status_code

    def bring() -> Any:
        file = SimpleUploadedFile("vedtak.pdf", PDF, content_type="application/pdf")
        confirming.bring(
            statement=statement,
            name="Ola",
            title="Ordfører",
            decided_on=clock.today(),
            resolution=file,
            by=leader,
        )
        return "brought"

    outcome = Counter(str(result) for result in at_once(post, post, post, post, bring))
    assert outcome["302"] + outcome["brought"] == 1
    assert outcome["404"] == 4 - outcome["302"]
    assert Receipt.objects.filter(task__item__case=case, task__item__node="confirm").count() == 1
    assert verify_all().faults == []


@pytest.mark.requirement("R8.17", "two who approve a proposed network at once make one network")
def test_a_network_is_approved_once(cast: Any) -> None:
    proposal = proposing.propose(
        municipality=Municipality.objects.get(code="1108"),
        services=list(Service.objects.filter(name__in=("Sandnes", "Klepp og Time"))),
        new_services=[],
        name="Nettverket Sør",
        kind="learning",
        contact_name="Kari",
        contact_title="Leder",
        contact_email=ADDRESS,
    )
    proposing.confirm(proposal)
    results = at_once(
        *(
            lambda by=by: proposing.approve(proposal, by=by)
            for by in (cast.caseworker, cast.second_caseworker, cast.decision_maker)
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Network", "Refused", "Refused"]
    network = Network.objects.get(name="Nettverket Sør")
    assert (network.memberships.count(), network.roles.count()) == (2, 1)


@pytest.mark.requirement("R2.1", "an invitation accepted four times at once gives one role")
def test_an_invitation_is_accepted_once(cast: Any) -> None:
    network = Network.objects.get(code="jaeren")
    [invitation] = taking_part.invite(
        network=network, role="participant", emails=[cast.participant.email], by=cast.network_leader
    )
    results = at_once(*(lambda: taking_part.accept(invitation=invitation, by=cast.participant),) * 4)
    assert sorted(type(result).__name__ for result in results) == [
        "Network",
        "NotThere",
        "NotThere",
        "NotThere",
    ]
    assert network.roles.filter(user=cast.participant).count() == 1


@pytest.mark.requirement(
    "R2.1", "a service that joins and leaves several times at once is a member once, or not"
)
def test_a_service_joins_and_leaves_at_once(cast: Any) -> None:
    network = Network.objects.get(code="jaeren")
    service = Service.objects.get(name="Sola")
    day = clock.today()

    def join() -> Any:
        return membership.join(network=network, service=service, joined=day, by=cast.caseworker)

    assert sorted(type(each).__name__ for each in at_once(join, join, join)) == [
        "NetworkMembership",
        "Refused",
        "Refused",
    ]
    joined = network.memberships.get(service=service)

    def leave() -> Any:
        return membership.leave(membership=joined, left=day, by=cast.caseworker)

    outcome = Counter(type(each).__name__ for each in at_once(leave, join, leave, join))
    assert outcome["Refused"] == 3  # one leave holds; that day is taken, so nobody joins anew on it
    assert [each.left for each in network.memberships.filter(service=service)] == [day]
