"""An administrator erases the personal details of a journal entry; entry, chain and decision stay."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from workflows.cases.journal import verify_case
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db
ADDRESS = "/personopplysninger/"


@pytest.mark.adversary(
    "F3", "erased details are gone, with who and why in the journal, and the chain still holds"
)
def test_an_administrator_erases_details(cast: SimpleNamespace, browse: Callable[[Any], Client]) -> None:
    case, client = way.complete(), browse(cast.administrator)
    entry = case.journal.filter(details__isnull=False).first()
    asked = {"sak": case.number, "linje": entry.seq}
    page = client.get(ADDRESS, asked).content.decode()
    assert str(entry.actor) in page
    assert client.post(ADDRESS, asked | {"reason": ""}).status_code == 422
    assert client.post(ADDRESS, asked | {"reason": "Krav om sletting"}).status_code == 302
    entry.details.refresh_from_db()
    assert (entry.details.data, entry.details.salt) == ({}, "")
    case = Case.objects.get(pk=case.pk)
    told = case.journal.latest("seq")
    assert (told.action, told.actor, told.details.data) == (
        "journal.erased",
        cast.administrator,
        {"entry": entry.seq, "reason": "Krav om sletting"},
    )
    assert verify_case(case) == []
    assert client.post(ADDRESS, asked | {"reason": "Igjen"}).status_code == 422


@pytest.mark.parametrize(
    "asked",
    [
        {"sak": "ROG-2024-9999", "linje": "1"},
        {"sak": "x" * 30, "linje": "1"},
        {"sak": "\x00", "linje": "x"},
        {"sak": "ROG-2024-1001", "linje": "9" * 30},
        {"sak": "", "linje": "-1"},
    ],
)
def test_what_is_not_there_is_told(
    asked: dict[str, str], cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    assert browse(cast.administrator).get(ADDRESS, asked).status_code == 422
    assert browse(cast.administrator).post(ADDRESS, asked | {"reason": "x"}).status_code == 422


def test_only_administrators_erase(cast: SimpleNamespace, browse: Callable[[Any], Client]) -> None:
    others = [person for name, person in vars(cast).items() if name != "administrator"]
    assert {browse(person).get(ADDRESS).status_code for person in others} == {404}
