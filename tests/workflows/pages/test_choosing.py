"""Suggestions while one types: municipalities for everyone with an account, organisations as far as one may see."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way

pytestmark = pytest.mark.django_db

SANDNES = "964965137"


def suggested(client: Client, what: str, asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"/velg/{what}/", {"q": asked})
    assert answer.status_code == 200
    return list(answer.json()["found"])


@pytest.mark.parametrize("asked", ["sand", "SANDNES", "1108"])
def test_a_municipality_is_suggested_by_name_and_by_number(
    browse: Callable[[Any], Client], cast: SimpleNamespace, asked: str
) -> None:
    assert {"value": "1108", "label": "Sandnes", "text": "1108 Sandnes"} in suggested(
        browse(cast.outsider), "kommune", asked
    )


def test_few_are_suggested_and_none_for_nothing(
    browse: Callable[[Any], Client], cast: SimpleNamespace
) -> None:
    client = browse(cast.outsider)
    assert len(suggested(client, "kommune", "s")) == 8
    assert suggested(client, "kommune", " \0 ") == suggested(client, "organisasjon", "9") == []


@pytest.mark.requirement(
    "R3.3",
    "an organisation is picked by name or number, with the address from the network's earlier application",
)
def test_where_an_organisation_is_comes_from_applications_one_sees(
    browse: Callable[[Any], Client], cast: SimpleNamespace
) -> None:
    way.written("self_initiated", address="Rådhusgata 1", postcode="4306", postal_place="Sandnes")
    known = {"value": SANDNES, "label": "Sandnes", "text": "964\u00a0965\u00a0137"}
    place = {"address": "Rådhusgata 1", "postcode": "4306", "postal_place": "Sandnes"}
    for asked in ("sandnes", "964 965 13", SANDNES):
        assert suggested(browse(cast.network_leader), "organisasjon", asked) == [known | {"fills": place}]
        assert suggested(browse(cast.outsider), "organisasjon", asked) == [known | {"fills": {}}]


def test_an_organisation_that_is_no_municipality_is_known_to_those_who_see_its_application(
    browse: Callable[[Any], Client],
    cast: SimpleNamespace,
) -> None:
    way.written("self_initiated", organisation_number="974 760 665")
    assert [each["label"] for each in suggested(browse(cast.network_leader), "organisasjon", "97476")] == [
        "Sandnes"
    ]
    assert suggested(browse(cast.outsider), "organisasjon", "97476") == []


@pytest.mark.parametrize("what", ["kommune", "organisasjon"])
def test_nothing_is_suggested_to_those_who_are_not_logged_in(client: Client, what: str) -> None:
    assert client.get(f"/velg/{what}/?q=sandnes").status_code == 302
