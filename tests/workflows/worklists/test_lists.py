"""The lists of work: what stands on which, filters in the address, kept and shared, and giving tasks out."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import way
from tests.cast import CAST
from workflows import work
from workflows.cases.models import SavedFilter, WorkItem
from workflows.cases.rights import visible_cases
from workflows.directory.models import User
from workflows.worklists import listing

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def soup(page: Any) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser")


def rows(client: Client, query: str) -> list[tuple[str, str]]:
    """Return case and task of each row of a list."""
    page = soup(client.get(f"/oppgaver/?{query}"))
    columns = [th.get_text(strip=True) for th in page.select(".table-region thead th")]
    found = [
        [td.get_text(" ", strip=True) for td in tr.select("td")]
        for tr in page.select(".table-region tbody tr")
    ]
    return [(row[columns.index("Sak")], row[columns.index("Oppgave")]) for row in found]


@pytest.mark.requirement(
    "R8.19", "mine, free, waiting for others and my office: each task where it belongs, in words"
)
def test_each_task_stands_on_its_list(cast: SimpleNamespace, browse: Browse) -> None:
    free, granted = way.submitted(), way.granted()
    decide = way.ready_to_decide("self_initiated")
    work.claim(way.item(free, "formal_check"), by=cast.caseworker)
    client = browse(cast.caseworker)
    assert rows(client, "liste=mine") == [(free.number, "Formell kontroll")]
    assert rows(client, "liste=free") == []
    assert (granted.number, "Ta imot tilskuddet") in rows(client, "liste=waiting&scheme=leader_network")
    assert {task for _case, task in rows(client, "liste=waiting")}.isdisjoint(
        {"Formell kontroll", "Gjør vedtak"}
    )
    assert rows(client, "liste=office") == [(free.number, "Formell kontroll"), (decide.number, "Gjør vedtak")]
    counted = [each.get_text(" ", strip=True) for each in soup(client.get("/oppgaver/")).select(".parts li")]
    assert [counted[n].split()[-1] for n in (0, 1, 3)] == ["1", "0", "2"]
    told = {task for _case, task in rows(browse(cast.network_leader), "liste=waiting")}
    assert "Gjør vedtak" not in told  # what the office does inside is not told
    assert len(soup(browse(cast.network_leader).get("/oppgaver/")).select(".parts li")) == 3


@pytest.mark.adversary("D1", "no list, count or filter shows a task of a case that is hidden from the person")
def test_no_list_leads_to_a_hidden_case(cast: SimpleNamespace) -> None:
    tied = way.do(
        way.complete("self_initiated"), "declare", "caseworker", declaration="partial", reason="Søster"
    )
    way.begin(), way.written(), way.submitted(), way.granted()
    for name in CAST:
        person = User.objects.get(username=name)
        seen = set(visible_cases(person).values_list("pk", flat=True))
        for worklist in listing.lists(person):
            assert set(worklist.items.values_list("case", flat=True)) <= seen, (name, worklist.name)
    assert not listing.at_offices(User.objects.get(username="caseworker")).filter(case=tied).exists()


FILTERS = {
    "scheme=leader_network": {"ryfylke"},
    "scheme=self_initiated&year=2024": {"jaeren"},
    "step=grant.decide": {"jaeren"},
    "step=grant.decide&role=caseworker": set(),
    "role=caseworker": {"ryfylke"},
    "place=NETTVERKET+ryf": {"ryfylke"},
    "place=sandnes": {"jaeren"},
    "place=1130": {"ryfylke"},
    "owner=nobody": {"ryfylke"},
    "due_before=4.3.2024": set(),
    "due_before=2024-04-01": {"ryfylke", "jaeren"},
    "overdue=on": set(),
}


@pytest.mark.requirement(
    "R8.19", "lists are filtered by scheme, year, task, role, place, owner and date, in the address"
)
@pytest.mark.adversary(
    "E12", "what cannot be meant filters nothing and says so, or finds nothing; never an error"
)
def test_filters_in_the_address(cast: SimpleNamespace, browse: Browse) -> None:
    way.submitted(), way.ready_to_decide("self_initiated")
    client = browse(cast.second_caseworker)
    networks = dict(WorkItem.objects.filter(open=True).values_list("case__number", "case__network__code"))
    found = {asked: {networks[n] for n, _task in rows(client, f"liste=office&{asked}")} for asked in FILTERS}
    assert found == FILTERS
    for hostile in (
        "call=%00",
        f"call={'9' * 40}",
        "owner='",
        "step=a.b.c",
        "due_before=32.13.2024",
        "place=%00[(%5C",
    ):
        answer = client.get(f"/oppgaver/?liste=office&{hostile}")
        assert answer.status_code == 200, hostile
    assert 'data-field="validation"' in client.get("/oppgaver/?due_before=32.13.2024").content.decode()


@pytest.mark.requirement(
    "R8.19", "a filter is kept by name, shared with the office, and deleted by its maker only"
)
def test_a_filter_is_kept_and_shared(cast: SimpleNamespace, browse: Browse) -> None:
    client, colleague = browse(cast.caseworker), browse(cast.second_caseworker)
    address = "/oppgaver/filter/?liste=office&scheme=leader_network&due_before=1.4.2024&etter=7&x=1"
    typed = {"name": "Lederskap før påske", "shared_with": str(visible_office(cast))}
    assert client.post(address, typed).status_code == 302
    again = client.post(address, typed)
    assert (again.status_code, "har allerede et filter" in again.content.decode()) == (422, True)
    kept = SavedFilter.objects.get()
    assert kept.query == "liste=office&scheme=leader_network&due_before=01.04.2024"
    assert "Lederskap før påske" in colleague.get("/oppgaver/").content.decode()
    for other in (cast.other_caseworker, cast.leader_network_leader):
        assert "Lederskap før påske" not in browse(other).get("/oppgaver/").content.decode()
        assert browse(other).post(address, typed | {"name": "Vår"}).status_code in (302, 422)
    assert not SavedFilter.objects.exclude(pk=kept.pk).exclude(shared_with=None).exists()
    assert colleague.post(f"/oppgaver/filter/{kept.pk}/slett/").status_code == 404
    assert client.post(f"/oppgaver/filter/{kept.pk}/slett/").status_code == 302
    assert not SavedFilter.objects.filter(pk=kept.pk).exists()


def visible_office(cast: SimpleNamespace) -> int:
    return listing.offices_of(cast.caseworker)[0]


@pytest.mark.adversary(
    "A4", "many tasks given in one act: each all or nothing, each told; hidden ones not there"
)
def test_many_tasks_are_given_each_with_its_own_result(cast: SimpleNamespace, browse: Browse) -> None:
    free, taken, decide = way.submitted(), way.submitted("self_initiated"), way.ready_to_decide()
    work.claim(way.item(taken, "formal_check"), by=cast.caseworker)
    cases = {"free": free, "taken": taken, "decide": decide}
    nodes = {"free": "formal_check", "taken": "formal_check", "decide": "decide"}
    marked = [way.item(cases[name], nodes[name]).pk for name in cases]
    posted = {"to": cast.second_caseworker.pk, "item": [*marked, 10**17, "x"]}
    told = browse(cast.second_caseworker).post("/oppgaver/fordel/", posted)
    results = [row.select("td")[2].get_text(" ", strip=True) for row in soup(told).select("tbody tr")]
    assert [result.startswith("Ikke tildelt") for result in results] == [False, True, True]
    assert str(cast.caseworker) in results[1]
    leader = browse(cast.decision_maker).post("/oppgaver/fordel/", posted)  # may take from the one who has it
    assert [("Ikke tildelt" in row.get_text()) for row in soup(leader).select("tbody tr")] == [
        False,
        False,
        True,
    ]
    owners = [WorkItem.objects.get(pk=pk).owner for pk in marked]
    assert owners == [cast.second_caseworker, cast.second_caseworker, cast.decision_maker]
    assert browse(cast.other_caseworker).post("/oppgaver/fordel/", posted).status_code == 302
    assert browse(cast.leader_network_leader).post("/oppgaver/fordel/", posted).status_code == 404
    assert [WorkItem.objects.get(pk=pk).owner for pk in marked] == owners
    assert taken.journal.filter(action="application.formal_check.assigned").count() == 1
