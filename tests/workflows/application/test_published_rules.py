"""What the published rules stop, and what they only point out, when an application is sent."""

from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.directory.models import Service

pytestmark = pytest.mark.django_db


def send(case: Case) -> dict[str, list[str]]:
    """Send the application as the network's leader, and return why it is refused."""
    return seeing.refusals(case, "submit", way.leader_of(case), choice="send")


def said(refused: dict[str, list[str]]) -> list[str]:
    """Return the refusals of substance as plain text."""
    assert set(refused) <= {seeing.OF_SUBSTANCE}
    return [strip_tags(message) for message in refused.get(seeing.OF_SUBSTANCE, [])]


def leave(case: Case, service: str) -> None:
    """Let a service leave the network the day before."""
    case.network.memberships.filter(service__name=service).update(left="2024-03-03")


@pytest.mark.requirement("R2.2", "a network of one service is refused with a link to the paragraph of 2021")
def test_a_learning_network_of_one_service_is_refused() -> None:
    case = way.written("self_initiated")
    leave(case, "Klepp og Time")
    [refused] = send(case)[seeing.OF_SUBSTANCE]
    assert refused == (
        'Et nettverk skal ha minst to tjenester. <a class="ds-link" href="/regel/2021-0.2/">'
        + _("Paragraph %(code)s") % {"code": "2021-0.2"}
        + "</a>"
    )
    case.refresh_from_db()
    assert (case.status, case.fact_sheets.count(), seeing.letters(case)) == ("draft", 0, [])


@pytest.mark.requirement(
    "R2.2", "services are counted, not municipalities: a joint service of two is one service"
)
def test_one_service_of_two_municipalities_is_one_service() -> None:
    case = way.written("self_initiated")
    leave(case, "Sandnes")
    assert len(case.network.municipalities_on()) == 2
    assert said(send(case)) == [
        "Et nettverk skal ha minst to tjenester. " + _("Paragraph %(code)s") % {"code": "2021-0.2"}
    ]


@pytest.mark.requirement("R2.3", "a leader network of one service is refused by the same paragraph")
def test_a_leader_network_of_one_service_is_refused() -> None:
    case = way.written()
    leave(case, "Suldal")
    assert said(send(case))[0].startswith("Et nettverk skal ha minst to tjenester.")


@pytest.mark.requirement(
    "R2.3", "only leaders of child-welfare services count: a school is no second service"
)
def test_another_kind_of_service_does_not_make_two() -> None:
    case = way.written()
    Service.objects.filter(name="Suldal").update(kind="school")
    assert said(send(case))[0].startswith("Et nettverk skal ha minst to tjenester.")


@pytest.mark.requirement(
    "R2.3", "a network that has become another kind is refused with the paragraph that says why"
)
def test_the_kind_of_network_is_checked_when_the_application_is_sent() -> None:
    case = way.written()
    case.network.kind = "learning"
    case.network.save()
    assert said(send(case))[0].startswith("Ordningen er bare for nettverk av barnevernsledere.")


@pytest.mark.requirement("R1.5", "everything that is not met is told at once, each with its paragraph")
def test_all_that_is_not_met_is_told_at_once() -> None:
    case = way.written("self_initiated", 200_000, overhead=10_001, other_public_funding="yes")
    leave(case, "Sandnes")
    links = [message.split('href="')[1].split('"')[0] for message in send(case)[seeing.OF_SUBSTANCE]]
    assert links == ["/regel/2021-0.2/", "/regel/2024-3.7/", "/regel/2024-3.11/"]


@pytest.mark.requirement("R3.5", "other public funding is declared: a yes without saying which is refused")
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_other_public_funding_is_declared(scheme: str) -> None:
    case = way.written(scheme, other_public_funding="yes")
    [message] = said(send(case))
    assert message.endswith({"leader_network": "2024-6.8", "self_initiated": "2024-3.11"}[scheme])


@pytest.mark.requirement("R3.5", "other public funding that is described does not stop the application")
def test_declared_public_funding_is_no_hindrance() -> None:
    case = way.written(
        other_public_funding="yes", other_public_funding_details="Kr 50 000 fra fylkeskommunen."
    )
    assert send(case) == {}


@pytest.mark.requirement(
    "R3.9", "5 per cent overhead of the requested sum is sent, 5.0005 and 5.01 per cent are not"
)
@pytest.mark.parametrize(
    ("overhead", "refused"), [(10_000, False), (10_001, True), (10_020, True), (0, False)]
)
def test_overhead_is_at_most_five_per_cent_of_the_requested_sum(overhead: int, refused: bool) -> None:
    case = way.written("self_initiated", 200_000, overhead=overhead)
    messages = said(send(case))
    assert [m.split(".")[0] for m in messages] == [
        "Overhead kan være høyst 5 prosent av beløpet det søkes om"
    ] * refused
    case.refresh_from_db()
    assert case.is_draft is refused


@pytest.mark.requirement(
    "R3.6", "2024: the need for a knowledge environment must be considered; contact is advised"
)
def test_a_knowledge_environment_is_considered_and_need_not_be_contacted() -> None:
    not_considered = way.written("self_initiated", knowledge_environment_considered="no")
    assert said(send(not_considered))[0].startswith(
        "Nettverket skal ha vurdert om prosjektet trenger samarbeid"
    )
    assert send(way.written("self_initiated", knowledge_environment_considered="yes")) == {}
    contacted = way.submitted(
        "self_initiated", knowledge_environment_considered="no", knowledge_environment_contact="yes"
    )
    found = seeing.findings(contacted, "application")
    assert (found["2024-2.8"], found["2024-2.9"]) == ("met", "met")


@pytest.mark.requirement(
    "R2.7", "two persons from each municipality is advised: fewer is seen and stops nothing"
)
@pytest.mark.parametrize(("persons", "outcome"), [(4, "met"), (3, "unmet"), (0, "unmet")])
def test_two_persons_from_each_municipality_are_advised(persons: int, outcome: str) -> None:
    case = way.written("self_initiated")
    case.network.memberships.filter(service__name="Klepp og Time").update(persons=persons)
    assert send(case) == {}
    case.refresh_from_db()
    assert seeing.findings(case, "application")["2021-2.3"] == outcome


@pytest.mark.requirement(
    "R2.6", "a leader and a steering group are advised: what is lacking is seen and stops nothing"
)
def test_a_network_should_have_a_leader_and_a_steering_group() -> None:
    case = way.submitted("self_initiated")
    found = seeing.findings(case, "application")
    assert (found["2024-2.5"], found["2024-2.6"]) == ("met", "unmet")


@pytest.mark.requirement(
    "R2.14", "how the cooperation continues without funds is asked, and may be left open"
)
def test_continuation_is_asked_and_may_be_left_open() -> None:
    case = way.submitted("self_initiated", continuation_plan="")
    assert seeing.findings(case, "application")["2024-1.2"] == "unmet"


def test_the_page_shows_what_is_not_met_with_a_link_to_its_paragraph(browse: Any) -> None:
    case = way.written()
    leave(case, "Suldal")
    page = browse(way.leader_of(case)).post(way.item(case, "submit").get_absolute_url(), {"choice": "send"})
    assert page.status_code == 422
    assert '<a class="ds-link" href="/regel/2021-0.2/">' in page.content.decode()
