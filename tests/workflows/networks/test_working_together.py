"""Invitations, plan, themes and cooperation without funds (R2.4, R2.8, R2.9, R2.11, R2.14)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import mails, way
from workflows.cases.models import DevelopmentProject
from workflows.directory.models import Municipality, Network, NetworkInvitation, NetworkPlan, Service, User
from workflows.networks import planning, themes

from .conftest import Post, day

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


@pytest.fixture
def invited(jaeren: Network) -> dict[str, Any]:
    """Return what is typed to invite the health service of Klepp."""
    host = Municipality.objects.get(code="1120")
    return {
        "new_name": "Helsestasjonen", "new_host": host.pk, "new_kind": "health", "purpose": "Felles opplæring",
        "initiated_by": Service.objects.get(name="Klepp og Time").pk, "target_group": "on",
    }  # fmt: skip


ANSWER = {
    "accepted": "yes", "contribution": "To dager", "decided_by": "Test Testmo, kommunalsjef", "decided_on": "4.3.2024"
}  # fmt: skip


@pytest.mark.requirement(
    "R2.9", "a child-welfare service invites a health service; its municipality decides and it takes part"
)
def test_a_service_is_invited_to_the_network(
    jaeren: Network, invited: dict[str, Any], cast: SimpleNamespace, post: Post
) -> None:
    assert post(cast.network_leader, "inviter", **(invited | {"target_group": ""})).status_code == 422
    assert not NetworkInvitation.objects.exists()
    assert post(cast.network_leader, "inviter", **invited).status_code == 302
    invitation = NetworkInvitation.objects.get(network=jaeren)
    assert not jaeren.members_on().filter(service=invitation.service).exists()
    address = f"invitasjon/{invitation.pk}"
    assert post(cast.municipal_management, address, **ANSWER).status_code == 403  # of another municipality
    assert post(cast.klepp_management, address, **(ANSWER | {"contribution": ""})).status_code == 422
    assert post(cast.klepp_management, address, **ANSWER).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.accepted, invitation.contribution, invitation.decided_on) == (
        True,
        "To dager",
        day("2024-03-04"),
    )
    assert jaeren.members_on().filter(service=invitation.service).exists()
    assert post(cast.klepp_management, address, **ANSWER).status_code == 422


@pytest.mark.requirement(
    "R2.9", "a service can be invited to one project only: it does not take part in the network"
)
def test_a_service_is_invited_to_one_project_only(
    jaeren: Network, invited: dict[str, Any], cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    case = way.begin("self_initiated")
    project = DevelopmentProject.objects.get(network=jaeren)
    assert case.network == jaeren
    assert post(cast.network_leader, "inviter", **invited, project=project.pk).status_code == 302
    invitation = NetworkInvitation.objects.get(project=project)
    post(cast.network_leader, f"invitasjon/{invitation.pk}", **ANSWER)
    assert not jaeren.members_on().filter(service=invitation.service).exists()
    assert str(project) in browse(cast.network_leader).get("/nettverk/jaeren/").content.decode()
    again = post(cast.network_leader, "inviter", **invited, project=project.pk)
    assert "Helsestasjonen er allerede invitert." in again.content.decode()


@pytest.mark.requirement("R2.9", "an invited service accepts or declines by a link, without an account, once")
@pytest.mark.adversary(
    "D1", "the link of an invited service shows the invitation, and is dead once it is used"
)
@pytest.mark.parametrize("accepted", [True, False])
def test_an_invited_service_answers_by_a_link(
    accepted: bool, jaeren: Network, invited: dict[str, Any], cast: SimpleNamespace, post: Post
) -> None:
    half = post(cast.network_leader, "inviter", **invited, contact_name="Siri Testmo")
    assert (half.status_code, NetworkInvitation.objects.count()) == (422, 0)
    whom = {"contact_name": "Siri Testmo", "contact_email": "siri@klepp.example"}
    assert post(cast.network_leader, "inviter", **invited, **whom).status_code == 302
    first, invitation = (
        mails.link("siri@klepp.example", "svar"),
        NetworkInvitation.objects.get(network=jaeren),
    )
    again = {"name": "Siri Testmo", "email": "siri@klepp.example"}
    assert post(cast.klepp_management, f"svarlenke/{invitation.pk}", **again).status_code == 302
    link, phone = mails.link("siri@klepp.example", "svar"), Client()
    assert [phone.get(path).status_code for path in (first, link)] == [404, 200]
    typed = {"accepted": "yes" if accepted else "no", "decided_by": "Siri Testmo", "title": "Kommunalsjef"}
    if accepted:
        assert phone.post(link, typed).status_code == 422  # no contribution
        typed["contribution"] = "To dager"
    assert phone.post(link, typed)["Location"] == reverse("service-answered")
    assert phone.post(link, typed).status_code == 404
    invitation.refresh_from_db()
    assert (invitation.accepted, invitation.decided_by) == (accepted, "Siri Testmo, Kommunalsjef")
    assert jaeren.members_on().filter(service=invitation.service).exists() is accepted
    assert User.objects.filter(username=f"answers-{invitation.pk}", is_active=False).count() == 1
    assert "/nettverk/jaeren/" in mails.to(cast.klepp_management.email)[-1].body
    assert post(cast.network_leader, f"svarlenke/{invitation.pk}", **again).status_code == 422


@pytest.mark.requirement("R2.3", "leader networks are for leaders of child-welfare services only")
def test_nobody_else_is_invited_to_a_leader_network(
    invited: dict[str, Any], cast: SimpleNamespace, post: Post
) -> None:
    typed = invited | {"initiated_by": Service.objects.get(name="Strand").pk}
    answer = post(cast.leader_network_leader, "inviter", code="ryfylke", **typed)
    assert "Et barnevernsledernettverk er bare for barnevernsledere." in answer.content.decode()
    assert not Service.objects.filter(name="Helsestasjonen").exists()


@pytest.mark.requirement("R2.4", "the plan is kept as a file with its date, beside the earlier ones")
def test_plans_are_kept_beside_each_other(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    for title, dated in (("Plan 2023", "1.1.2023"), ("Plan 2024", "1.2.2024")):
        file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 " + title.encode(), "text/html")
        assert post(cast.network_leader, "plan", title=title, dated=dated, upload=file).status_code == 302
    plans = list(NetworkPlan.objects.filter(network=jaeren))
    assert [(plan.title, plan.dated) for plan in plans] == [
        ("Plan 2024", day("2024-02-01")),
        ("Plan 2023", day("2023-01-01")),
    ]
    address = f"/nettverk/jaeren/planer/{plans[0].pk}/"
    answer = browse(cast.caseworker).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 Plan 2024"
    assert browse(cast.outsider).get(address).status_code == 404
    assert browse(cast.outsider).get(f"/nettverk/outside/planer/{plans[0].pk}/").status_code == 404
    with plans[0].file.storage.open(plans[0].file.name, "wb") as stored:
        stored.write(b"%PDF-1.4 another")
    assert browse(cast.caseworker).get(address).status_code == 409


def test_what_a_browser_would_run_is_no_plan(cast: SimpleNamespace, post: Post) -> None:
    file = SimpleUploadedFile("plan.html", b"<script>alert(1)</script>", "application/pdf")
    assert post(cast.network_leader, "plan", title="Plan", dated="1.2.2024", upload=file).status_code == 422
    assert not NetworkPlan.objects.exists()


@pytest.mark.requirement("R2.11", "themes come from a list or are free words, and are counted by county")
def test_themes_are_counted_by_county(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    free = "Søvn hos barn, søvn  hos BARN,, "
    assert post(cast.network_leader, "tema", listed=["violence"], free=free).status_code == 302
    with translation.override("nn"):
        planning.set_themes(
            network=Network.objects.get(code="ryfylke"), listed=["violence"], free=[], by=cast.caseworker
        )
    jaeren.refresh_from_db()
    assert jaeren.themes == "Vold og overgrep, Søvn hos barn"
    Network.objects.filter(code="ryfylke").update(themes="vald og overgrep")  # as an import may write it
    (rogaland,) = browse(cast.caseworker).get("/nettverk/temaer/").context["counties"]
    assert [(row.theme, row.count) for row in rogaland.rows] == [
        ("Samarbeid", 2),
        ("Vold og overgrep", 2),
        ("Søvn hos barn", 1),
    ]
    nynorsk = browse(cast.caseworker).get("/nn/nettverk/temaer/").content.decode()
    assert "Vald og overgrep" in nynorsk
    found = browse(cast.caseworker).get("/nettverk/?theme=violence").context["page"]
    assert {each.code for each in found} == {"jaeren", "ryfylke"}
    too_much = post(cast.network_leader, "tema", free="ord, " * 60)
    assert too_much.status_code == 302  # the same word counts once
    assert len(themes.as_text([], ["x" * 400])) == 400


@pytest.mark.requirement(
    "R2.14", "how the cooperation goes on without funds is written, and a network needs no case"
)
def test_the_network_says_how_it_goes_on(
    jaeren: Network, cast: SimpleNamespace, post: Post, browse: Browse
) -> None:
    assert post(cast.network_leader, "videre", text="Vi møtes hver måned.").status_code == 302
    jaeren.refresh_from_db()
    assert jaeren.continuation == "Vi møtes hver måned."
    without = browse(cast.caseworker).get("/nettverk/?without_case=1").context["page"]
    assert {each.code for each in without} == {"jaeren", "ryfylke", "lonely", "outside"}
    way.submitted("self_initiated")
    without = browse(cast.caseworker).get("/nettverk/?without_case=1").context["page"]
    assert {each.code for each in without} == {"ryfylke", "lonely", "outside"}
