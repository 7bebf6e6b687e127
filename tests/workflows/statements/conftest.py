"""Whatever a test does: afterwards every finding, the journal and the ledger can be verified."""

from collections.abc import Iterator

import pytest

from tests import seeing


@pytest.fixture(autouse=True)
def _all_verifies(db: None) -> Iterator[None]:
    yield
    assert seeing.faults() == []
