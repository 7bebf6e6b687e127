"""Running tasks that a change of the code would strand, and the start-up check that refuses them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db.models import CharField, Value

from tests import way
from workflows.application.flows import ApplicationFlow
from workflows.cases.models import CaseTask
from workflows.checks import no_task_is_stranded
from workflows.stranded import stranded

pytestmark = pytest.mark.django_db
Rename = Callable[[str, str], None]


@pytest.fixture
def rename(monkeypatch: pytest.MonkeyPatch) -> Rename:
    """Return a function that renames a step in the code, as a change without a data migration would."""

    def change(node: str, name: str) -> None:
        nodes: dict[str, Any] = dict(ApplicationFlow.instance._nodes_by_name)
        step = nodes.pop(node)
        monkeypatch.setattr(step, "name", name)
        monkeypatch.setattr(ApplicationFlow.instance, "_nodes_by_name", nodes | {name: step})

    return change


def test_nothing_is_stranded_as_the_code_is() -> None:
    way.submitted()
    told = io.StringIO()
    assert stranded() == []
    call_command("stranded", stdout=told)
    assert no_task_is_stranded() == []


def test_a_renamed_step_is_found(rename: Rename) -> None:
    case = way.submitted()
    task = way.item(case, "formal_check").task_id
    way.submitted("self_initiated")
    assert stranded() == []
    rename("formal_check", "control_of_form")
    found = next(each for each in stranded() if each.task == task)
    assert (found.case, found.graph_changed, len(stranded())) == (case.number, True, 2)
    assert found.step.endswith("ApplicationFlow.formal_check")
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("stranded", stdout=told)
    assert case.number in told.getvalue()
    assert {error.id for error in no_task_is_stranded()} == {"workflows.E003"}


def test_the_site_does_not_start_on_a_stranded_task() -> None:
    item = way.item(way.submitted(), "formal_check")
    old = Value("workflows/application.flows.ApplicationFlow.check_of_old", output_field=CharField())
    CaseTask.objects.filter(pk=item.task_id).update(flow_task=old)
    with pytest.raises(SystemCheckError, match="check_of_old"):
        call_command("check", deploy=True)


def test_a_step_of_another_kind_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    way.submitted()
    monkeypatch.setattr(ApplicationFlow.formal_check, "task_type", "FUNCTION")
    [found] = stranded()
    assert "FUNCTION" in found.reason


def test_a_changed_graph_strands_nobody_whose_step_is_there(rename: Rename) -> None:
    way.submitted()
    rename("supplement", "more")
    assert stranded() == []


def test_a_flow_that_is_gone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    case = way.submitted()
    monkeypatch.setattr("workflows.stranded.flows", list)
    assert case.number in [task.case for task in stranded()]
