"""Installs a plugin's distribution as pip would leave it, without a network or a builder of wheels: by its metadata."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def install(folder: Path, into: Path) -> list[str]:
    """Write the metadata of the distribution in a folder, and return what stands before others on Python's path."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = into / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    head = ("Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}", "")
    (info / "METADATA").write_text("\n".join(head))
    groups = project["entry-points"].items()
    lines = [
        line
        for group, points in groups
        for line in (f"[{group}]", *(f"{a} = {b}" for a, b in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return [str(folder), str(into)]


def run_tests(folder: Path, tmp_path: Path, command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a plugin's own tests as its author does, where it is installed and allowed."""
    paths = [str(ROOT), *install(folder, tmp_path / "installed")]
    own = {
        "TEST_VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": "",
    }  # this run's database is not the child's
    environment = {**os.environ, **own, "PLUGINS": folder.name, "PYTHONPATH": os.pathsep.join(paths)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    options = ["-q", "-n0", "-p", "no:cacheprovider", "-c", "pyproject.toml", "--rootdir", "."]
    return subprocess.run(
        [sys.executable, *command, *options], cwd=ROOT, env=environment, capture_output=True, text=True
    )
