"""A round of three applications of Rogaland's leader networks, and the browsers of those who work it out."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests import seeing, way
from workflows.cases.models import Case
from workflows.schemes.models import Call


@pytest.fixture(autouse=True)
def _all_verifies(db: None) -> Iterator[None]:
    yield
    assert seeing.faults() == []


@pytest.fixture
def round_(cast: SimpleNamespace) -> SimpleNamespace:
    """Return the call with two assessed applications (150 000 and 100 000) and one that is not assessed yet."""
    first, second = way.assessed(requested=150_000), way.assessed(requested=100_000)
    waiting = way.complete(requested=80_000)
    call: Call = first.call
    cases: list[Case] = [first, second, waiting]
    return SimpleNamespace(call=call, first=first, second=second, waiting=waiting, cases=cases)
