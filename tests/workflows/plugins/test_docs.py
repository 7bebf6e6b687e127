"""What is promised is described, and what is described works."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.plugins.installing import run_tests
from workflows.cases.happened import EVENTS
from workflows.plugins import api
from workflows.plugins.manifest import PROVIDES, Manifest

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs" / "plugins"
_FILE = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_name_that_is_promised_is_described() -> None:
    told = " ".join(re.findall(r"`([^`]*)`", "".join(page.read_text() for page in DOCS.glob("*.md"))))
    words = set(re.findall(r"\w+", told))
    assert {*api.__all__, *EVENTS.values(), *PROVIDES, *Manifest.__dataclass_fields__} - words == set()
    assert sorted(api.__all__) == sorted(set(api.__all__))
    assert all(hasattr(api, name) for name in api.__all__)


def test_the_tutorial_can_be_followed(tmp_path: Path) -> None:
    text = (DOCS / "tutorial.md").read_text()
    begin, test = (line.strip().replace("work", str(tmp_path)) for line in _CONSOLE.findall(text))
    program, *arguments = begin.split()[1:]
    assert program == "manage.py"
    call_command(*arguments)
    folder = tmp_path / "spans"
    for name, content in _FILE.findall(text):
        (folder / name).write_text(content)
    # What every test of ours begins with: a copy of the run's database.
    (folder / "tests" / "conftest.py").write_text(
        "from tests.conftest import django_db_setup  # noqa: F401\n"
    )
    done = run_tests(folder, tmp_path, test.split()[1:])
    assert (done.returncode, "9 passed" in done.stdout) == (0, True), done.stdout[-2000:]


@pytest.mark.parametrize("name", ["Spans", "1a", "a-b", "a" * 21, ".."])
def test_a_plugin_is_not_begun_under_a_name_that_is_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("new_plugin", name, "--in", str(tmp_path))
    assert not list(tmp_path.iterdir())
