"""Services join and leave on dates; history is kept; other offices are told (R2.1, R2.2, R2.7, R2.15)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from workflows.directory.models import (
    Municipality,
    Network,
    NetworkLog,
    NetworkMembership,
    Reminder,
    Service,
)
from workflows.errors import Refused
from workflows.networks import membership as verbs
from workflows.outbox import OutboxMessage

from .conftest import Post, day

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def periods(network: Network, name: str) -> list[tuple[dt.date, dt.date | None]]:
    """Return when a service has taken part."""
    return list(network.memberships.filter(service__name=name).values_list("joined", "left"))


def lines(network: Network) -> list[tuple[str, dt.date, str]]:
    """Return the log, oldest first: what, from when, by whom."""
    rows = NetworkLog.objects.filter(network=network).order_by("id")
    return [(line.kind, line.on, line.by.username) for line in rows]


@pytest.mark.requirement("R2.1", "a service leaves and joins again on dates, and both periods stay")
def test_leaving_and_joining_again_keeps_history(
    jaeren: Network, membership: NetworkMembership, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    assert post(cast.network_leader, f"ut/{membership.pk}", left="29.2.2024").status_code == 302
    joined = {
        "service": membership.service_id,
        "joined": "4.3.2024",
        "persons": "2",
        "persons_from_leadership": "1",
    }
    assert post(cast.caseworker, "medlem", **joined).status_code == 302
    assert periods(jaeren, "Sandnes") == [
        (day("2024-01-02"), day("2024-02-29")),
        (day("2024-03-04"), None),
    ]
    assert lines(jaeren) == [
        ("left", day("2024-02-29"), "network_leader"),
        ("joined", day("2024-03-04"), "caseworker"),
    ]
    page = browse(cast.network_leader).get("/nettverk/jaeren/").content.decode()
    assert "02.01.2024–29.02.2024" in page
    assert "1 tidligere medlemskap" in page


@pytest.mark.requirement("R2.1", "two memberships of a service never overlap, whichever is written first")
@pytest.mark.parametrize("joined", ["2024-01-02", "2024-02-01", "2024-06-01"])
def test_overlapping_memberships_are_refused(
    jaeren: Network, membership: NetworkMembership, cast: SimpleNamespace, joined: str
) -> None:
    with pytest.raises(Refused, match=r"Sandnes er allerede med: ble med 2\. januar 2024"):
        verbs.join(network=jaeren, service=membership.service, joined=day(joined), by=cast.caseworker)
    assert periods(jaeren, "Sandnes") == [(day("2024-01-02"), None)]


@pytest.mark.parametrize(
    ("left", "says"),
    [("1.1.2024", "Tjenesten ble med 2. januar 2024."), ("i går", "Skriv datoen med dag, måned og år")],
)
def test_a_last_day_that_cannot_be_is_refused_and_kept_as_typed(
    membership: NetworkMembership, cast: SimpleNamespace, post: Post, left: str, says: str
) -> None:
    answer = post(cast.network_leader, f"ut/{membership.pk}", left=left)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert f'value="{left}"' in page or 'value="01.01.2024"' in page
    membership.refresh_from_db()
    assert membership.left is None


@pytest.mark.requirement("R2.2", "fewer than two services is shown with what the paragraph says, not hidden")
def test_below_two_services_the_page_shows_the_paragraph(
    membership: NetworkMembership, cast: SimpleNamespace, post: Post, browse: Browse, at: Callable[..., None]
) -> None:
    before = browse(cast.caseworker).get("/nettverk/jaeren/").content.decode()
    post(cast.network_leader, f"ut/{membership.pk}", left="4.3.2024")
    at(2024, 3, 5)
    after = browse(cast.caseworker).get("/nettverk/jaeren/").content.decode()
    fails = 'data-outcome="unmet" data-severity="must"'
    assert (fails in before, fails in after) == (False, True)
    assert 'href="/regel/2021-' in after


@pytest.mark.requirement(
    "R2.2", "a network of fewer than two services is not started, and the reason is given"
)
@pytest.mark.requirement("R2.3", "an office starts a leader network of two services")
def test_an_office_starts_a_network(cast: SimpleNamespace, browse: Browse) -> None:
    client, (strand, suldal) = browse(cast.caseworker), Service.objects.filter(name__in=("Strand", "Suldal"))
    typed = {
        "name": "Nytt nettverk i Ryfylke", "kind": "leader", "started": "1.3.2024", "services": [strand.pk],
        "municipality": Municipality.objects.get(code="1130").pk,
    }  # fmt: skip
    refused = client.post("/nettverk/nytt/", typed)
    assert (refused.status_code, Network.objects.filter(name=typed["name"]).exists()) == (422, False)
    assert "Et nettverk har minst to ulike barnevernstjenester." in refused.content.decode()
    assert "Nytt nettverk i Ryfylke" in refused.content.decode()
    answer = client.post("/nettverk/nytt/", typed | {"services": [strand.pk, suldal.pk]})
    network = Network.objects.get(name="Nytt nettverk i Ryfylke")
    assert (answer.status_code, answer["Location"]) == (302, f"/nettverk/{network.code}/")
    assert [kind for kind, *_rest in lines(network)] == ["started", "joined", "joined"]
    assert network.office.code == "ROG"


def test_a_network_has_a_service_of_its_responsible_municipality(cast: SimpleNamespace) -> None:
    services = list(Service.objects.filter(name__in=("Strand", "Suldal")))
    with pytest.raises(Refused, match="den ansvarlige kommunen"):
        verbs.start(
            name="Feil", kind="learning", municipality=Municipality.objects.get(code="1103"),
            started=day("2024-03-01"), services=services, by=cast.caseworker,
        )  # fmt: skip
    assert not Network.objects.filter(name="Feil").exists()


@pytest.mark.parametrize("name", ["Nytt", "Utenfor", "Temaer", "jaeren", "Ærlig!", "😀"])
def test_every_network_gets_an_address_of_its_own(cast: SimpleNamespace, browse: Browse, name: str) -> None:
    services = list(Service.objects.filter(name__in=("Strand", "Suldal")))
    network = verbs.start(
        name=name, kind="learning", municipality=Municipality.objects.get(code="1130"),
        started=day("2024-03-01"), services=services, by=cast.caseworker,
    )  # fmt: skip
    network.full_clean()
    page = browse(cast.caseworker).get(network.get_absolute_url())
    assert (page.status_code, page.context["network"]) == (200, network)


@pytest.mark.requirement(
    "R2.15", "the office of a member's county is told when the membership is written, and reads"
)
def test_another_county_is_told_and_says_that_it_has_seen(
    jaeren: Network, bergen: Service, cast: SimpleNamespace, browse: Browse, post: Post
) -> None:
    assert browse(cast.other_caseworker).get("/nettverk/jaeren/").status_code == 404
    joined = verbs.join(network=jaeren, service=bergen, joined=day("2024-03-04"), by=cast.network_leader)
    reminder = Reminder.objects.get(kind="network_member")
    assert (reminder.office.code, reminder.link, reminder.due) == (
        "VES",
        "/nettverk/jaeren/",
        day("2024-03-18"),
    )
    mailed = OutboxMessage.objects.filter(key__startswith="mail:reminder:network_member")
    assert [message.payload["user"] for message in mailed] == [cast.other_caseworker.pk]
    client = browse(cast.other_caseworker)
    assert "Bergen er med i et nettverk i et annet fylke" in client.get("/oppgaver/").content.decode()
    page = client.get("/nettverk/jaeren/").content.decode()
    assert "Vi har sett dette" in page
    assert "Velg nettverksleder" not in page
    assert client.get("/nettverk/jaeren/medlem/").status_code == 403
    assert post(cast.other_caseworker, f"sett/{joined.pk}").status_code == 302
    assert "Vi har sett dette" not in client.get("/nettverk/jaeren/").content.decode()
    assert lines(jaeren)[-1] == ("noted", day("2024-03-04"), "other_caseworker")
    post(cast.other_caseworker, f"sett/{joined.pk}")
    assert len(lines(jaeren)) == 2


@pytest.mark.requirement("R2.7", "each service says how many it sends and how many of them lead")
def test_persons_sent_are_written(
    jaeren: Network, membership: NetworkMembership, cast: SimpleNamespace, post: Post
) -> None:
    act = f"personer/{membership.pk}"
    assert post(cast.municipal_management, act, persons="3", persons_from_leadership="4").status_code == 422
    assert post(cast.municipal_management, act, persons="3", persons_from_leadership="2").status_code == 302
    membership.refresh_from_db()
    assert (membership.persons, membership.persons_from_leadership) == (3, 2)
    assert lines(jaeren) == [("persons", day("2024-03-04"), "municipal_management")]


def test_a_municipality_ends_its_own_membership_and_no_others(
    jaeren: Network, membership: NetworkMembership, cast: SimpleNamespace, post: Post
) -> None:
    assert post(cast.klepp_management, f"ut/{membership.pk}", left="4.3.2024").status_code == 403
    assert post(cast.outsider, f"ut/{membership.pk}", left="4.3.2024").status_code == 404
    assert periods(jaeren, "Sandnes") == [(day("2024-01-02"), None)]
    assert post(cast.municipal_management, f"ut/{membership.pk}", left="4.3.2024").status_code == 302


def test_a_row_of_another_network_is_not_there(cast: SimpleNamespace, post: Post) -> None:
    other = Network.objects.get(code="ryfylke").memberships.first()
    assert post(cast.network_leader, f"ut/{other.pk}", left="4.3.2024").status_code == 404
    other.refresh_from_db()
    assert other.left is None


@pytest.mark.requirement("R2.1", "the log of a network is written once: nobody changes or removes a line")
def test_the_log_is_never_changed(
    jaeren: Network, membership: NetworkMembership, cast: SimpleNamespace
) -> None:
    verbs.leave(membership=membership, left=day("2024-03-04"), by=cast.caseworker)
    with pytest.raises(IntegrityError):
        NetworkLog.objects.filter(network=jaeren).update(on=day("2024-03-05"))


def test_a_service_that_is_not_in_the_register_is_written_into_it(
    jaeren: Network, cast: SimpleNamespace, post: Post
) -> None:
    host = Municipality.objects.get(code="1114")
    typed = {
        "new_name": "Barnevernet i Dalane", "new_host": host.pk, "new_serves": "1111, 1112", "joined": "4.3.2024",
        "persons": "0", "persons_from_leadership": "0",
    }  # fmt: skip
    wrong = post(cast.caseworker, "medlem", **(typed | {"new_serves": "1111, 9999"}))
    assert "Det finnes ingen kommune med nummeret 9999." in wrong.content.decode()
    assert post(cast.caseworker, "medlem", **typed).status_code == 302
    service = Service.objects.get(name="Barnevernet i Dalane")
    assert {each.code for each in service.municipalities.all()} == {"1111", "1112", "1114"}
    assert periods(jaeren, service.name) == [(day("2024-03-04"), None)]
