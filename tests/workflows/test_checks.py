"""What keeps the site from starting: a step that anyone could take, and a demo in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from workflows.base import ConfirmForm, Step, flows, steps
from workflows.checks import every_human_task_has_a_role, no_demo_in_production

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.adversary("D4", "a step without a role, which anyone could take, keeps the site from starting")
@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.folder())
def test_a_step_without_a_role_fails_the_check(flow: type, monkeypatch: pytest.MonkeyPatch) -> None:
    assert every_human_task_has_a_role() == []
    step = steps(flow)[0]
    monkeypatch.setattr(step, "role", "")
    [error] = every_human_task_has_a_role()
    assert (error.id, error.msg) == ("workflows.E002", f"{flow.__name__}.{step.name} has no role.")
    with pytest.raises(SystemCheckError, match="has no role"):
        call_command("check")


def test_a_step_has_no_role_until_it_is_given_one() -> None:
    assert Step(ConfirmForm, lambda work: None).role == ""


@pytest.mark.adversary("E19", "settings that play are refused in production")
@pytest.mark.parametrize(
    ("demo", "debug", "errors"),
    [(False, False, []), (True, False, ["workflows.E001"]), (False, True, ["workflows.E001"])],
)
def test_demo_and_debug_are_refused_in_production(
    demo: bool, debug: bool, errors: list[str], settings: object
) -> None:
    settings.DEMO, settings.DEBUG = demo, debug  # type: ignore[attr-defined]
    assert [error.id for error in no_demo_in_production()] == errors


@pytest.mark.adversary(
    "E19", "the site does not start in production without a key, and `check --deploy` refuses the demo"
)
@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"DEMO": "1"}, "workflows.E001"),
        ({}, "SECRET_KEY must be set"),
    ],
)
def test_unsafe_settings_are_refused(environment: dict[str, str], told: str, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    asked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        cwd=ROOT,
        env=kept | environment | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cms.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (asked.returncode != 0, told in asked.stderr + asked.stdout) == (True, True)
