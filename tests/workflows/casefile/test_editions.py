"""A case is moved to another edition by a decision maker, with a reason, after what differs was shown."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from workflows.casefile import editions
from workflows.cases.models import Case
from workflows.errors import NotAllowed, Refused
from workflows.schemes.models import Edition

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


@pytest.fixture
def case() -> Case:
    return way.complete("self_initiated")


@pytest.fixture
def older() -> Edition:
    return Edition.objects.get(document="2021")


@pytest.mark.requirement(
    "R1.3", "what would differ is shown before a case is moved, and nothing is done by looking"
)
def test_what_differs_is_shown_first(
    case: Case, older: Edition, cast: SimpleNamespace, browse: Browse
) -> None:
    address = f"{case.get_absolute_url()}utgave/"
    assert address in browse(cast.decision_maker).get(case.get_absolute_url()).content.decode()
    page = browse(cast.decision_maker).get(address, {"utgave": older.pk}).content.decode()
    differs = editions.what_differs(case, older)
    assert differs
    assert all(each.split(":")[0] in page for each in differs)
    assert Case.objects.get(pk=case.pk).edition_id == case.edition_id != older.pk


@pytest.mark.requirement(
    "R1.3", "a moved case is checked anew under the other edition, and the journal tells why"
)
def test_a_case_is_moved_with_a_reason(
    case: Case, older: Edition, cast: SimpleNamespace, browse: Browse
) -> None:
    address, client = f"{case.get_absolute_url()}utgave/", browse(cast.decision_maker)
    sheets = case.fact_sheets.count()
    assert client.post(address, {"utgave": older.pk, "reason": ""}).status_code == 422
    assert client.post(address, {"utgave": older.pk, "reason": "Utlyst under denne."}).status_code == 302
    moved = Case.objects.get(pk=case.pk)
    assert (moved.edition_id, moved.fact_sheets.count()) == (older.pk, sheets + 1)
    assert moved.fact_sheets.latest("pk").edition_id == older.pk
    entry = moved.journal.get(action="case.edition")
    assert entry.actor == cast.decision_maker
    assert entry.details.data["reason"] == "Utlyst under denne."
    assert entry.details.data["from"].startswith("2024")


def test_only_a_decision_maker_of_the_office_moves_a_case(
    case: Case, older: Edition, cast: SimpleNamespace, browse: Browse
) -> None:
    address = f"{case.get_absolute_url()}utgave/"
    others = {
        cast.caseworker: 403,
        cast.network_leader: 403,
        cast.fund_manager: 403,
        cast.other_decision_maker: 404,
        cast.outsider: 404,
    }
    typed = {"utgave": older.pk, "reason": "x"}
    assert {person: browse(person).post(address, typed).status_code for person in others} == others
    with pytest.raises(NotAllowed):
        editions.move(case=case, to=older, by=cast.caseworker, reason="x")
    assert Case.objects.get(pk=case.pk).edition_id == case.edition_id


@pytest.mark.requirement("R3.2", "a case is not moved to an edition that does not have its scheme")
def test_an_edition_without_the_scheme_is_refused(
    older: Edition, cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.complete("leader_network")
    with pytest.raises(Refused):
        editions.move(case=case, to=older, by=cast.decision_maker, reason="x")
    answer = browse(cast.decision_maker).post(
        f"{case.get_absolute_url()}utgave/", {"utgave": older.pk, "reason": "x"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("utgave", ["", "x", "-1", "9" * 30, "\x00", "999999"])
def test_no_edition_is_told(utgave: str, case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    address, client = f"{case.get_absolute_url()}utgave/", browse(cast.decision_maker)
    assert client.get(address, {"utgave": utgave}).status_code == 200
    assert client.post(address, {"utgave": utgave, "reason": "x"}).status_code == 422


def test_the_edition_it_is_under_is_refused(case: Case, cast: SimpleNamespace) -> None:
    with pytest.raises(Refused):
        editions.move(case=case, to=case.edition, by=cast.decision_maker, reason="x")
