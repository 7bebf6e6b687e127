"""A network and what is typed on its pages."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from workflows.directory.models import Municipality, Network, NetworkMembership, Service

Post = Callable[..., Any]


@pytest.fixture
def jaeren(db: None) -> Network:
    """Return the learning network of Rogaland."""
    return Network.objects.get(code="jaeren")


@pytest.fixture
def bergen(db: None) -> Service:
    """Return a child-welfare service of another county, that takes part in nothing."""
    service = Service.objects.create(name="Bergen", host=Municipality.objects.get(code="4601"))
    service.municipalities.set([service.host])
    return service


@pytest.fixture
def membership(jaeren: Network) -> NetworkMembership:
    """Return the membership of one of the network's services, since 2 January 2024."""
    return jaeren.memberships.get(service__name="Sandnes")


@pytest.fixture
def post(browse: Callable[[Any], Client]) -> Post:
    """Return a function that types into an act of the network's page and gives the answer."""

    def send(who: Any, act: str, code: str = "jaeren", **data: Any) -> Any:
        return browse(who).post(f"/nettverk/{code}/{act}/", data)

    return send


def day(text: str) -> dt.date:
    """Return a date written 2024-03-04."""
    return dt.date.fromisoformat(text)
