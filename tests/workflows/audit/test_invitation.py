"""An auditor without an account gives one statement by a link; or the network sends it itself (R6.4)."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import seeing, way
from tests.editions import report_settled
from workflows.audit.models import AuditInvitation
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import User
from workflows.outbox import deliver_due
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
ADDRESS = "revisor@firma.example"


def signed() -> SimpleUploadedFile:
    return SimpleUploadedFile("attestasjon.pdf", answers.PDF, content_type="application/pdf")


@pytest.fixture
def case(at: Any) -> Case:
    """A case that owes an audit statement and has no auditor yet."""
    case = way.paid("leader_network", 250_000)
    at(2025, 1, 10)
    return report_settled(case)


def invited(case: Case, email: str = ADDRESS) -> Case:
    return way.do(case, "appoint", way.leader_of(case), how="invite", email=email)


def link() -> str:
    """Return the path in the newest mail to the auditor."""
    deliver_due()
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [ADDRESS])
    found = re.search(r"https?://[^/]+(/\S*revisjon/\S+/)", letter.body)
    assert found
    return found[1]


@pytest.mark.requirement("P10", "an auditor gives the statement, with an account or by a link")
@pytest.mark.requirement(
    "R6.4", "an auditor without an account gives the statement by a link, with who they are"
)
@pytest.mark.adversary("D1", "the link opens that statement alone: nothing else of the case, and never twice")
def test_an_invited_auditor_gives_one_statement(case: Case) -> None:
    case = invited(case)
    path, browser = link(), Client()
    page = browser.get(path).content.decode()
    assert case.network.name in page
    assert "250\u00a0000" in page
    assert "Fire samlinger" not in page  # what the application says
    assert browser.get(case.get_absolute_url()).status_code == 302
    typed = answers.statement("09.01.2025")
    assert browser.post(path, typed).status_code == 422  # nobody logged in: the signed file is demanded
    assert browser.post(path, typed | {"auditor_name": "a\0b", "statement": signed()}).status_code == 422
    done = browser.post(path, typed | {"statement": signed()})
    assert (done.status_code, done["Location"]) == (302, reverse("audit-received"))
    assert [browser.get(path).status_code, browser.post(path, typed).status_code] == [404, 404]
    case = Case.objects.get(pk=case.pk)
    statement = case.audit_statement
    assert (str(statement.submitted_by), statement.audit_firm) == ("Rebekka Visortangen", "Revisjon AS")
    assert case.documents.filter(kind="statement").count() == 1
    case = way.do(case, "control", "caseworker", **answers.control(case, "audit"))
    assert case.status == CaseStatus.CLOSED


@pytest.mark.adversary("D4", "who holds an invited auditor's task can log in by no password and no address")
def test_the_holder_of_the_task_is_nobody_who_can_log_in(case: Case) -> None:
    holder = way.item(invited(case), "state").person
    assert (holder.has_usable_password(), holder.email) == (False, "")
    other = User.objects.filter(username__startswith="auditor-of-")
    assert list(other) == [holder]


@pytest.mark.requirement(
    "R6.4", "a link runs out, and the network sends another; the earlier one is dead then"
)
def test_a_link_runs_out_and_is_sent_anew(case: Case, at: Any, browse: Any) -> None:
    case = invited(case)
    first = link()
    url = reverse("audit-invite", args=[case.number])
    leader = browse(way.leader_of(case))
    assert [
        leader.post(url, {"email": "x"}).status_code,
        leader.post(url, {"email": ADDRESS}).status_code,
    ] == [
        422,
        302,
    ]
    second = link()
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    at(2025, 2, 20)
    assert Client().get(second).status_code == 404
    assert Client().get(reverse("audit-invitation", args=["gjettet"])).status_code == 404
    assert browse(User.objects.get(username="caseworker")).post(url, {"email": ADDRESS}).status_code == 403
    assert browse(User.objects.get(username="outsider")).get(url).status_code == 404


@pytest.mark.requirement("R6.4", "a statement that is returned opens a new link for the same auditor")
def test_a_returned_statement_is_asked_for_by_a_new_link(case: Case) -> None:
    case = invited(case)
    path = link()
    Client().post(path, answers.statement("09.01.2025") | {"statement": signed()})
    case = way.do(case, "control", "caseworker", result="return", note="Summen mangler.")
    again = link()
    assert (again != path, Client().get(again).status_code, seeing.open_tasks(case)) == (
        True,
        200,
        ["audit.state"],
    )
    assert Client().get(path).status_code == 404
    assert AuditInvitation.objects.filter(used_at__isnull=True).count() == 1


@pytest.mark.requirement("R6.4", "nobody who took part is invited: not by their own address either")
def test_one_who_took_part_is_not_invited(case: Case) -> None:
    leader = way.leader_of(case)
    assert set(seeing.refusals(case, "appoint", leader, how="invite", email=leader.email)) == {"email"}
    assert set(seeing.refusals(case, "appoint", leader, how="invite", email="")) == {"email"}


@pytest.mark.requirement("R6.4", "the network sends the signed statement itself, and the office controls it")
def test_the_network_sends_the_statement_itself(case: Case) -> None:
    leader = way.leader_of(case)
    case = way.do(case, "appoint", leader, how="upload")
    typed = answers.statement("09.01.2025")
    assert set(seeing.refusals(case, "upload", leader, **typed)) == {"statement"}
    case = way.do(case, "upload", leader, {"statement": signed()}, **typed)
    case = way.do(case, "control", "caseworker", result="return", note="Summen mangler.")
    assert seeing.open_tasks(case) == ["audit.upload"]
    case = way.do(case, "upload", leader, {"statement": signed()}, **typed)
    case = way.do(case, "control", "caseworker", **answers.control(case, "audit"))
    assert (case.status, case.participations.filter(capacity="audited").exists()) == (
        CaseStatus.CLOSED,
        False,
    )
