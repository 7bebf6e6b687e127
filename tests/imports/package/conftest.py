"""A year played at an installation, and installations that are empty."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from imports.exports.readers import Reader
from imports.package import writing
from workflows import guards
from workflows.backup import contents
from workflows.simulation import stories, year


@pytest.fixture(autouse=True)
def source_language() -> None:
    """Leave the language as it is everywhere: cases are played in bokmål."""


TOLD = {"audit", "condition-blocks-payment", "carry-over-part", "repayment-claim", "refusal"}


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year of applications, grants, payments, reports, carry-over, repayments and audits, at all offices."""
    told = [story for story in stories.STORIES if story.name in TOLD]
    assert len(told) == len(TOLD)
    monkeypatch.setattr(stories, "STORIES", told)
    year.simulate(networks=10, applications=len(told) + 1, seed=7)


@pytest.fixture
def fresh_box(settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Return a function that makes the installation as a new one is: nobody, nothing, and no files."""

    def wipe() -> None:
        with guards.lifted(), transaction.atomic():
            for model in contents.every_table():
                model._base_manager.all()._raw_delete(connection.alias)
        settings.MEDIA_ROOT = tmp_path / "new" / "documents"

    return wipe


def packed(reader: Reader | None = None, **cut: Any) -> bytes:
    """Return the package that somebody gets, the operator where nobody is named."""
    to = io.BytesIO()
    writing.write(to, reader or Reader(), cut=cut)
    return to.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
