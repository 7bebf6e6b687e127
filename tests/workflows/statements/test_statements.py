"""Bufetat's region and knowledge environments are asked beside the assessment: they read that, and nothing else."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.assessment.models import Assessment
from workflows.cases.models import Case
from workflows.cases.rights import open_work, visible_cases
from workflows.directory.models import BufetatRegion, KnowledgeEnvironment, User
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.outbox import OutboxMessage
from workflows.statements import actions
from workflows.statements.models import Statement
from workflows.walkthrough import answers
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
QUESTION = "Kan regionen bistå med opplæring?"


def being_assessed() -> Case:
    return way.do(way.complete("self_initiated"), "declare", "caseworker", declaration="impartial")


def asked(case: Case, *, by: User, whom: str = "region", due: dt.date = dt.date(2024, 3, 20)) -> Statement:
    body: Any = BufetatRegion if whom == "region" else KnowledgeEnvironment
    return actions.ask(case=case, body=body.objects.get(**_NAMED[whom]), question=QUESTION, due=due, by=by)


_NAMED: dict[str, dict[str, str]] = {"region": {"code": "west"}, "environment": {"name": "Kunnskapssenteret"}}


@pytest.mark.requirement(
    "P9", "a knowledge environment or a region says what it thinks of a project it is asked about"
)
@pytest.mark.requirement(
    "R3.7",
    "Bufetat's region is asked from the case page, it becomes its task, and its answer stands beside the assessment",
)
def test_a_statement_is_asked_for_given_and_read_beside_the_assessment(
    cast: SimpleNamespace, browse: Browse
) -> None:
    case = being_assessed()
    page, office = reverse("case-statements", args=[case.number]), browse(cast.caseworker)
    region = BufetatRegion.objects.get(code="west")
    typed = {"whom": f"region-{region.pk}", "question": QUESTION, "due": "3.3.2024"}
    assert office.post(page, typed).status_code == 422
    assert office.post(page, typed | {"due": "20.3.2024"}).status_code == 302
    item = way.item(case, "answer")
    assert (item.role, item.region, str(item.due)) == ("bufetat", region, "2024-03-20")
    assert list(open_work(cast.bufetat)) == [item]
    assert OutboxMessage.objects.filter(key=f"mail:work:{item.pk}:{cast.bufetat.pk}").exists()
    theirs = browse(cast.bufetat)
    assert QUESTION in theirs.get(item.get_absolute_url()).content.decode()
    upload = SimpleUploadedFile("uttalelse.pdf", PDF, content_type="application/pdf")
    given = {"action": "complete", "answer": "Ja, to samlinger.", "attachment": upload}
    assert theirs.post(item.get_absolute_url(), given).status_code == 302
    kept = Statement.objects.get()
    for change in ({"answer": "Nei."}, {"question": "Annet?"}):
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            Statement.objects.update(**change)
    assert (kept.answer, kept.answered_by, kept.document.kind) == (
        "Ja, to samlinger.",
        cast.bufetat,
        "statement",
    )
    beside = office.get(way.item(case, "assess").get_absolute_url()).content.decode()
    assert "Ja, to samlinger." in beside
    assert "uttalelse.pdf" in beside
    assert seeing.refusals(case, "assess", "caseworker", **answers.assessment(case)) == {}


@pytest.mark.adversary(
    "D1", "who is asked for a statement reads the application and the question, and nothing else"
)
def test_who_is_asked_reads_the_application_and_nothing_else(cast: SimpleNamespace, browse: Browse) -> None:
    case, other = being_assessed(), way.complete("self_initiated")
    here = case.get_absolute_url()
    for person in (cast.bufetat, cast.knowledge_environment):
        assert browse(person).get(here).status_code == 404
    asked(case, by=cast.caseworker)
    client = browse(cast.bufetat)
    assert client.get(here).headers["Location"] == f"{here}soknad/"
    shown = client.get(f"{here}soknad/")
    assert shown.status_code == 200
    assert [heading.title for heading in shown.context["menu"]] == [_("Application")]
    parts = [
        "vedtak",
        "dokumenter",
        "flyt",
        "logg",
        "historikk",
        "vurdering",
        "uttalelser",
        "meldinger",
        "notater",
    ]
    assert {part: client.get(f"{here}{part}/").status_code for part in parts} == dict.fromkeys(parts, 404)
    found = {each.kind: client.get(each.get_absolute_url()).status_code for each in case.documents.all()}
    assert found == {"project_plan": 200, "receipt": 404}
    assert list(visible_cases(cast.bufetat)) == [case]
    assert browse(cast.knowledge_environment).get(here).status_code == 404
    assert browse(cast.bufetat).get(other.get_absolute_url()).status_code == 404


@pytest.mark.requirement(
    "R3.6", "it is assessed without waiting for a knowledge environment, with a reason that is kept"
)
def test_it_can_be_assessed_without_waiting_with_a_reason(cast: SimpleNamespace) -> None:
    case = being_assessed()
    asked(case, by=cast.caseworker, whom="environment")
    typed = answers.assessment(case)
    assert set(seeing.refusals(case, "assess", "caseworker", **typed)) == {"not_waited_for"}
    typed["not_waited_for"] = "Fristen er ute."
    assert seeing.refusals(case, "assess", "caseworker", **typed) == {}
    assert Assessment.objects.get(case=case).not_waited_for == "Fristen er ute."
    late = way.do(case, "answer", cast.knowledge_environment, answer="Vi anbefaler det.")
    assert seeing.open_tasks(late) == ["grant.declare"]


def test_who_may_ask_and_when(cast: SimpleNamespace, browse: Browse) -> None:
    case = being_assessed()
    assert asked(case, by=cast.caseworker) == asked(case, by=cast.second_caseworker)
    assert seeing.open_tasks(case) == ["assessment.assess", "statements.answer"]
    with pytest.raises(NotAllowed):
        asked(case, by=cast.decision_maker)
    for stranger in (cast.other_caseworker, cast.bufetat, way.leader_of(case)):
        with pytest.raises((NotThere, NotAllowed)):
            asked(case, by=stranger)
    page = reverse("case-statements", args=[case.number])
    typed = {"whom": "region-99\0", "question": QUESTION, "due": "20.3.2024"}
    assert browse(cast.caseworker).post(page, typed).status_code == 422
    assert browse(way.leader_of(case)).get(page).status_code == 404
    with pytest.raises(Refused):
        asked(way.assessed(), by=cast.caseworker)


@pytest.mark.requirement(
    "R3.7", "a question is taken back: nobody waits for it, and who was asked sees nothing more"
)
def test_a_question_is_taken_back(cast: SimpleNamespace, browse: Browse) -> None:
    case = being_assessed()
    statement, page = asked(case, by=cast.caseworker), reverse("case-statements", args=[case.number])
    typed = {"action": "withdraw", "statement": statement.pk}
    assert browse(cast.decision_maker).post(page, typed).status_code == 403
    client = browse(cast.caseworker)
    assert client.post(page, typed | {"statement": "9" * 30}).status_code == 404
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed).status_code == 409
    assert seeing.open_tasks(case) == ["assessment.assess"]
    assert not visible_cases(cast.bufetat).exists()
    assert seeing.refusals(case, "assess", "caseworker", **answers.assessment(case)) == {}
