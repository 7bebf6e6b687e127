"""A plugin that is gone leaves what it made readable: its running cases are held, listed, and no page fails."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import CharField, Value
from django.test import Client

from tests import way
from workflows.cases.models import Case, CaseProcess, CaseTask, WorkItem
from workflows.plugins.models import PluginStanding
from workflows.rules.kinds import MUST
from workflows.schemes.models import Rule
from workflows.stranded import running, stranded

pytestmark = pytest.mark.django_db


def text(value: str) -> Value:
    return Value(value, output_field=CharField())


@pytest.fixture
def case() -> Case:
    """Return a case that waits in a flow of a plugin which was uninstalled."""
    case = way.complete()
    item = way.item(case, "declare")
    CaseProcess.objects.filter(pk=item.process_id).update(flow_class=text("gear/flows.GearFlow"))
    for task in CaseTask.objects.filter(process=item.process_id).values_list("pk", "flow_task"):
        CaseTask.objects.filter(pk=task[0]).update(flow_task=text("gear/flows.GearFlow.compare"))
    WorkItem.objects.filter(pk=item.pk).update(flow="gear", node="compare", title="Compare the offers")
    PluginStanding.objects.create(
        plugin="gear", name={"nb": "Utstyr"}, version="1.0", brought={"The flow": ["gear"]}
    )
    return Case.objects.get(pk=case.pk)


def test_every_page_of_its_cases_answers(case: Case, cast: Any, browse: Callable[[Any], Client]) -> None:
    url = case.get_absolute_url()
    for person in (cast.caseworker, cast.decision_maker, cast.leader_network_leader):
        client = browse(person)
        parts = set(re.findall(rf'href="({url}[a-z-]+/)"', client.get(url).content.decode()))
        pages = ("/oppgaver/", "/saker/", "/min-side/", "/hvem-gjor-hva/", "/sok-i-saker/?q=ROG", url, *parts)
        answers = {page: client.get(page).status_code for page in pages}
        assert {page: code for page, code in answers.items() if code != 200} == {}


def test_the_task_is_held_and_says_why(case: Case, cast: Any, browse: Callable[[Any], Client]) -> None:
    item = case.items.get(open=True)
    url, client = item.get_absolute_url(), browse(cast.caseworker)
    for answer in (client.get(url), client.post(url, {"action": "complete"})):
        assert answer.status_code == (422 if answer.request["REQUEST_METHOD"] == "POST" else 200)
        assert "no longer here" in answer.content.decode() or "ikke lenger er her" in answer.content.decode()
    for action, owner in (("claim", cast.caseworker), ("release", None)):
        assert client.post(url, {"action": action}).status_code == 302
        assert case.items.get(open=True).owner == owner
    kept = running().get(pk=item.task_id)
    assert (kept.step, kept.flow) == ("gear/flows.GearFlow.compare", "gear/flows.GearFlow")


def test_it_is_listed_for_whoever_runs_the_site(case: Case) -> None:
    [found] = stranded()
    assert (found.case, found.step) == (case.number, "gear/flows.GearFlow.compare")
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("stranded", stdout=told)
    assert str(case.number) in told.getvalue()


def test_what_it_brought_is_named_on_the_health_page(
    case: Case, cast: Any, browse: Callable[[Any], Client]
) -> None:
    shown = browse(cast.administrator).get("/tillegg/gear/").content.decode()
    for said in ("Utstyr", "1.0", case.number):
        assert said in shown


def test_a_rule_of_a_kind_that_is_gone_keeps_its_words(cast: Any, browse: Callable[[Any], Client]) -> None:
    case = way.submitted()
    Rule.objects.create(
        edition=case.edition, code="9.9", number=1, kind="hologram", severity=MUST, schemes=["leader_network"],
        steps=["application"], params={"depth": 3}, wording_nb="Minst tre meter.",
    )  # fmt: skip
    client = browse(cast.caseworker)
    shown = client.get(way.item(case, "formal_check").get_absolute_url())
    assert shown.status_code == 200
    assert "Minst tre meter." in shown.content.decode()
    assert 'data-outcome="unchecked"' in shown.content.decode()
