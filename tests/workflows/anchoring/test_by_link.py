"""Somebody without an account stands behind an application by a link (R2.5, R3.4)."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from tests import mails, seeing, way
from workflows.anchoring.models import ConfirmationLink
from workflows.cases.models import Case
from workflows.cases.uploads import register
from workflows.directory.models import RoleAssignment, User
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db
KARI = ("Kari Nordmann", "kari@sandnes.example")
TYPED = {"name": "Kari Nordmann", "title": "Kommunedirektør", "confirmed": "on"}


def asked(case: Case, browse: Any, *whom: tuple[str, str], place: str = "Sandnes") -> str:
    """Let the leader ask somebody for a municipality, and return the path of the link that came."""
    statement = case.statements.get(municipality__name=place)
    name, email = whom[0] if whom else KARI
    page = reverse("case-act", args=[case.number, "be-om-bekreftelser"])
    typed = {f"name_{statement.pk}": name, f"email_{statement.pk}": email}
    assert browse(way.leader_of(case)).post(page, typed).status_code == 302
    return mails.link(email, "bekreft")


@pytest.fixture
def case(db: None) -> Case:
    """A written application of a learning network of three municipalities, not sent."""
    return way.written("self_initiated")


@pytest.mark.requirement("P6", "a municipality's leadership confirms by a link, without an account")
@pytest.mark.requirement("R2.5", "who confirmed by a link, title, address and time are recorded")
def test_a_municipality_confirms_by_a_link(case: Case, browse: Any) -> None:
    path, phone = asked(case, browse), Client()
    page = phone.get(path).content.decode()
    assert all(
        told in page for told in (case.network.name, "Sandnes", "150\u00a0000", 'value="Kari Nordmann"')
    )
    done = phone.post(path, TYPED)
    assert (done.status_code, done["Location"]) == (302, reverse("confirmation-received"))
    statement = case.statements.get(municipality__name="Sandnes")
    assert (str(statement.given_by), statement.title, statement.email) == (
        "Kari Nordmann",
        "Kommunedirektør",
        "kari@sandnes.example",
    )
    assert statement.given_at
    assert [action for action, _by in seeing.acts(case)[-2:]] == ["application.confirm", "anchoring.by_link"]
    assert case.participations.filter(capacity="confirmed", person=statement.given_by).count() == 1


@pytest.mark.requirement("R3.4", "the leader of a service in a leader network confirms by a link")
@pytest.mark.requirement("P7", "a child-welfare leader confirms by a link, without an account")
def test_a_child_welfare_leader_confirms_by_a_link(browse: Any) -> None:
    case = way.written("leader_network")
    statement = case.statements.get(service__name="Strand")
    typed = {f"name_{statement.pk}": "Siri", f"email_{statement.pk}": "siri@strand.example"}
    page = reverse("case-act", args=[case.number, "be-om-bekreftelser"])
    browse(way.leader_of(case)).post(page, typed)
    assert Client().post(mails.link("siri@strand.example", "bekreft"), TYPED).status_code == 302
    assert case.statements.get(service__name="Strand").title == "Kommunedirektør"


@pytest.mark.adversary("D1", "a link to a confirmation shows one application, and is dead once it is used")
def test_a_link_opens_one_application_once(case: Case, browse: Any) -> None:
    path, phone = asked(case, browse), Client()
    attached = case.application.answers["project_plan"]
    upload = SimpleUploadedFile("notat.pdf", PDF, content_type="application/pdf")
    by = way.leader_of(case)
    other = register(case=case, upload=upload, title="Notat", kind="note", by=by, direction="internal")
    fetch = [phone.get(f"{path}vedlegg/{document}/").status_code for document in (attached, other.pk)]
    assert fetch == [200, 404]
    assert phone.get(case.get_absolute_url()).status_code == 302
    assert phone.post(path, TYPED).status_code == 302
    dead = [phone.get(path), phone.post(path, TYPED), phone.get(f"{path}vedlegg/{attached}/")]
    assert [answer.status_code for answer in dead] == [404, 404, 404]
    assert phone.get(reverse("confirmation", args=["gjettet"])).status_code == 404


@pytest.mark.requirement("R2.5", "who confirmed by a link has no account: no password, no address, no role")
def test_who_confirmed_cannot_log_in_and_holds_nothing(case: Case, browse: Any) -> None:
    Client().post(asked(case, browse), TYPED)
    person = case.statements.get(municipality__name="Sandnes").given_by
    assert person is not None
    known = (person.has_usable_password(), person.email, person.is_active, person.roles.count())
    assert known == (False, "", False, 0)


def test_a_refused_confirmation_keeps_the_text_and_the_link(case: Case, browse: Any) -> None:
    path, phone = asked(case, browse), Client()
    refused = phone.post(path, {"name": "Kari N.", "title": "", "confirmed": "on"})
    assert (refused.status_code, 'value="Kari N."' in refused.content.decode()) == (422, True)
    assert phone.post(path, TYPED | {"name": "a\0b"}).status_code == 422
    assert RoleAssignment.objects.filter(user__username__startswith="confirms-").count() == 0
    assert phone.post(path, TYPED).status_code == 302


@pytest.mark.requirement("R2.5", "a new link makes the earlier ones dead, and a link runs out after 30 days")
def test_a_new_link_makes_the_earlier_dead(case: Case, browse: Any, at: Any) -> None:
    first = asked(case, browse)
    statement = case.statements.get(municipality__name="Sandnes")
    page = reverse("case-act-on", args=[case.number, "ny-bekreftelseslenke", statement.pk])
    leader = browse(way.leader_of(case))
    assert 'value="kari@sandnes.example"' in leader.get(page).content.decode()
    assert leader.post(page, {"name": "Ola", "email": "ola@sandnes.example"}).status_code == 302
    second = mails.link("ola@sandnes.example", "bekreft")
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    sent = ConfirmationLink.objects.latest("id")
    ends = sent.at + dt.timedelta(days=30, minutes=1)
    at(ends.year, ends.month, ends.day, ends.hour + 3)
    assert Client().get(second).status_code == 404


@pytest.mark.requirement(
    "R2.5", "what was confirmed before the application was changed is asked anew by a link"
)
def test_a_changed_application_is_asked_anew(case: Case, browse: Any) -> None:
    first = asked(case, browse)
    Client().post(first, TYPED)
    leader = way.leader_of(case)
    case = way.do(case, "submit", leader, choice="change")
    case = way.do(case, "write", leader, way.plan(), **way.application_data(case, 160_000))
    again = mails.link(KARI[1], "bekreft")
    assert case.statements.get(municipality__name="Sandnes").given_at is None
    page = Client().get(again).content.decode()
    assert again != first
    changed = _("The application was changed after you answered. Your earlier answer no longer counts.")
    assert changed in page
    assert Client().post(again, TYPED).status_code == 302


def test_rows_that_are_half_filled_in_are_named_and_nothing_is_sent(case: Case, browse: Any) -> None:
    one, other, _third = case.statements.order_by("pk")
    leader = browse(way.leader_of(case))
    page = reverse("case-act", args=[case.number, "be-om-bekreftelser"])
    typed = {f"name_{one.pk}": "Kari", f"email_{other.pk}": "ikke en adresse", f"name_{other.pk}": "Per"}
    refused = leader.post(page, typed)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {f"email_{one.pk}", f"email_{other.pk}"}
    assert leader.post(page, {}).status_code == 422
    assert ConfirmationLink.objects.count() == 0


@pytest.mark.requirement(
    "R2.5", "only the network's leader says who confirms; others are told why, or see nothing"
)
def test_only_the_leader_asks(case: Case, browse: Any, cast: Any) -> None:
    page = reverse("case-act", args=[case.number, "be-om-bekreftelser"])
    asks = [
        browse(who).get(page).status_code
        for who in (cast.network_leader, cast.klepp_management, cast.outsider)
    ]
    assert asks == [200, 403, 404]


@pytest.mark.requirement("R2.5", "who was asked last time stands in the form, and can be changed")
def test_who_was_asked_last_time_is_suggested(case: Case, browse: Any) -> None:
    asked(case, browse)
    leader = way.leader_of(case)
    way.do(case, "submit", leader, choice="send")
    later = way.begin("self_initiated", by=leader)
    later = way.do(later, "write", leader, way.plan(), **way.application_data(later))
    page = browse(leader).get(reverse("case-act", args=[later.number, "be-om-bekreftelser"]))
    assert 'value="kari@sandnes.example"' in page.content.decode()


@pytest.mark.requirement("R8.1", "the mail to a municipality is in the language form of its decision")
def test_the_mail_is_in_the_municipalitys_language_form(case: Case, browse: Any) -> None:
    case.statements.get(municipality__name="Sandnes").municipality.__class__.objects.filter(
        name="Sandnes"
    ).update(language_decision="nn")
    assert asked(case, browse).startswith("/nn/bekreft/")
    assert User.objects.filter(email=KARI[1]).count() == 0


@pytest.mark.requirement(
    "R3.4", "who declines by a link says why; leader and office read who said no, and why"
)
@pytest.mark.requirement("R2.5", "a municipality says no by a link, and the leader is told before sending")
def test_a_municipality_declines_by_a_link(case: Case, browse: Any) -> None:
    path, phone, no = asked(case, browse), Client(), {"name": "Kari Nordmann", "title": "Rådmann"}
    silent = phone.post(path, no | {"answer": "decline"})
    assert (silent.status_code, 'id="id_reason"' in silent.content.decode()) == (422, True)
    reason = "Formannskapet sa nei <b>her</b>."
    assert phone.post(path, no | {"answer": "decline", "reason": reason}).status_code == 302
    assert phone.get(path).status_code == 404
    leader = browse(way.leader_of(case))
    shown = [
        leader.get(page).content.decode()
        for page in (
            reverse("case-part", args=[case.number, "bekreftelser"]),
            way.item(case, "submit").get_absolute_url(),
        )
    ]
    assert ["Formannskapet sa nei &lt;b&gt;her&lt;/b&gt;." in page for page in shown] == [True, True]
    assert ['ds-alert" data-color="warning"' in page for page in shown] == [False, True]
    part = reverse("case-part", args=[case.number, "bekreftelser"])
    assert part in mails.to(way.leader_of(case).email)[-1].body
    case = way.do(case, "submit", way.leader_of(case), choice="send")
    office = browse(User.objects.get(username="caseworker")).get(case.get_absolute_url()).content.decode()
    assert ("Formannskapet sa nei" in office, "Kari Nordmann, Rådmann" in office) == (True, True)
