"""`manage.py load_reference`."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from imports.management.commands import load_reference as command
from imports.reference.loader import load_reference
from imports.reference.tables import TABLES


def test_the_command_prints_what_became_of_each_table(reference: None) -> None:
    out = StringIO()
    call_command("load_reference", stdout=out, skip_checks=True)
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["table", "new", "changed", "unchanged"],
        ["governor_offices", "0", "0", "10"],
        ["bufetat_regions", "0", "0", "5"],
        ["counties", "0", "0", "15"],
        ["municipalities", "0", "0", "357"],
        ["municipality_changes", "0", "0", "516"],
        ["postal_codes", "0", "0", "5121"],
    ]


def test_a_broken_table_ends_the_command_with_where_it_is(
    reference: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "counties.csv").write_text("code,name\n3,Oslo\n", encoding="utf-8")
    broken = (replace(TABLES[2], folder=tmp_path),)
    monkeypatch.setattr(command, "load_reference", lambda: load_reference(broken))
    with pytest.raises(CommandError, match=r"counties\.csv, row 2, column code, «3»: .* is it 03\?"):
        call_command("load_reference", stdout=StringIO(), skip_checks=True)
