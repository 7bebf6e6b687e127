"""What tests of the exchange stand on."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from imports.reference.loader import load_reference
from imports.reference.tables import TABLES


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Texts are in the language of the code, so that a test reads the words it is about."""
    with translation.override("en"):
        yield


@pytest.fixture
def reference(db: None) -> None:
    """All reference tables are there."""
    if any(table.count() == 0 for table in TABLES):
        load_reference()
