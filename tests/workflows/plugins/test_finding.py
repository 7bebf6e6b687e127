"""Who joins: plugins that are allowed, there, whole and made for us; all others are kept out, each with its reason."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from workflows.plugins import finding, loading
from workflows.plugins.finding import find, look_at
from workflows.plugins.reasons import Reason
from workflows.rules.facts import known_facts

from .conftest import MANIFEST, Write

APPS = """
from workflows.plugins.loading import PluginConfig
class Config(PluginConfig):
    name = "{id}"
    def register(self):
        {body}
"""

SECOND = "from workflows.plugins import api; api.fact('service_count', 'count', '')(len)"


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record pre-flights instead of starting sites; all go well."""
    asked: list[list[str]] = []
    monkeypatch.setattr(finding, "try_out", lambda ids: asked.append(list(ids)) or Reason(""))
    return asked


def test_a_plugin_is_read_without_being_imported(
    write: Write, tmp_path: Path, tried: list[list[str]]
) -> None:
    write("alpha", __init__="raise RuntimeError('imported')")
    [found] = find(["alpha"], tmp_path)
    assert (found.reason, found.module, found.version) == ("", "alpha", "1.0")
    assert found.manifest is not None
    assert found.manifest.name["nn"] == "Prøve"
    assert "alpha" not in sys.modules


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"manifest": "id = 'alpha"}, "plugin.toml cannot be read"),
        ({"manifest": MANIFEST.format(id="beta", more="")}, "its manifest says beta"),
        (
            {"manifest": MANIFEST.format(id="alpha", more="").replace(">=1,<2", ">=2")},
            "made for api >=2, this is 1",
        ),
        ({"manifest": MANIFEST.format(id="alpha", more="colour = 'red'")}, "unknown key colour"),
        ({"version": "1.1"}, "its manifest says 1.0, its distribution 1.1"),
        ({"wagtail_hooks": "raise RuntimeError('imported')"}, "Wagtail hooks"),
        (
            {"more": "[[settings]]\nname='n'\ntype='number'\ndefault=9\nmaximum=5\nlabel={nb='N',nn='N'}"},
            "outside",
        ),
    ],
)
def test_what_cannot_be_used_is_kept_out(write: Write, tried: list[list[str]], told: dict[str, str], reason: str,
                                         tmp_path: Path) -> None:  # fmt: skip
    write("alpha", **told)
    [found] = find(["alpha"], tmp_path)
    assert reason in found.reason
    assert tried == []


def test_one_that_is_not_installed_and_one_that_is_twice_are_kept_out(
    write: Write, tmp_path: Path, tried: list[list[str]]
) -> None:
    write("alpha")
    other = tmp_path / "alpha_fork-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: alpha-fork\nVersion: 1.0\n")
    (other / "entry_points.txt").write_text(f"[{finding.GROUP}]\nalpha = alpha_fork\n")
    assert look_at("alpha").reason == "it is installed twice: alpha, alpha_fork"
    assert look_at("nobody").reason == "it is not installed"


def test_one_that_nobody_allows_is_not_looked_at(
    write: Write, tmp_path: Path, tried: list[list[str]]
) -> None:
    write("alpha")
    assert find([], tmp_path) == ()


def test_a_verdict_is_kept_until_a_file_changes(write: Write, tmp_path: Path, tried: list[list[str]]) -> None:
    package = write("alpha", more="")
    write("beta")
    for _again in range(2):
        find(["alpha", "beta"], tmp_path)
    assert tried == [["alpha"], ["alpha", "beta"]]
    (package / "more.py").write_text("")
    find(["alpha", "beta"], tmp_path)
    assert tried[2:] == [["alpha"], ["alpha", "beta"]]


def test_a_pre_flight_starts_the_site_in_a_process_of_its_own(write: Write) -> None:
    write("alpha", apps=APPS.format(id="alpha", body=SECOND))
    assert finding.try_out(["alpha"]) == "ValueError: The fact service_count is already registered."


START = """
import json, sys, django
django.setup()
from django.conf import settings
from django.urls import get_resolver
from workflows.plugins.loading import quarantined
patterns = len(get_resolver().url_patterns)
print(json.dumps([quarantined(), "alpha" in settings.INSTALLED_APPS, "alpha" in sys.modules, patterns > 0]))
"""


def test_the_site_starts_without_one_that_cannot_be_imported(write: Write, tmp_path: Path) -> None:
    package = write("alpha", apps="import nothing_of_the_kind", models="raise SystemExit")
    environment = {
        **os.environ, "PLUGINS": "alpha", "TEST_VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{finding.ROOT}{os.pathsep}{package.parent}",
    }  # fmt: skip
    started = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True)
    told = json.loads(started.stdout.splitlines()[-1])
    assert told == [
        {"alpha": "ModuleNotFoundError: No module named 'nothing_of_the_kind'"},
        False,
        False,
        True,
    ]


def test_one_that_fails_when_it_registers_leaves_nothing_and_is_named(
    write: Write, join: object, settings: Any
) -> None:
    body = "from workflows.plugins import api; api.fact('half', 'count', '')(len); 1 / 0"
    write("alpha", apps=APPS.format(id="alpha", body=body))
    settings.PLUGINS = (look_at("alpha"),)
    apps = import_module("alpha.apps")
    apps.Config("alpha", import_module("alpha")).ready()
    assert loading.quarantined() == {"alpha": "ZeroDivisionError: division by zero"}
    assert loading.running() == {}
    assert "half" not in known_facts()


def test_a_reason_is_told_in_the_language_of_who_reads(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("alpha", version="1.1")
    norwegian = {
        "it is not installed": "den er ikke installert",
        "its manifest says %(manifest)s, its distribution %(distribution)s": "%(manifest)s er ikke %(distribution)s",
    }
    monkeypatch.setattr("workflows.plugins.reasons.gettext", lambda text: norwegian.get(text, text))
    reasons = [look_at("alpha").reason, look_at("nobody").reason, Reason("KeyError: 100 %s")]
    assert [reason.told for reason in reasons if isinstance(reason, Reason)] == [
        "1.0 er ikke 1.1", "den er ikke installert", "KeyError: 100 %s",
    ]  # fmt: skip
    assert reasons[0] == "its manifest says 1.0, its distribution 1.1"


def test_a_verdict_that_is_kept_can_still_be_told_in_ones_language(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("alpha")
    late = Reason("it did not start within %(seconds)s seconds", seconds=120)
    monkeypatch.setattr(finding, "try_out", lambda ids: late)
    for _again in range(2):
        [found] = find(["alpha"], tmp_path)
        assert isinstance(found.reason, Reason)
        assert (found.reason, found.reason.text, found.reason.params) == (late, late.text, {"seconds": 120})
