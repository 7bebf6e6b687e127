"""The disk of the database is full: writing is refused, reading goes on, room is all that is needed (B10)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from imports.batches import verbs
from imports.models import Batch, BatchState
from tests.imports.batches.conftest import many, networks, previewed, worked
from workflows.directory.models import Network
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 3_000


@contextmanager
def full() -> Iterator[None]:
    """Let the database have no page more than it has, as on a disk that is full."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.adversary(
    "B10", "disk full: writing answers 503, reading works, and with room again all goes on"
)
def test_a_full_disk_stops_writing_alone(
    cast: SimpleNamespace, browse: Callable[[Any], Client], settings: Any, tmp_path: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL’s disk cannot be filled from a test")
    settings.MEDIA_ROOT = tmp_path
    client = browse(cast.caseworker)
    client.raise_request_exception = False
    batch = verbs.apply(previewed(networks(*many(ROWS)), cast.caseworker), by=cast.caseworker)

    def hand_in() -> Any:
        content = networks(*many(1, prefix="for-mye"))
        return client.post(
            "/utveksling/ny/", {"kind": "network", "file": SimpleUploadedFile("x.csv", content)}
        )

    with full():
        with pytest.raises(OperationalError, match="full"):
            worked(batch)
        assert Network.objects.filter(code__startswith="nett-").count() == 0
        answers = [hand_in() for _each in range(40)]  # what is free on the last pages is taken first
        assert answers[-1].status_code == 503
        assert answers[-1].headers["Retry-After"]
        for path in ("/utveksling/", f"/utveksling/{batch.pk}/", "/saker/", "/nettverk/"):
            assert client.get(path).status_code == 200
    assert hand_in().status_code == 302
    batch.refresh_from_db()
    Batch.objects.filter(pk=batch.pk).update(beat="2024-01-01T00:00Z")
    batch = worked(verbs.again(batch, by=cast.caseworker))
    assert batch.state == BatchState.APPLIED
    assert Network.objects.filter(code__startswith="nett-").count() == ROWS
    assert verify_all().faults == []
