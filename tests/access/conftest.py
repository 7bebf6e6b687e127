"""Everybody of the cast as a browser, and nobody."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

NOBODY = "nobody"  # not signed in


@pytest.fixture
def browser(cast: SimpleNamespace, browse: Callable[[Any], Client]) -> Callable[[str], Client]:
    """Return a function that gives the browser of somebody of the cast, or of nobody; errors become answers."""

    def open_browser(name: str) -> Client:
        client = Client() if name == NOBODY else browse(getattr(cast, name))
        client.raise_request_exception = False
        return client

    return open_browser
