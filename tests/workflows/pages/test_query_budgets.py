"""How many questions a page may ask the database, whatever there is to show (transaction statements not counted)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import way
from tests.cast import make_network, make_person
from tests.many import many_cases, many_items
from workflows.cases import panels
from workflows.cases.models import Case
from workflows.directory.models import Role, User
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
LIST, CASE, TASK, SAVE = 15, 25, 25, 15
COMPLETE, HANDOVER, SUBMIT = 45, 80, 80
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")
Browse = Callable[[Any], Client]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the list of what was asked in the block, filled when it ends."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield asked
    asked += [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(TRANSACTION)]


def asked_by(ask: Callable[..., HttpResponse], *args: Any, status: int) -> int:
    """Return how much a request asks."""
    with counted() as asked:
        assert ask(*args).status_code == status
    return len(asked)


def cost(client: Client, path: str) -> int:
    """Return how much a page asks, the second time it is shown: what is read once in a process is then known."""
    client.get(path)
    return asked_by(client.get, path, status=200)


class Watched:
    """Takes one case along its way by the pages, and keeps what each step asked."""

    def __init__(self, case: Case, browse: Browse) -> None:
        self.case, self.browse = case, browse
        self.shown: dict[str, int] = {}
        self.done: dict[str, int] = {}

    def do(self, node: str, by: User, files: dict[str, Any] | None = None, **data: Any) -> "Watched":
        item, client = way.item(self.case, node), self.browse(by)
        name = f"{item.flow}.{node}"
        self.shown[name] = cost(client, item.get_absolute_url())
        typed = {"action": "complete", **data, **(files or {})}
        self.done[name] = asked_by(client.post, item.get_absolute_url(), typed, status=302)
        self.case = Case.objects.get(pk=self.case.pk)
        return self


@pytest.fixture(params=["leader_network", "self_initiated"])
def watched(request: Any, cast: SimpleNamespace, browse: Browse, at: Callable[..., None]) -> Watched:
    """Take a case from draft to closed audit."""
    case = way.begin(request.param)
    way_of, leader = Watched(case, browse), way.leader_of(case)
    way_of.do("write", leader, way.plan(), **way.application_data(case, 250_000)).do(
        "submit", leader, choice="send"
    )
    way_of.do("formal_check", cast.caseworker, result="complete")
    way_of.do("declare", cast.caseworker, declaration="impartial")
    way_of.do("assess", cast.caseworker, **answers.assessment(way_of.case))
    way_of.do("declare", cast.decision_maker, declaration="impartial")
    way_of.do("decide", cast.decision_maker, **answers.decision(way_of.case, 250_000))
    way_of.do("accept", leader, account_number=way.ACCOUNT, accepted="on")
    way_of.do("register_payment", cast.caseworker, paid_on="04.03.2024", reference="")
    way_of.do("attest_payment", cast.payment_attester, attested="on")
    at(2025, 1, 10)
    way_of.do("report", leader, **answers.report(250_000))
    way_of.do("control", cast.caseworker, **answers.control(way_of.case))
    way_of.do("appoint", leader, email="auditor@example.org")
    way_of.do("state", cast.auditor, **answers.statement("09.01.2025"))
    return way_of.do("control", cast.caseworker, **answers.control(way_of.case, "audit"))


ENDS_A_FLOW = {
    "application.formal_check",
    "assessment.assess",
    "grant.attest_payment",
    "report.control",
    "audit.control",
}


def test_every_task_page_and_every_completion_keeps_its_budget(watched: Watched) -> None:
    assert {name: asked for name, asked in watched.shown.items() if asked > TASK} == {}
    budgets = {name: HANDOVER if name in ENDS_A_FLOW else COMPLETE for name in watched.done}
    budgets["application.submit"] = SUBMIT
    asks_more_by_participant = 4 * max(0, watched.case.statements.count() - 2)
    budgets["application.write"] += asks_more_by_participant  # a task for each, and a notice: see below
    assert {name: asked for name, asked in watched.done.items() if asked > budgets[name]} == {}
    assert len(watched.done) == 15


def test_every_part_of_a_closed_case_keeps_its_budget(
    watched: Watched, cast: SimpleNamespace, browse: Browse
) -> None:
    here = watched.case.get_absolute_url()
    shown = [each for each in panels.panels(internal=True) if each.shown(watched.case, cast.caseworker)]
    paths = [here, *(f"{here}{panel.slug}/" for panel in shown)]
    client = browse(cast.caseworker)
    found = {path: cost(client, path) for path in paths}
    assert {path: asked for path, asked in found.items() if asked > CASE} == {}


def test_asking_participants_costs_the_same_for_each(cast: SimpleNamespace, browse: Browse) -> None:
    found = {count: cost_of_writing(count, browse) for count in (2, 4, 8)}
    assert found[2] <= COMPLETE
    assert (found[4] - found[2], found[8] - found[4]) == (
        2 * 4,
        4 * 4,
    )  # task, list, link to the task before, notice


def cost_of_writing(participants: int, browse: Browse) -> int:
    """Return what writing an application asks in a network of so many services, each with a leader."""
    codes = ["1101", "1103", "1106", "1108", "1111", "1112", "1114", "1119"][:participants]
    names = {f"{code} of {participants}": [code] for code in codes}
    network = make_network(f"of_{participants}", "leader", codes[0], names)
    leader = make_person(f"leader_{participants}", Role.NETWORK_LEADER, network=network.code)
    for name in names:
        make_person(name.replace(" ", "_"), Role.CHILD_WELFARE_LEADER, service=name)
    case = way.begin(network=network.code)
    typed = way.application_data(case) | way.plan()
    return asked_by(browse(leader).post, way.item(case, "write").get_absolute_url(), typed, status=302)


def test_saving_a_draft_keeps_its_budget(browse: Browse) -> None:
    for scheme in ("leader_network", "self_initiated"):
        case = way.begin(scheme)
        money = {"leader_network": "application", "self_initiated": "money"}[scheme]
        page, client = way.section(case, "write", money), browse(way.leader_of(case))
        typed = {"action": "autosave", **way.application_data(case)}
        client.defaults["HTTP_HX_REQUEST"] = "true"
        found = [asked_by(client.post, page, typed | {"concerns": text}, status=200) for text in "abc"]
        del client.defaults["HTTP_HX_REQUEST"]
        assert max(found) <= SAVE
        assert cost(client, page) <= TASK


def test_lists_and_case_pages_keep_their_budget_however_many_rows(
    cast: SimpleNamespace, browse: Browse
) -> None:
    people = [cast.caseworker, cast.leader_network_leader, cast.child_welfare_leader, cast.fund_manager]
    filtered = "/oppgaver/?liste=office&scheme=leader_network&due_before=1.4.2024"
    lists = ["/saker/", "/saker/?q=2024&status=received", "/oppgaver/", "/oppgaver/?liste=free", "/min-side/"]
    lists += ["/oppgaver/?liste=waiting", filtered, "/sok-i-saker/?q=ryfylke"]
    case, *_others = (way.submitted() for _ in range(3))
    few = {
        (person, path): cost(browse(person), path)
        for person in people
        for path in [*lists, f"/saker/{case.number}/"]
    }
    many_items(way.item(case, "formal_check"), many_cases(case, 30))
    many = {(person, path): cost(browse(person), path) for person, path in few}
    assert many == few
    budget = {(person, path): CASE if case.number in path else LIST for person, path in few}
    assert {asked: found for asked, found in many.items() if found > budget[asked]} == {}
