"""Who is missing is seen, reminded of, and can be documented by a signed resolution (R2.5, R3.4)."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import mails, seeing, way
from tests.cast import make_person
from tests.many import copies
from tests.workflows.pages.test_query_budgets import CASE, TASK, cost
from workflows import clock
from workflows.anchoring import asking, reminding
from workflows.anchoring.models import ConfirmationLink
from workflows.cases.models import Case, ParticipantStatement
from workflows.directory.models import Role
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db
ADDRESS = "kari@sandnes.example"


@pytest.fixture
def case(db: None) -> Case:
    """A written application of a learning network of three municipalities, not sent."""
    return way.written("self_initiated")


def ask(case: Case) -> ParticipantStatement:
    statement = case.statements.get(municipality__name="Sandnes")
    asking.ask(statement=statement, name="Kari", email=ADDRESS, by=way.leader_of(case))
    return statement


def resolution(name: str = "vedtak.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.requirement("R2.5", "a signed resolution, with who signed and when, stands as the confirmation")
@pytest.mark.requirement("R3.4", "a statement that is signed already is uploaded by the network's leader")
def test_a_signed_resolution_counts(case: Case, browse: Any) -> None:
    statement, leader = case.statements.get(municipality__name="Sandnes"), browse(way.leader_of(case))
    page = reverse("case-act-on", args=[case.number, "signert-vedtak", statement.pk])
    typed = {"name": "Ola Ordfører", "title": "Ordfører", "decided_on": clock.today().isoformat()}
    future = typed | {"decided_on": (clock.today() + dt.timedelta(days=1)).isoformat()}
    refused = [
        leader.post(page, typed),
        leader.post(page, typed | {"resolution": resolution("vedtak.pdf", b"<svg/>")}),
        leader.post(page, future | {"resolution": resolution()}),
    ]
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert leader.post(page, typed | {"resolution": resolution()}).status_code == 302
    statement.refresh_from_db()
    assert (str(statement.given_by), statement.title, statement.decided_on) == (
        "Ola Ordfører",
        "Ordfører",
        clock.today(),
    )
    assert statement.resolution is not None
    assert statement.resolution.kind == "signed_resolution"
    assert seeing.acts(case)[-1] == ("anchoring.resolution", "network_leader")
    assert leader.post(page, typed | {"resolution": resolution()}).status_code in (403, 422)


@pytest.mark.requirement("R2.5", "a link is dead when a signed resolution has come instead")
def test_a_link_is_dead_after_a_resolution(case: Case, browse: Any) -> None:
    statement = ask(case)
    path = mails.link(ADDRESS, "bekreft")
    page = reverse("case-act-on", args=[case.number, "signert-vedtak", statement.pk])
    typed = {"name": "Ola", "title": "Ordfører", "decided_on": "02.01.2024", "resolution": resolution()}
    assert browse(way.leader_of(case)).post(page, typed).status_code == 302
    assert Client().get(path).status_code == 404


@pytest.mark.requirement("R3.4", "who is missing is seen by the network, and by the office once it is sent")
def test_who_is_missing_is_seen(case: Case, browse: Any, cast: Any) -> None:
    ask(case)
    part = reverse("case-part", args=[case.number, "bekreftelser"])
    page = browse(way.leader_of(case)).get(part).content.decode()
    assert "3 av 3 har ikke bekreftet" in page
    assert ADDRESS in page
    readers = (cast.klepp_management, cast.caseworker, cast.outsider)
    assert [browse(who).get(part).status_code for who in readers] == [404, 404, 404]
    case = way.do(case, "submit", way.leader_of(case), choice="send")
    part = reverse("case-part", args=[case.number, "bekreftelser"])
    assert [browse(who).get(part).status_code for who in readers] == [404, 200, 404]


@pytest.mark.requirement(
    "R2.5", "who is asked is reminded after five days and three days before the deadline"
)
def test_a_reminder_comes_after_five_days_and_before_the_deadline(case: Case, at: Any) -> None:
    ask(case)
    asked, closes = clock.now(), case.call.deadline.astimezone(clock.OSLO)
    days = [asked + dt.timedelta(days=4), asked + dt.timedelta(days=5, hours=1), asked + dt.timedelta(days=9)]
    days += [closes - dt.timedelta(days=4), closes - dt.timedelta(days=2), closes - dt.timedelta(days=1)]
    sent = []
    for day in days:
        at(day.year, day.month, day.day, day.hour)
        reminding.remind_all()
        reminding.remind_all()
        sent.append(ConfirmationLink.objects.filter(is_reminder=True).count())
    assert sent == [0, 1, 1, 1, 2, 2]
    assert mails.to(ADDRESS)[-1].subject.startswith("Påminnelse:")
    assert Client().get(mails.link(ADDRESS, "bekreft")).status_code == 200


def test_nobody_is_reminded_of_what_is_confirmed(case: Case, at: Any, browse: Any) -> None:
    ask(case)
    typed = {"name": "Kari", "title": "Kommunedirektør", "confirmed": "on"}
    assert Client().post(mails.link(ADDRESS, "bekreft"), typed).status_code == 302
    at(2024, 5, 30)
    assert reminding.to_remind(clock.now()) == []


@pytest.mark.requirement("R2.5", "who has an account is reminded after five days too, once")
def test_one_with_an_account_is_reminded_after_five_days(case: Case, at: Any, cast: Any) -> None:
    day, subjects = clock.now() + dt.timedelta(days=5, hours=1), []
    for moment in (clock.now(), day, day + dt.timedelta(days=1)):
        at(moment.year, moment.month, moment.day, moment.hour)
        reminding.remind_all()
        subjects.append([letter.subject.split(":")[0] for letter in mails.to(cast.klepp_management.email)])
    assert subjects == [["Venter på deg"], *[["Venter på deg", "Venter fortsatt på deg"]] * 2]


def test_following_asks_as_much_whatever_there_is_to_follow(case: Case, browse: Any) -> None:
    ask(case)
    leader, part = browse(way.leader_of(case)), reverse("case-part", args=[case.number, "bekreftelser"])
    few = cost(leader, part)
    link = ConfirmationLink.objects.get()
    copies(link, 20, lambda number: {"token_hash": f"{number}", "is_reminder": True})
    for number in range(5):
        make_person(f"management-{number}", Role.MUNICIPAL_MANAGEMENT, municipality="1121")
    assert cost(leader, part) == few <= CASE
    assert cost(Client(), mails.link(ADDRESS, "bekreft")) <= TASK
