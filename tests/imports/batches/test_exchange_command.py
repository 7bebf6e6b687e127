"""`manage.py exchange preview`, `apply` and `undo`: what an operator types, reads, and gets as exit code."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from imports.batches import verbs
from imports.models import Batch, BatchState
from workflows.directory.models import Network

from .conftest import many, networks, previewed

pytestmark = pytest.mark.django_db


def exchange(*words: str) -> tuple[int, str]:
    """Return the exit code and what was written."""
    out = io.StringIO()
    try:
        call_command("exchange", *words, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def file(folder: Path, *rows: str) -> str:
    path = folder / "nettverk.csv"
    path.write_bytes(networks(*rows))
    return str(path)


@pytest.mark.requirement("R7.2", "an operator previews, applies and undoes from the command line")
def test_a_file_goes_all_the_way_by_commands(cast: SimpleNamespace, tmp_path: Path) -> None:
    code, said = exchange("preview", file(tmp_path, *many(2)), "--kind", "network")
    batch = Batch.objects.get()
    assert code == 0
    assert f"Batch {batch.pk}: nettverk.csv" in said
    assert "2 new, 0 changed, 0 unchanged, 0 refused" in said
    assert exchange("apply", str(batch.pk))[0] == 0
    assert Network.objects.filter(code__startswith="nett-").count() == 2
    with pytest.raises(CommandError) as refusal:
        exchange("apply", str(batch.pk))
    assert refusal.value.returncode == 2
    assert exchange("undo", str(batch.pk))[0] == 0
    assert not Network.objects.filter(code__startswith="nett-").exists()


def test_what_is_refused_is_listed(cast: SimpleNamespace, tmp_path: Path) -> None:
    code, said = exchange(
        "preview", file(tmp_path, "x;X;learning;9999;"), "--kind", "network", "--by", "caseworker"
    )
    assert code == 2
    assert "row 2, column responsible_municipality, «9999»" in said
    with pytest.raises(CommandError, match="Some rows are refused"):
        exchange("apply", str(Batch.objects.get().pk), "--by", "caseworker")


def test_an_undo_that_would_take_what_others_wrote_ends_with_2(cast: SimpleNamespace, tmp_path: Path) -> None:
    exchange("preview", file(tmp_path, *many(1)), "--kind", "network")
    exchange("apply", str(Batch.objects.get().pk))
    Network.objects.filter(code="nett-1").update(themes="Vårt eget")
    code, said = exchange("undo", str(Batch.objects.get().pk))
    assert code == 2
    assert "not undone: row 2, column themes, «Vårt eget»" in said


def test_what_cannot_be_is_said(cast: SimpleNamespace, tmp_path: Path) -> None:
    program = tmp_path / "x.xlsx"
    program.write_bytes(b"MZ")
    for words in (
        ("preview", str(program), "--kind", "network"),
        ("preview", str(tmp_path / "none.csv"), "--kind", "network"),
        ("preview", file(tmp_path, *many(1)), "--kind", "network", "--by", "nobody-of-this-name"),
        ("preview", file(tmp_path, *many(1)), "--kind", "network", "--by", "outsider"),
        ("apply", "4711"),
        ("undo", "4711"),
    ):
        with pytest.raises(CommandError):
            exchange(*words)
    assert not Batch.objects.exists()


@pytest.mark.requirement("R7.2", "money needs a second person on the command line too")
def test_money_is_not_applied_by_an_operator_alone(cast: SimpleNamespace) -> None:
    content = b"office;scheme;year;authority\nROG;leader_network;2024;2500000"
    batch = previewed(content, cast.fund_manager, kind="authority")
    for by in ((), ("--by", "fund_manager")):
        with pytest.raises(CommandError):
            exchange("apply", str(batch.pk), *by)


def test_one_that_is_broken_off_is_applied_again(cast: SimpleNamespace) -> None:
    batch = verbs.apply(previewed(networks(*many(1)), cast.caseworker), by=cast.caseworker)
    Batch.objects.filter(pk=batch.pk).update(begun="2024-01-01T00:00Z", beat="2024-01-01T00:00Z")
    assert exchange("apply", str(batch.pk))[0] == 0
    assert Batch.objects.get(pk=batch.pk).state == BatchState.APPLIED
