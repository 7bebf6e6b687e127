"""What tests of batches stand on: files as people hand them in, and a worker that is told when to work."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from imports.batches import verbs
from imports.kinds import KINDS
from imports.models import Batch
from workflows import outbox
from workflows.directory.models import User

HEADER = "code;name;kind;responsible_municipality;themes"


def networks(*rows: str, header: str = HEADER) -> bytes:
    """Return a file of networks."""
    return "\n".join([header, *rows]).encode()


def many(count: int, *, prefix: str = "nett", themes: str = "") -> list[str]:
    """Return so many rows of networks of Rogaland."""
    return [f"{prefix}-{n};Nettverk {n};learning;1108;{themes}" for n in range(1, count + 1)]


def hand_in(content: bytes, by: Any, *, kind: str = "network", name: str = "nettverk.csv") -> Batch:
    """Hand a file in, as the page does once the guard has passed it."""
    return verbs.hand_in(ContentFile(content, name=name), name=name, kind=KINDS[kind], by=by)


def worked(batch: Batch) -> Batch:
    """Let the worker do what is owed, and return the batch as it is then."""
    outbox.deliver_due()
    batch.refresh_from_db()
    return batch


def previewed(content: bytes, by: Any, **options: Any) -> Batch:
    """Hand a file in, and let it be read."""
    return worked(hand_in(content, by, **options))


def applied(content: bytes, by: Any, **options: Any) -> Batch:
    """Take a file in."""
    return worked(verbs.apply(previewed(content, by, **options), by=by))


def counts(batch: Batch) -> tuple[int, int, int, int]:
    """Return how many rows are new, changed, unchanged and refused."""
    return batch.new, batch.changed, batch.unchanged, batch.refused


@pytest.fixture(autouse=True)
def stored_here(tmp_path: Any, settings: Any) -> None:
    """Keep the files of a test where they go with it."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def in_the_language_of_the_code(db: None) -> None:
    """Let the worker write in the language of the code, so that a test reads the words it is about."""
    User.objects.update(language="en")
