"""The disk of the database is full: writing is refused, reading goes on, room is all that is needed (B10)."""

import errno
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import OperationalError
from django.test import Client
from django.utils.html import escape

from imports.batches import verbs
from imports.models import Batch, BatchState
from tests import way
from tests.faults.disks import DISKS, Disk
from tests.imports.batches.conftest import many, networks, previewed, worked
from workflows.directory.models import Network
from workflows.grant.models import Decision
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 3_000
REASON = "Søknaden er <god> & ferdig"


@pytest.fixture
def client(cast: SimpleNamespace, browse: Callable[[Any], Client], settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client = browse(cast.caseworker)
    client.raise_request_exception = False
    return client


@pytest.mark.adversary(
    "B10", "disk full: writing answers 503, reading works, and with room again all goes on"
)
@pytest.mark.parametrize("disk", DISKS)
def test_a_full_disk_stops_writing_alone(disk: Disk, cast: SimpleNamespace, client: Client) -> None:
    batch = verbs.apply(previewed(networks(*many(ROWS)), cast.caseworker), by=cast.caseworker)

    def hand_in() -> Any:
        content = networks(*many(1, prefix="for-mye"))
        return client.post(
            "/utveksling/ny/", {"kind": "network", "file": SimpleUploadedFile("x.csv", content)}
        )

    with disk() as fill:
        fill()
        with pytest.raises(OperationalError):
            worked(batch)
        assert Network.objects.filter(code__startswith="nett-").count() == 0
        statuses = [
            hand_in().status_code for _each in range(40)
        ]  # what is free on the last pages is taken first
        assert statuses[-1] == 503
        assert set(statuses) <= {302, 503}
        assert hand_in().headers["Retry-After"] == "10"
        for path in ("/utveksling/", f"/utveksling/{batch.pk}/", "/saker/", "/nettverk/", "/min-side/"):
            assert client.get(path).status_code == 200, path
        assert Client().get("/nettverk-i-norge/").status_code == 200
    assert hand_in().status_code == 302
    batch.refresh_from_db()
    Batch.objects.filter(pk=batch.pk).update(beat="2024-01-01T00:00Z")
    batch = worked(verbs.again(batch, by=cast.caseworker))
    assert batch.state == BatchState.APPLIED
    assert Network.objects.filter(code__startswith="nett-").count() == ROWS
    assert verify_all().faults == []


@pytest.mark.adversary("B10", "disk full: what was typed is shown to be sent again, and nothing is half done")
@pytest.mark.parametrize("disk", DISKS)
def test_what_was_typed_is_not_lost(
    disk: Disk, cast: SimpleNamespace, browse: Callable[[Any], Client], client: Client
) -> None:
    case = way.ready_to_decide()
    decider = browse(cast.decision_maker)
    decider.raise_request_exception = False
    typed = {"action": "complete", "key": "the-same", **answers.decision(case, 150_000)} | {"reasons": REASON}
    task = way.item(case, "decide").get_absolute_url()
    with disk() as fill:
        fill()
        for _each in range(100):  # until no page is left
            if client.post("/utveksling/ny/", _a_file()).status_code == 503:
                break
        answer = decider.post(task, typed)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert escape(REASON) in answer.content.decode()
        assert decider.get(case.get_absolute_url()).status_code == 200
    assert not Decision.objects.filter(case=case).exists()
    assert verify_all().faults == []
    assert decider.post(task, typed).status_code == 302
    assert [each.awarded_amount for each in Decision.objects.filter(case=case)] == [150_000]
    assert verify_all().faults == []


@pytest.mark.adversary(
    "B10", "the disk of the documents is full: a file answers 503, nothing is half kept, and then it is taken"
)
@pytest.mark.parametrize("when", ["it is kept", "it is read"])
def test_a_full_disk_of_documents(when: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        if when == "it is kept":
            disk.setattr(FileSystemStorage, "_save", full)
        else:
            disk.setattr(MemoryFileUploadHandler, "receive_data_chunk", full)
        answer = client.post("/utveksling/ny/", _a_file())
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert client.get("/utveksling/").status_code == 200
    assert not Batch.objects.exists()
    assert client.post("/utveksling/ny/", _a_file()).status_code == 302


def _a_file() -> dict[str, Any]:
    return {"kind": "network", "file": SimpleUploadedFile("x.csv", networks(*many(1, prefix="for-mye")))}
