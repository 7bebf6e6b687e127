"""The one door: who is let through, once, and never by a crafted address."""

import uuid
from typing import Any

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from viewflow.workflow.models import Task

from tests import way
from workflows import work
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import Role, RoleAssignment
from workflows.errors import AlreadyDone, NotAllowed, NotThere
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def state() -> list[Any]:
    """Return all that a piece of work could have changed."""
    return [
        list(Case.objects.order_by("pk").values_list("pk", "status", "journal_count", "journal_head")),
        list(Task.objects.order_by("pk").values_list("pk", "status", "owner")),
        list(WorkItem.objects.order_by("pk").values_list("pk", "open", "owner")),
    ]


@pytest.mark.adversary("D4", "a task under another case's number is not there, and nothing changes")
@pytest.mark.adversary("A3", "a crafted address with another case does nothing")
def test_a_task_under_another_cases_number_is_not_there(browse: Any, cast: Any) -> None:
    first, second = way.submitted(), way.submitted()
    task = way.item(second, "formal_check").task_id
    before = state()
    browser = browse(cast.caseworker)
    for method in (browser.get, browser.post):
        answer = method(
            reverse("task", args=[first.number, task]), {"result": "complete", "action": "complete"}
        )
        assert answer.status_code == 404
    assert state() == before


@pytest.mark.adversary(
    "D4", "no address of Viewflow's own is mounted: detail, assign, undo, cancel, revive, chart"
)
def test_no_address_of_viewflows_own_is_mounted() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert (
        not {"execute", "assign", "unassign", "undo", "cancel", "revive", "detail", "chart", "bpmn"} & names
    )
    for namespace in ("application", "workflows", "viewflow"):
        with pytest.raises(NoReverseMatch):
            reverse(f"{namespace}:index")


@pytest.mark.adversary("A10", "a step that has not come cannot be skipped to: its task does not exist yet")
def test_a_step_cannot_be_skipped_to(browse: Any) -> None:
    case = way.submitted()
    assert not WorkItem.objects.filter(case=case, node__in=["decide", "report", "state"]).exists()
    before = state()
    later = Task.objects.order_by("-pk").first().pk + 1
    answer = browse(way.leader_of(case)).post(
        reverse("task", args=[case.number, later]), {**answers.report(150_000), "action": "complete"}
    )
    assert (answer.status_code, state()) == (404, before)


@pytest.mark.adversary("A10", "a report before it opens is refused with the date, and nothing changes")
def test_a_report_waits_for_its_day(browse: Any) -> None:
    case = way.paid()
    item, before = way.item(case, "report"), state()
    answer = browse(way.leader_of(case)).post(
        item.get_absolute_url(), {**answers.report(150_000), "action": "complete"}
    )
    assert answer.status_code == 403
    assert "1. desember 2024" in answer.content.decode().replace("\xa0", " ")
    assert state() == before


@pytest.mark.adversary("B1", "the same call again, with the same key, gives the one receipt")
def test_the_same_key_gives_the_same_receipt(browse: Any, cast: Any) -> None:
    item = way.item(way.submitted(), "formal_check")
    browser, data = (
        browse(cast.caseworker),
        {"result": "complete", "action": "complete", "key": uuid.uuid4().hex},
    )
    answer = browser.post(item.get_absolute_url(), data)
    assert answer.status_code == 302
    before = state()
    assert browser.post(item.get_absolute_url(), data).status_code == 302
    assert state() == before
    assert browser.post(item.get_absolute_url(), data | {"key": "another"}).status_code == 409
    assert state() == before


def test_what_is_done_is_told_with_who_did_it(cast: Any) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    way.do(case, "formal_check", "caseworker", result="complete")
    with pytest.raises(AlreadyDone) as refused:
        work.complete(item, by=cast.second_caseworker, data=way.as_post({"result": "complete"}), key="1")
    assert refused.value.by == cast.caseworker


@pytest.mark.adversary("D3", "a caseworker of another office cannot do the work, nor learn that it is there")
def test_another_office_does_not_find_the_work(cast: Any) -> None:
    item = way.item(way.submitted(), "formal_check")
    with pytest.raises(NotThere):
        work.complete(item, by=cast.other_caseworker, data=way.as_post({"result": "complete"}), key="1")


def test_another_role_hears_whose_task_it_is(cast: Any) -> None:
    item = way.item(way.submitted(), "formal_check")
    with pytest.raises(NotAllowed) as refused:
        work.complete(item, by=cast.decision_maker, data=way.as_post({"result": "complete"}), key="1")
    assert "Saksbehandler" in refused.value.reason or "Caseworker" in refused.value.reason


@pytest.mark.adversary("A11", "the one who assessed cannot decide, also after a change of role in the middle")
@pytest.mark.requirement("R4.7", "who recommends does not decide, whatever role they have got since")
def test_a_change_of_role_does_not_let_the_assessor_decide(cast: Any, browse: Any) -> None:
    case = way.assessed()
    RoleAssignment.objects.create(
        user=cast.caseworker, role=Role.DECISION_MAKER, office=case.office, valid_from="2024-01-01"
    )
    item, before = way.item(case, "declare"), state()
    answer = browse(cast.caseworker).post(
        item.get_absolute_url(), {"declaration": "impartial", "action": "complete"}
    )
    assert (answer.status_code, state()) == (403, before)
    assert str(cast.caseworker) in answer.content.decode()


@pytest.mark.requirement(
    "R8.2", "a declared tie shuts a person out of the case, and the task goes to a colleague"
)
def test_a_declared_tie_shuts_out_and_sends_the_task_on(cast: Any, browse: Any) -> None:
    case = way.complete()
    case = way.do(case, "declare", "caseworker", declaration="partial", reason="Min søster leder nettverket.")
    tied, colleague = browse(cast.caseworker), browse(cast.second_caseworker)
    item = way.item(case, "declare")
    assert tied.get(case.get_absolute_url()).status_code == 404
    assert tied.get(item.get_absolute_url()).status_code == 404
    assert case.number not in tied.get(reverse("cases")).content.decode()
    assert case.number not in tied.get(reverse("tasks") + "?liste=free").content.decode()
    assert colleague.get(item.get_absolute_url()).status_code == 200
