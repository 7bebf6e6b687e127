"""Help asked and answered, follow-up, outreach and marks: what is internal stays so (R2.10, R2.13, R2.15)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.cast import CAST, make_network, make_person
from workflows.directory.models import HelpRequest, Municipality, MunicipalityNote, Network, Reminder, Role
from workflows.networks import helping, outreach
from workflows.outbox import OutboxMessage

from .conftest import Post, day

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
SECRET = "Kommunen strever mer enn andre"
INTERNAL = {"caseworker", "second_caseworker", "decision_maker", "payment_attester", "fund_manager"}
PAGES = (
    "/nettverk/", "/nettverk/jaeren/", "/nettverk/ryfylke/", "/nettverk/outside/", "/nettverk/temaer/",
    "/nettverk/utenfor/", "/nettverk/utenfor/?marked=1", "/nettverk/utenfor/1108/", "/nettverk/utenfor/1149/",
    "/min-side/", "/oppgaver/", "/saker/", "/kontakt/?kommune=1149", "/kontakt/?kommune=1108",
)  # fmt: skip


@pytest.mark.requirement(
    "R2.13", "a network asks, it becomes the office's item, and the network reads the outcome"
)
def test_a_request_is_asked_and_answered(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    typed = {"wanted": "knowledge", "text": "Hvem kan veilede oss?"}
    for _press in range(2):
        assert post(cast.network_leader, "hjelp", **typed).status_code == 302
    request = HelpRequest.objects.get(network=jaeren)
    reminder = Reminder.objects.get(kind="network_help")
    assert (reminder.office.code, reminder.due, reminder.settled_at) == ("ROG", day("2024-03-18"), None)
    office = browse(cast.caseworker)
    assert "Nettverket jaeren ber om hjelp" in office.get("/oppgaver/").content.decode()
    assert [each.code for each in office.get("/nettverk/?help=1").context["page"]] == ["jaeren"]
    assert post(cast.network_leader, f"svar/{request.pk}", outcome="Nei").status_code == 403
    assert (
        post(cast.caseworker, f"svar/{request.pk}", outcome="Kunnskapssenteret tar kontakt.").status_code
        == 302
    )
    page = browse(cast.network_leader).get("/nettverk/jaeren/").content.decode()
    assert "Kunnskapssenteret tar kontakt." in page
    assert "Nettverket jaeren ber om hjelp" not in office.get("/oppgaver/").content.decode()
    told = OutboxMessage.objects.filter(key__startswith=f"mail:network_help:{request.pk}:")
    assert [message.payload["user"] for message in told] == [cast.network_leader.pk]
    again = post(cast.decision_maker, f"svar/{request.pk}", outcome="En gang til")
    assert (again.status_code, "En gang til" in again.content.decode()) == (422, True)


@pytest.mark.requirement(
    "R2.15", "Oslo has no Bufetat region: asking for its help says so and is still asked"
)
def test_oslo_has_no_region_and_it_says_so(cast: SimpleNamespace, browse: Browse, post: Post) -> None:
    network = make_network("oslo", "learning", "0301", {"Alna": ["0301"], "Frogner": ["0301"]})
    leader = make_person("oslo_leader", Role.NETWORK_LEADER, network="oslo")
    says = "Oslo hører ikke til noen Bufetat-region."
    assert says in browse(leader).get("/nettverk/oslo/hjelp/").content.decode()
    assert post(leader, "hjelp", code="oslo", wanted="bufetat", text="Opplæring").status_code == 302
    assert browse(leader).get("/nettverk/oslo/").content.decode().count(says) == 2
    assert helping.region_of(network) is None
    assert says not in browse(cast.network_leader).get("/nettverk/jaeren/hjelp/").content.decode()


@pytest.mark.requirement(
    "R2.13", "follow-up is logged per network, and read by the office and the directorate only"
)
def test_follow_up_is_internal(jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse) -> None:
    assert post(cast.caseworker, "oppfolging", on="1.3.2024", text=SECRET).status_code == 302
    seen = {name for name in CAST if SECRET in _text(browse(getattr(cast, name)), "/nettverk/jaeren/")}
    assert seen == INTERNAL
    assert post(cast.network_leader, "oppfolging", on="1.3.2024", text="x").status_code == 403


@pytest.mark.requirement(
    "R2.10", "marks and outreach are seen by the office and the directorate, and by nobody else"
)
@pytest.mark.adversary(
    "D1", "no page of a network, a participant or another office tells that a municipality is marked"
)
def test_marks_are_seen_by_nobody_outside_the_office_and_the_directorate(
    cast: SimpleNamespace, browse: Browse
) -> None:
    for code in ("1108", "1149"):
        municipality = Municipality.objects.get(code=code)
        outreach.note(municipality=municipality, kind="marked", text=SECRET, by=cast.caseworker)
    seen = set()
    for name in CAST:
        texts = [_text(browse(getattr(cast, name)), page) for page in PAGES]
        if any(SECRET in text or 'data-color="warning">Trenger særlig' in text for text in texts):
            seen.add(name)
    assert seen == INTERNAL


@pytest.mark.requirement(
    "R2.10", "an office sees its municipalities in no network, marks them and logs outreach"
)
def test_an_office_keeps_an_eye_on_municipalities_outside(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    client, address = browse(cast.caseworker), "/nettverk/utenfor/1149/"
    codes = {each.code for each in client.get("/nettverk/utenfor/").context["page"]}
    assert "1149" in codes
    assert not {"1108", "1120", "1130", "1103"} & codes
    assert all(code.startswith("11") for code in codes)
    note = {"kind": "outreach", "on": "1.3.2024", "whom": "Kommunedirektøren", "text": "Ringte"}
    assert client.post(address, note).status_code == 302
    assert client.post(address, note | {"kind": "marked", "text": "Liten tjeneste"}).status_code == 302
    marked = client.get("/nettverk/utenfor/?marked=1").context["page"].rows
    assert [(each.code, each.reached_on) for each in marked] == [("1149", day("2024-03-01"))]
    assert client.post(address, note | {"kind": "marked"}).status_code == 422  # it is marked already
    assert client.post(address, note | {"kind": "unmarked", "text": "I gang"}).status_code == 302
    assert not client.get("/nettverk/utenfor/?marked=1").context["page"].rows
    page = client.get(address).content.decode()
    assert ("Liten tjeneste" in page, "I gang" in page, "Kommunedirektøren" in page) == (True, True, True)
    assert browse(cast.fund_manager).post(address, note).status_code == 403
    assert browse(cast.other_caseworker).post(address, note).status_code == 404
    with pytest.raises(IntegrityError):
        MunicipalityNote.objects.all().delete()


def _text(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())
