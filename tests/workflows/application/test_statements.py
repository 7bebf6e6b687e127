"""Who stands behind an application: asked, shown, and never a hindrance (R2.5, R3.4)."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import seeing, way
from workflows import clock, work
from workflows.cases.models import Case
from workflows.cases.rights import open_work
from workflows.directory.models import User
from workflows.errors import Invalid
from workflows.walkthrough import answers
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db


def asked(case: Case) -> dict[str, str]:
    """Return who is still asked: the participant, and the role that can answer for it."""
    items = case.items.filter(node="confirm", open=True).order_by("id")
    return {str(item.municipality or item.service): str(item.role) for item in items}


def given(case: Case) -> dict[str, tuple[str, str] | None]:
    """Return who has answered for each participant: username and title."""
    statements = case.statements.select_related("given_by").order_by("id")
    return {str(s): (s.given_by.username, s.title) if s.given_by else None for s in statements}


def confirm(case: Case, by: str, **typed: str) -> Case:
    """Stand behind the application as somebody, in the task that is theirs."""
    person = User.objects.get(username=by)
    item = open_work(person).get(case=case, node="confirm")
    data = way.as_post({"title": "Kommunedirektør", "confirmed": "on"} | typed)
    work.complete(item, by=person, data=data, key=uuid.uuid4().hex)
    return Case.objects.get(pk=case.pk)


def said_of_backing(case: Case, step: str = "application") -> str:
    """Return what the rules found of the participants' backing."""
    return seeing.findings(case, step)["2024-2.4" if case.scheme == "self_initiated" else "2024-6.7"]


@pytest.mark.requirement("R2.5", "each municipality's leadership is asked, also those that share one service")
def test_each_municipality_of_a_learning_network_is_asked() -> None:
    case = way.written("self_initiated")
    management = "municipal_management"
    assert asked(case) == {"Klepp": management, "Sandnes": management, "Time": management}
    assert given(case) == {"Klepp": None, "Sandnes": None, "Time": None}


@pytest.mark.requirement(
    "P7", "the leader of each child-welfare service is asked to stand behind the application"
)
@pytest.mark.requirement("R3.4", "each leader of a child-welfare service in a leader network is asked")
def test_each_service_of_a_leader_network_is_asked() -> None:
    assert asked(way.written()) == {"Strand": "child_welfare_leader", "Suldal": "child_welfare_leader"}


@pytest.mark.requirement("R2.5", "who confirmed for a municipality, with what title and when, is recorded")
def test_who_confirmed_and_when_is_recorded() -> None:
    case = confirm(way.written("self_initiated"), "municipal_management")
    assert given(case) == {
        "Klepp": None,
        "Sandnes": ("municipal_management", "Kommunedirektør"),
        "Time": None,
    }
    assert asked(case) == {"Klepp": "municipal_management", "Time": "municipal_management"}
    statement = case.statements.get(municipality__code="1108")
    assert statement.given_at.date() == clock.today()
    assert seeing.acts(case)[-1] == ("application.confirm", "municipal_management")


def test_nobody_confirms_without_saying_so_and_by_what_title() -> None:
    case = way.written("self_initiated")
    with pytest.raises(Invalid) as refused:
        confirm(case, "municipal_management", title="", confirmed="")
    assert set(refused.value.form.errors) == {"title", "confirmed"}


@pytest.mark.requirement("R3.4", "what is missing is a finding of the kind should, and never blocks")
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_a_missing_statement_is_seen_and_never_blocks(scheme: str) -> None:
    case = way.submitted(scheme)
    [finding] = [f for f in case.fact_sheets.get().findings.all() if f.fact == "participants_missing"]
    assert (finding.severity, finding.outcome, finding.blocks) == ("should", "unmet", False)
    assert finding.value == case.statements.count()


@pytest.mark.requirement("R3.4", "when all have confirmed nothing is missing")
def test_all_who_confirm_are_all() -> None:
    case = confirm(confirm(way.written(), "child_welfare_leader"), "suldal_leader")
    case = way.do(case, "submit", way.leader_of(case), choice="send")
    assert (said_of_backing(case), asked(case)) == ("met", {})


@pytest.mark.requirement("R3.4", "an attached statement from all counts as everybody's confirmation")
def test_an_attached_statement_counts_for_all() -> None:
    case = way.begin()
    statement = SimpleUploadedFile("uttalelse.pdf", PDF, content_type="application/pdf")
    case = way.do(
        case,
        "write",
        way.leader_of(case),
        {"participants_statement": statement},
        **way.application_data(case),
    )
    case = way.do(case, "submit", way.leader_of(case), choice="send")
    assert said_of_backing(case) == "met"
    assert case.documents.get(kind="participants_statement").filename == "uttalelse.pdf"


@pytest.mark.requirement(
    "R3.4", "a participant may confirm after the application is sent, and the assessment sees it"
)
def test_a_statement_may_come_while_the_office_checks() -> None:
    case = confirm(way.submitted(), "child_welfare_leader")
    case = way.do(confirm(case, "suldal_leader"), "formal_check", "caseworker", result="complete")
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **answers.assessment(case))
    assert (said_of_backing(case), said_of_backing(case, "assessment")) == ("unmet", "met")


def test_once_the_application_is_complete_nobody_is_asked_any_more() -> None:
    assert asked(way.complete("self_initiated")) == {}


@pytest.mark.requirement("R3.11", "an application taken back is changed, and its participants are asked anew")
def test_taking_the_application_back_asks_everybody_anew() -> None:
    case = confirm(way.written("self_initiated", 150_000), "municipal_management")
    case = way.do(case, "submit", way.leader_of(case), choice="change")
    assert (case.is_draft, seeing.open_tasks(case)) == (True, ["application.write"])

    case = way.do(case, "write", way.leader_of(case), **way.application_data(case, 180_000))
    assert case.application.requested_amount == 180_000
    assert given(case) == {"Klepp": None, "Sandnes": None, "Time": None}
    assert set(asked(case)) == {"Klepp", "Sandnes", "Time"}


def test_a_service_that_has_left_is_not_asked() -> None:
    case = way.begin("self_initiated")
    case.network.memberships.filter(service__name="Sandnes").update(left="2024-03-03")
    case = way.do(case, "write", way.leader_of(case), way.plan(), **way.application_data(case))
    assert set(asked(case)) == {"Klepp", "Time"}


def test_those_asked_see_the_draft_and_nobody_else_does(browse: Any) -> None:
    case = way.written()
    seen = {
        name: browse(User.objects.get(username=name)).get(case.get_absolute_url()).status_code
        for name in (
            "leader_network_leader",
            "suldal_leader",
            "municipal_management",
            "caseworker",
            "outsider",
        )
    }
    assert seen == {
        "leader_network_leader": 200,
        "suldal_leader": 200,
        "municipal_management": 404,
        "caseworker": 404,
        "outsider": 404,
    }


@pytest.mark.requirement("R3.4", "a participant can say no, with a reason: it is answered, and not confirmed")
def test_a_participant_says_no_and_why() -> None:
    case = way.written("self_initiated")
    with pytest.raises(Invalid) as refused:
        confirm(case, "municipal_management", answer="decline", confirmed="")
    assert set(refused.value.form.errors) == {"reason"}
    case = confirm(case, "municipal_management", answer="decline", confirmed="", reason="Vi har ikke råd.")
    statement = case.statements.get(municipality__code="1108")
    assert (statement.given_at, statement.decline_reason) == (None, "Vi har ikke råd.")
    assert set(asked(case)) == {"Klepp", "Time"}
    case = way.do(case, "submit", way.leader_of(case), choice="send")
    [finding] = [f for f in case.fact_sheets.get().findings.all() if f.fact == "participants_missing"]
    assert (finding.value, finding.blocks) == (3, False)
