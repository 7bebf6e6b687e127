"""Runs tests in throwaway copies of the tree; the working tree is only read."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.tools.sabotage.fault import Fault

ROOT = Path(__file__).resolve().parents[3]
# The template databases of earlier runs go along: they carry the fingerprint of what they were made of.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"
)
SECONDS = 600  # a run that takes longer hangs, and hanging is not noticing


class Run(NamedTuple):
    """How a selection of tests ended: pytest's exit code, the tests that failed, how many passed, the output."""

    code: int
    failed: list[str]
    passed: int
    output: str


class Verdict(NamedTuple):
    """Whether a fault was noticed, and what noticed it, or why not."""

    fault: Fault
    noticed: bool
    why: str


@contextmanager
def copy_of(source: Path) -> Iterator[Path]:
    """Yield a throwaway copy of a tree as it stands, compiled catalogues included."""
    with tempfile.TemporaryDirectory(prefix="nettverksmidler-sabotage-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(source, tree, ignore=LEFT_OUT, symlinks=True)
        yield tree


def run_tests(tree: Path, tests: tuple[str, ...], database_url: str, *, stop_at_first: bool) -> Run:
    """Run `tests` in `tree` on the database at `database_url` (empty: SQLite), each run under a name of its own."""
    if database_url:
        database_url = f"{database_url}_{uuid.uuid4().hex[:8]}"
    report = tree.parent / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    if stop_at_first:
        command.append("--maxfail=1")
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, *tests],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Run(-1, [], 0, f"no end after {SECONDS} s")
    failed, passed = [], 0
    if report.exists():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314  (pytest's own report)
            if case.find("failure") is not None:
                failed.append(case.get("name", "?"))
            elif case.find("error") is None and case.find("skipped") is None:
                passed += 1
    return Run(done.returncode, failed, passed, done.stdout + done.stderr)


def green_before(tree: Path, tests: tuple[str, ...], database_url: str) -> str:
    """Return why `tests` do not all pass on the tree as it stands, or nothing if they do."""
    run = run_tests(tree, tests, database_url, stop_at_first=False)
    return (
        "" if run.code == 0 and run.passed else f"exit {run.code}, {run.passed} passed\n{run.output[-6000:]}"
    )


def judge(tree: Path, fault: Fault, database_url: str) -> Verdict:
    """Plant one fault in a copy and say whether a test failed; tests that could not be run have noticed nothing."""
    with copy_of(tree) as copy:
        try:
            fault.plant(copy)
        except ValueError as reason:
            return Verdict(fault, False, str(reason))
        run = run_tests(copy, fault.tests, database_url, stop_at_first=True)
    if run.code == 1 and run.failed:
        return Verdict(fault, True, run.failed[0])
    if run.code == 0:
        return Verdict(fault, False, "every test stayed green")
    return Verdict(fault, False, f"the tests did not run (exit {run.code})\n{run.output[-3000:]}")
