"""Every page with very many rows of everything: it shows no more of them at once, and asks no more of the database."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import way
from tests.bare import pot_of
from tests.many import copies, many_cases, many_items
from tests.workflows.pages.test_query_budgets import CASE, asked_by
from workflows.cases.models import Case

from .addresses import addresses
from .table import EXCEPTIONS, column_of, table
from .test_every_role_and_address import path_to

pytestmark = pytest.mark.django_db
MANY, PAGE = 80, 25
# A page that lists something and is no list: what it shows at most, and where the rest is.
SHOWS_MORE = {
    "my-page": 50,  # what is due first; all of it is in the lists of tasks and cases
    "allocation": MANY,  # all applications of a call, side by side: that is what it is for (R4.1)
    "application-register": 2 * MANY,  # every network is a choice
    "network": 50,  # its newest cases; all of them are in the list of cases
}
FILES = ("pot-csv", "imports:export", "overview-file")  # are whole by their nature


def make_many(case: Case) -> None:
    """Store very many copies of what a case and its surroundings have of everything that is listed."""
    cases = many_cases(case, MANY)
    many_items(way.item(case, "formal_check"), cases)
    copies(case.documents.order_by("id").first(), MANY, lambda n: {"title": f"Dokument {n}"})
    copies(case.network, MANY, lambda n: {"code": f"many-{n}", "name": f"Nettverk {n}"})
    copies(pot_of(case).entries.order_by("id").first(), MANY, lambda n: {"note": f"{n}"})


def pages_of(person: str, case: Case) -> dict[str, str]:
    """Return the pages of the casework that the table lets somebody see, with their paths."""
    rows, column = table(), column_of(person)
    return {
        address.name: path_to(address, case)
        for address in addresses()
        if address.view.__module__.startswith("workflows.")
        and address.name not in FILES
        and EXCEPTIONS.get(address.name, {}).get(person, rows.get(address.name, {}).get(column)) == 200
    }


def shown(client: Client, path: str) -> tuple[int, int]:
    """Return how many rows, points and choices a page shows, and what it asked for them."""
    said: list[str] = []

    def ask() -> object:
        answer = client.get(path)
        said.append(b"".join(answer).decode(errors="ignore"))
        return answer

    asked = asked_by(ask, status=200)
    return len(re.findall(r"<(?:tr|li|option)\b", said[0])), asked


@pytest.mark.parametrize("person", ["caseworker", "fund_manager"])
def test_no_page_shows_or_asks_more_for_there_being_more(
    person: str, browser: Callable[[str], Client]
) -> None:
    case, client = way.submitted(), browser(person)
    paths = pages_of(person, case)
    for path in paths.values():
        client.get(path)  # what is read once in a process is then known
    few = {name: shown(client, path) for name, path in paths.items()}
    make_many(case)
    many = {name: shown(client, path) for name, path in paths.items()}

    grown = {name: many[name][0] - few[name][0] for name in paths}
    assert {name: rows for name, rows in grown.items() if rows > SHOWS_MORE.get(name, PAGE)} == {}
    assert {name: many[name][1] for name in paths} == {name: few[name][1] for name in paths}
    assert max(asked for _rows, asked in many.values()) <= CASE
    assert max(grown.values()) >= PAGE - 5  # there were lists among them
