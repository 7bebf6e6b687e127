"""Exports are read as people read them: in bokmål, as everywhere but beside."""

import pytest


@pytest.fixture(autouse=True)
def source_language() -> None:
    """Leave the language as it is everywhere."""
