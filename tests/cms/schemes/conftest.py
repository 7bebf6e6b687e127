"""What tests of schemes stand on."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """Say what is refused in the words of the code, whatever the catalogues have."""
    with translation.override("en"):
        yield
