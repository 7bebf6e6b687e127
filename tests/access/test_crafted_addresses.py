"""Addresses put together by hand: a task only answers under its own case, and only to what the page offers."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.test import Client
from viewflow.workflow import lock

from tests import way
from workflows.base import flows
from workflows.cases.models import Case, CaseTask, Receipt

from .addresses import addresses
from .test_hidden_cases import traces

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
LOCKS = {
    "none": lock.no_lock,
    "row": lock.SelectForUpdateLock(nowait=False, attempts=1),
    "row, not waiting": lock.SelectForUpdateLock(),
    "cache": lock.CacheLock(cache=caches["default"]),
}


@pytest.fixture(params=LOCKS)
def lock_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the flows run under one kind of lock after another."""
    for flow in flows():
        monkeypatch.setattr(flow, "lock_impl", LOCKS[request.param])
    return request.param


def address(case: Case, task: int) -> str:
    return f"{case.get_absolute_url()}oppgaver/{task}/"


COMPLETE = {"action": "complete", "result": "complete", "key": "crafted-key-1"}


@pytest.mark.adversary(
    "D4", "the task of one case under the number of another: 404 and nothing changes, whatever the lock"
)
@pytest.mark.usefixtures("lock_kind")
def test_a_task_answers_only_under_its_own_case(browser: Browser) -> None:
    one, other = way.submitted(), way.submitted("self_initiated")
    mine, theirs = way.item(one, "formal_check"), way.item(other, "formal_check")
    before = [traces(one), traces(other)]
    client = browser("caseworker")
    crafted = [address(one, theirs.task_id), address(other, mine.task_id)]
    for act in ({}, {"action": "claim"}, {"action": "release"}, {"action": "save"}, COMPLETE):
        assert [client.post(path, act).status_code for path in crafted] == [404, 404]
    assert [client.get(path).status_code for path in crafted] == [404, 404]
    assert [traces(one), traces(other)] == before
    assert client.post(mine.get_absolute_url(), COMPLETE).status_code == 302


@pytest.mark.adversary("D4", "a task of another flow of the same case is done as what it is, or not at all")
def test_what_fits_one_task_does_nothing_to_another(browser: Browser) -> None:
    case = way.complete()
    done = CaseTask.objects.get(item__case=case, item__node="formal_check")
    before, client = traces(case), browser("caseworker")
    assert client.get(address(case, done.pk))["Location"] == case.get_absolute_url()
    assert client.post(address(case, done.pk), COMPLETE).status_code == 409
    declare = way.item(case, "declare")
    assert client.post(declare.get_absolute_url(), COMPLETE).status_code == 422  # the form of another task
    assert traces(case) == before


@pytest.mark.adversary("D4", "tasks that no person does have no page: gateways, starts and ends answer 404")
def test_automatic_tasks_have_no_page(browser: Browser) -> None:
    case = way.granted()
    automatic = CaseTask.objects.filter(process__caseprocess__case=case, item__isnull=True)
    client = browser("caseworker")
    statuses = {client.get(address(case, task.pk)).status_code for task in automatic}
    statuses |= {client.post(address(case, task.pk), COMPLETE).status_code for task in automatic}
    assert (statuses, automatic.count() > 5) == ({404}, True)


@pytest.mark.adversary("D4", "numbers that no task can have answer 404, never an error")
@pytest.mark.parametrize(
    "task", [0, -1, 2**31, 2**63 - 1, 2**63, 10**30, "1e3", "٣", "1/../1", "%00", "1%20or%201=1"]
)
def test_impossible_task_numbers_answer_404(task: object, browser: Browser) -> None:
    case, client = way.submitted(), browser("caseworker")
    path = f"{case.get_absolute_url()}oppgaver/{task}/"
    assert (client.get(path).status_code, client.post(path, COMPLETE).status_code) == (404, 404)


@pytest.mark.adversary("D1", "case numbers that none can have answer 404, never an error")
@pytest.mark.parametrize(
    "number",
    [
        "%00",
        "ROG-2024-1001%00",
        "'%20OR%201=1--",
        "x" * 5000,
        "..%2f..",
        "%F0%9F%92%A9",
        "ROG-2024-1001%20",
        "*",
    ],
)
def test_impossible_case_numbers_answer_404(number: str, browser: Browser) -> None:
    way.submitted()
    client = browser("caseworker")
    paths = [f"/saker/{number}/{rest}" for rest in ("", "soknad/", "oppgaver/1/", "dokumenter/1/")]
    assert [client.get(path).status_code for path in paths] == [404] * 4


@pytest.mark.adversary(
    "D4", "an act that no page offers is no request that can be understood: 400, and nothing changes"
)
@pytest.mark.parametrize(
    "act", ["assign", "reassign", "undo", "cancel", "revive", "delete", "COMPLETE", "__init__", "\x00"]
)
def test_an_act_nobody_offers_is_refused(act: str, browser: Browser) -> None:
    case = way.submitted()
    before = traces(case)
    answer = browser("caseworker").post(
        way.item(case, "formal_check").get_absolute_url(), COMPLETE | {"action": act}
    )
    assert (answer.status_code, traces(case)) == (400, before)


@pytest.mark.adversary("D4", "saving is for what can be saved: on other tasks the act is not there")
def test_only_an_application_can_be_saved(browser: Browser) -> None:
    case = way.submitted()
    before = traces(case)
    answer = browser("caseworker").post(
        way.section(case, "formal_check", "network"), COMPLETE | {"action": "save"}
    )
    assert (answer.status_code, traces(case)) == (404, before)


@pytest.mark.adversary(
    "D4", "no address of Viewflow's own is mounted: no detail, assign, execute, undo, chart or queue"
)
def test_no_address_of_viewflow_is_mounted() -> None:
    theirs = [a.name for a in addresses() if str(getattr(a.view, "__module__", "")).startswith("viewflow")]
    classes = [
        a.name for a in addresses() if getattr(a.view, "view_class", type).__module__.startswith("viewflow")
    ]
    assert (theirs, classes) == ([], [])


@pytest.mark.adversary("D4", "the paths of Viewflow's viewset lead nowhere of ours")
@pytest.mark.parametrize("flow", ["application", "assessment", "grant", "report", "audit"])
def test_paths_as_viewflow_makes_them_lead_nowhere(flow: str, browser: Browser) -> None:
    case = way.submitted()
    task = way.item(case, "formal_check").task_id
    process = case.processes.get().pk
    rests = [
        "",
        f"{process}/",
        f"{process}/chart/",
        f"{process}/cancel/",
        "queue/",
        "inbox/",
        "chart/",
        "bpmn/",
    ]
    rests += [
        f"{process}/formal_check/{task}/{act}/" for act in ("detail", "assign", "execute", "undo", "revive")
    ]
    client, before = browser("caseworker"), traces(case)
    for root in ("", "workflow/", "flows/", "oppgaver/", "saker/"):
        for rest in rests:
            path = f"/{root}{flow}/{rest}"
            assert client.get(path).status_code == 404, path
            assert client.post(path, COMPLETE).status_code in (404, 405), path
    assert traces(case) == before


@pytest.mark.adversary("D2", "a document answers only under its own case, an internal one only to the office")
def test_a_document_answers_only_under_its_own_case(browser: Browser, cast: SimpleNamespace) -> None:
    one, other = way.submitted(), way.submitted("self_initiated")
    document = other.documents.order_by("id").first()
    crafted = f"{one.get_absolute_url()}dokumenter/{document.pk}/"
    assert [browser(name).get(crafted).status_code for name in ("caseworker", "leader_network_leader")] == [
        404,
        404,
    ]
    other.documents.filter(pk=document.pk).update(direction="internal")
    found = {
        name: browser(name).get(document.get_absolute_url()).status_code
        for name in ("caseworker", "network_leader")
    }
    assert found == {"caseworker": 200, "network_leader": 404}


@pytest.mark.adversary("D1", "the office's own parts of a case are not there for the network")
@pytest.mark.parametrize("part", ["vurdering", "logg"])
def test_internal_parts_are_the_offices_own(part: str, browser: Browser) -> None:
    case = way.granted()
    path = f"{case.get_absolute_url()}{part}/"
    found = {
        name: browser(name).get(path).status_code
        for name in ("caseworker", "leader_network_leader", "suldal_leader")
    }
    assert found == {"caseworker": 200, "leader_network_leader": 404, "suldal_leader": 404}


@pytest.mark.adversary(
    "A10", "to begin an application without leading the network: refused, and no case is made"
)
def test_nobody_begins_an_application_for_a_network_they_do_not_lead(browser: Browser) -> None:
    call = way.begin().call
    before = Case.objects.count()
    for name in ("outsider", "caseworker", "suldal_leader", "network_leader"):
        answer = browser(name).post(f"/utlysninger/{call.pk}/sok/", {"network": "2"})
        assert answer.status_code in (404, 422)
    assert Case.objects.count() == before


@pytest.mark.adversary(
    "B1", "a key that was used for another task means nothing here: both are done, each once"
)
def test_a_key_of_another_task_means_nothing(browser: Browser) -> None:
    client = browser("caseworker")
    for case in (way.submitted(), way.submitted("self_initiated")):
        assert client.post(way.item(case, "formal_check").get_absolute_url(), COMPLETE).status_code == 302
    assert Receipt.objects.filter(key__endswith=COMPLETE["key"]).count() == 2


CLIMBS = (
    "../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/manage.py", "..%5c..%5cmanage.py",
    "%252e%252e%252fmanage.py", "1%00.pdf", "/etc/passwd",
)  # fmt: skip


@pytest.mark.adversary("E5", "a path out of the folder, in any address that sends a file, leads nowhere: 404")
@pytest.mark.parametrize("climb", CLIMBS)
def test_no_address_leads_out_of_its_folder(browser: Browser, climb: str) -> None:
    case = way.submitted()
    client, here = browser("leader_network_leader"), case.get_absolute_url()
    for address in (
        f"{here}dokumenter/{climb}/",
        f"{here}{climb}/",
        f"/nettverk/ryfylke/planer/{climb}/",
        f"/kontakter/{climb}/",
        f"/dokumenter/1/{climb}",
        f"/static/{climb}",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert b"root:" not in answer.content
