"""`pip install` of our three plugins brings what they add; without them the site stands as before."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PLUGINS

TELL = """
import json, django
django.setup()
from django.conf import settings
from workflows.base import flows
from workflows.plugins import loading
from workflows.rules.facts import known_facts
from workflows.rules.registry import known_kinds
from workflows.schemes.fields import known_types
print(json.dumps({
    "facts": sorted(known_facts()), "kinds": sorted(known_kinds()), "types": sorted(known_types()),
    "flows": [each.__name__ for each in flows()],
    "refused": {each.id: each.reason for each in settings.PLUGINS if each.reason} | loading.quarantined(),
}))
"""
OURS = ("childcount", "equipment", "fieldkit")


def told(installed: Path, var: Path) -> dict[str, list[str]]:
    """Start the site with these plugins allowed and what is installed in a folder; return what it has."""
    environment = os.environ | {
        "PYTHONPATH": str(installed),
        "PLUGINS": ",".join(OURS),
        "VAR_DIR": str(var),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "TESTING": "1",
    }
    run = subprocess.run([sys.executable, "-c", TELL], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    answer: dict[str, list[str]] = json.loads(run.stdout.splitlines()[-1])
    return answer


@pytest.mark.requirement(
    "R3.1", "a plugin that is installed with pip brings its capability, and takes it along when it is removed"
)
def test_what_pip_installs_is_there_and_what_it_removes_is_gone(tmp_path: Path) -> None:
    installed, sources = tmp_path / "installed", tmp_path / "sources"
    for name in OURS:
        shutil.copytree(PLUGINS / name, sources / name)  # building leaves files behind
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(installed)]
    done = subprocess.run(
        [*pip, *options, *(str(sources / name) for name in OURS)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

    there = told(installed, tmp_path / "var")
    assert there["refused"] == {}
    shutil.rmtree(installed)
    gone = told(installed, tmp_path / "var")
    assert gone["refused"] == dict.fromkeys(OURS, "it is not installed")

    assert {
        what: sorted(set(there[what]) - set(gone[what])) for what in ("facts", "kinds", "types", "flows")
    } == {
        "facts": ["child_population"],
        "kinds": ["reach"],
        "types": ["week"],
        "flows": ["EquipmentFlow"],
    }
