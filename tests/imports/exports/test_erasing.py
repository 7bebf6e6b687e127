"""An export that was made before something was erased does not outlive it (F3)."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from imports.exports import making
from imports.exports.models import ExportDefinition, ExportFile
from tests import way
from workflows import outbox
from workflows.cases import journal

pytestmark = pytest.mark.django_db
CASES = {"table": "case", "format": "csv", "headings": "names"}


@pytest.fixture(autouse=True)
def stored_here(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.requirement("R7.1", "exports kept from before an erasure are thrown away with it")
def test_exports_from_before_an_erasure_are_thrown_away(
    cast: SimpleNamespace, at: Callable[..., None]
) -> None:
    case = way.submitted()
    made = making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker")
    outbox.deliver_due()
    made.refresh_from_db()
    storage, name = made.file.storage, made.file.name
    at(2024, 3, 5)
    journal.erase_details(entry=case.journal.get(seq=1), by=cast.administrator, reason="Bedt om.")
    later = making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker")
    outbox.deliver_due()
    assert (storage.exists(name), list(ExportFile.objects.all())) == (False, [later])


def test_a_file_that_was_being_made_is_not_kept_either(cast: SimpleNamespace) -> None:
    way.submitted()
    ordered = making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker")
    finish = making.make({"file": ordered.pk})
    assert finish
    ExportFile.objects.all().delete()
    before = stored(ordered)
    finish()
    assert stored(ordered) == before


def stored(file: ExportFile) -> list[str]:
    """Return the names of the exports that lie in the store."""
    storage = file.file.storage
    return sorted(storage.listdir("exports")[1]) if storage.exists("exports") else []
