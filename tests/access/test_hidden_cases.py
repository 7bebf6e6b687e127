"""What one may not see answers like what is not there, wherever one looks."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import way
from tests.cast import CAST
from workflows.cases.models import Case, WorkItem

from .conftest import NOBODY
from .seen import SEEN_BY, CaseAddresses, case_at

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
ONE_OF_EACH = {(role, name in SEEN_BY["filed"]): name for name, (role, _place) in CAST.items()}.values()


@pytest.mark.adversary("D1", "another network's case, parts and tasks answer 404, in both languages")
@pytest.mark.adversary("D2", "its documents answer 404 too, also by guessed numbers")
@pytest.mark.adversary("D3", "another office's case answers 404")
@pytest.mark.requirement("R8.11", "who sees a case at each stage is who the table says, and nobody else")
@pytest.mark.parametrize("stage", SEEN_BY)
def test_only_those_who_see_a_case_find_its_addresses(stage: str, browser: Browser) -> None:
    addresses = CaseAddresses(case_at(stage)).all()
    some = [*addresses[:1], *addresses[1::4]]  # for colleagues of those who try all
    found = {
        name: sorted({client.get(path).status_code for path in (addresses if name in ONE_OF_EACH else some)})
        for name in CAST
        if (client := browser(name))
    }
    strangers = {name: statuses for name, statuses in found.items() if name not in SEEN_BY[stage]}
    assert set(strangers) == set(CAST) - SEEN_BY[stage]
    assert all(statuses == [404] for statuses in strangers.values()), strangers
    assert all(200 in found[name] and set(found[name]) <= {200, 302, 403, 404} for name in SEEN_BY[stage])


@pytest.mark.adversary("D9", "nobody is led to the log-in from every address of a case, and sees none of it")
@pytest.mark.parametrize("stage", ["draft", "decided"])
def test_nobody_is_led_to_the_log_in(stage: str, browser: Browser) -> None:
    answers = [browser(NOBODY).get(path) for path in CaseAddresses(case_at(stage)).all()]
    assert {
        (answer.status_code, answer["Location"].split("?")[0].removeprefix("/nn")) for answer in answers
    } == {(302, "/konto/login/")}


@pytest.mark.adversary("D3", "nothing that a stranger posts to a case has any effect")
@pytest.mark.adversary("D4", "posts of strangers to a task answer 404, whatever act they name")
@pytest.mark.parametrize(
    "person", ["outsider", "other_caseworker", "network_leader", "administrator", "auditor"]
)
def test_strangers_change_nothing(person: str, browser: Browser) -> None:
    case = way.submitted()
    item, before = way.item(case, "formal_check"), traces(case)
    acts = [
        {},
        {"result": "complete"},
        *({"action": act, "result": "complete"} for act in ("save", "claim", "release")),
    ]
    statuses = [browser(person).post(item.get_absolute_url(), data).status_code for data in acts]
    assert statuses == [404] * len(acts)
    assert traces(case) == before


@pytest.mark.adversary("D1", "the page for a hidden case is the page for a missing one, and costs the same")
@pytest.mark.parametrize("person", ["outsider", "other_caseworker", "klepp_management", "bufetat"])
def test_hidden_is_told_as_missing(person: str, browser: Browser) -> None:
    case = way.granted()
    hidden = CaseAddresses(case)
    client = browser(person)
    client.get(hidden.others[0])  # what is only done once in a process is done
    for path in [*hidden.others, *hidden.tasks[:1]]:
        missing = path.replace(case.number, "ROG-2024-9999")
        assert page_and_cost(client, path) == page_and_cost(client, missing)


def page_and_cost(client: Client, path: str) -> tuple[int, str, int]:
    """Return status, page without what differs from request to request, and number of queries."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    return answer.status_code, plain(answer, path), len(queries)


def plain(answer: HttpResponse, path: str) -> str:
    body = answer.content.decode().replace(answer["X-Request-ID"], "").replace(path, "PATH")
    return re.sub(r"[0-9A-Za-z]{64}", "TOKEN", body)


@pytest.mark.adversary("D1", "lists, search, counts and the next page never tell of a case one may not see")
@pytest.mark.requirement("R8.11", "lists and search hold only what one may see")
@pytest.mark.parametrize("person", CAST)
def test_lists_and_search_hold_only_what_one_sees(person: str, browser: Browser) -> None:
    cases = {stage: case_at(stage) for stage in ("filed", "other_network", "other_office")}
    shown_to = {case.number for stage, case in cases.items() if person in SEEN_BY[stage]}
    client = browser(person)
    for query in ("", "?q=2024", "?q=Nettverket", "?q=ROG", "?status=received", "?etter=999999", "?q=UTKAST"):
        page = client.get(f"/saker/{query}").content.decode()
        listed = {case.number for case in cases.values() if case.number in page.replace(query, "")}
        assert listed <= shown_to
        if query in ("", "?q=2024", "?status=received", "?etter=999999"):
            assert listed == shown_to
    for path in ("/oppgaver/", "/oppgaver/?liste=free", "/oppgaver/?liste=waiting", "/min-side/"):
        page = client.get(path).content.decode()
        assert {case.number for case in cases.values() if case.number in page} <= shown_to


@pytest.mark.adversary(
    "D1", "from its office a draft stays hidden until it is sent, and keeps its old address then"
)
def test_a_draft_becomes_visible_by_being_sent(browser: Browser, cast: SimpleNamespace) -> None:
    case = way.written()
    draft = case.get_absolute_url()
    task = way.item(case, "submit").get_absolute_url()
    assert browser("caseworker").get(draft).status_code == 404
    filed = way.do(case, "submit", cast.leader_network_leader, choice="send")
    assert browser("caseworker").get(draft)["Location"] == filed.get_absolute_url()
    assert browser("leader_network_leader").get(task)["Location"].startswith(filed.get_absolute_url())
    assert [browser("outsider").get(path).status_code for path in (draft, task)] == [404, 404]


def traces(case: Case) -> dict[str, Any]:
    """Return what any act would have changed."""
    case = Case.objects.get(pk=case.pk)
    items = WorkItem.objects.filter(case=case).order_by("id").values_list("node", "open", "owner")
    return {"status": case.status, "number": case.number, "journal": case.journal_head, "items": list(items)}
