"""A plugin that brings a whole scheme has models, so that its tests run in a process of their own."""

from pathlib import Path

from tests.plugins.installing import ROOT, run_tests


def test_a_whole_scheme_with_a_flow_of_its_own_works(tmp_path: Path) -> None:
    folder = ROOT / "tests" / "plugins" / "equipment"
    done = run_tests(folder, tmp_path, ["-m", "pytest", str(folder / "tests")])
    assert (done.returncode, "12 passed" in done.stdout) == (0, True), done.stdout[-2000:]
