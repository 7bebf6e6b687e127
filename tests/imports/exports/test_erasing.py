"""An export that was made before something was erased does not outlive it (F3)."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from imports.exports import making
from imports.exports.models import ExportDefinition, ExportFile
from tests import way
from workflows import outbox
from workflows.cases import journal

pytestmark = pytest.mark.django_db
CASES = {"table": "case", "format": "csv", "headings": "names"}


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
