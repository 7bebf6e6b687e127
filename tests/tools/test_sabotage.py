"""The faults can be planted: their text stands where they say, and their tests exist."""

import pytest

from tests.tools.sabotage.fault import Fault
from tests.tools.sabotage.faults import FAULTS
from tests.tools.sabotage.runner import ROOT


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_fits_the_code_of_today(fault):
    assert (ROOT / fault.file).read_text(encoding="utf-8").count(fault.old) == 1
    assert [test for test in fault.tests if not (ROOT / test.split("::")[0]).exists()] == []


def test_names_of_faults_are_unique():
    names = [fault.name for fault in FAULTS]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("text", "times"), [("a = 1", 0), ("lock() lock()", 2)])
def test_a_fault_whose_text_is_not_there_exactly_once_is_refused(tmp_path, text, times):
    (tmp_path / "code.py").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=f"stands {times} times in code.py"):
        Fault("no lock", "code.py", "lock()", "", ("tests/x.py",)).plant(tmp_path)


def test_a_fault_changes_its_text_and_nothing_else(tmp_path):
    (tmp_path / "code.py").write_text("a\nlock()\nb\n", encoding="utf-8")

    Fault("no lock", "code.py", "lock()", "pass", ("tests/x.py",)).plant(tmp_path)

    assert (tmp_path / "code.py").read_text(encoding="utf-8") == "a\npass\nb\n"
