"""Names of files: whatever people call things, what lies on disk is flat, safe and each its own (C18)."""

import re

import pytest

from imports.package.names import safe_name

HOSTILE = [
    "../../etc/passwd", "..\\..\\x", "/abs", "C:\\temp", "", ".", "..", "…", "con", "NUL", "a/b/c", "x\0y", "\r\n",
    "Årsrapport æøå", "ÁRRAN šđŋ", "=cmd|' /C calc'!A0", "x" * 300, "ø" * 300, "x" * 300, "same", "Same", "same ",
    "-rf", "file.csv.exe", "\u202egpj.exe",
]  # fmt: skip


@pytest.mark.adversary(
    "C18", "names with ../, the same twice, æøå and 300 letters become flat, safe and unique"
)
def test_hostile_names_become_flat_safe_and_unique() -> None:
    names: list[str] = []
    for wanted in HOSTILE:
        names.append(safe_name(wanted, "csv", besides=names))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}\.csv", name) for name in names), names
    assert len(set(names)) == len(names) == len(HOSTILE)
    assert safe_name("Årsrapport æøå", "csv") == "arsrapport-aeoa.csv"
    assert {"same.csv", "same-2.csv", "same-3.csv"} <= set(names)


def test_no_length_of_a_name_cuts_off_its_tail() -> None:
    assert safe_name("x" * 300, "zip", tail="7-2024-03-04") == f"{'x' * 60}-7-2024-03-04.zip"
