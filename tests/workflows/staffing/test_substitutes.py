"""A colleague acts for one who is away: within their own rights, in both names, both counting (A11)."""

import datetime as dt
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import way
from tests.cast import make_person
from workflows import work
from workflows.cases import duties
from workflows.cases.models import ImpartialityDeclaration, Participation
from workflows.cases.rights import can
from workflows.directory.models import Absence, Role, User
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.staffing import absences
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
MARCH = {"first_day": dt.date(2024, 3, 4), "last_day": dt.date(2024, 3, 8)}


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def away(person: User, substitute: User, **days: dt.date) -> Absence:
    return absences.register_absence(person=person, substitute=substitute, by=person, **(MARCH | days))


@pytest.mark.requirement(
    "R8.19", "the substitute sees the absent colleague's task, does it for them, and both are written"
)
def test_the_substitute_acts_for_the_absent(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    case = way.submitted()
    item = work.claim(way.item(case, "formal_check"), by=cast.caseworker)
    away(cast.caseworker, cast.second_caseworker)
    client, here = browse(fresh(cast.second_caseworker)), item.get_absolute_url()
    row = BeautifulSoup(client.get("/oppgaver/?liste=mine").content, "html.parser").select_one(
        ".table-region tbody tr"
    )
    assert f"på vegne av {cast.caseworker}" in row.get_text(" ", strip=True)
    page = BeautifulSoup(client.get(here).content, "html.parser")
    assert [o["value"] for o in page.select("#acting_for option")] == [str(cast.caseworker.pk)]
    assert client.post(here, {"result": "complete"}).status_code == 403  # in their own name it is not theirs
    assert client.post(here, {"result": "complete", "acting_for": cast.decision_maker.pk}).status_code == 403
    at(2024, 3, 9)
    assert client.post(here, {"result": "complete", "acting_for": cast.caseworker.pk}).status_code == 403
    at(2024, 3, 8)
    assert client.post(here, {"result": "complete", "acting_for": cast.caseworker.pk}).status_code == 302
    entry = case.journal.get(action="application.formal_check")
    took_part = Participation.objects.get(case=case, capacity="checked")
    assert (entry.actor, entry.acting_for) == (cast.second_caseworker, cast.caseworker)
    assert (took_part.person, took_part.acting_for) == (cast.second_caseworker, cast.caseworker)


@pytest.mark.adversary("A11", "via a substitute too: what either of the two did before shuts both names out")
def test_both_names_count_where_two_persons_are_needed(cast: SimpleNamespace, browse: Browse) -> None:
    bo = make_person("bo", Role.DECISION_MAKER, office="ROG")
    office = cast.caseworker.roles.get().office
    for person in (cast.caseworker, cast.second_caseworker):
        person.roles.create(role=Role.DECISION_MAKER, office=office, valid_from="2024-01-02")
    case = way.assessed()  # by the caseworker
    declare = way.item(case, "declare")
    away(fresh(cast.caseworker), bo)
    stands_in = fresh(bo)
    told = can(stands_in, "work", declare, cast.caseworker)
    assert (bool(told), str(cast.caseworker) in told.reason) == (False, True)
    assert can(stands_in, "work", declare)
    away(bo, fresh(cast.second_caseworker))
    case = way.do(case, "declare", cast.decision_maker, declaration="impartial")
    work.release(way.item(case, "decide"), by=cast.decision_maker)
    decide, delegate = way.item(case, "decide"), fresh(cast.second_caseworker)
    data = way.as_post(answers.decision(case, 150_000) | {"impartial": "on"})
    work.complete(decide, by=delegate, acting_for=bo, data=data, key=uuid.uuid4().hex)
    for person in (delegate, fresh(bo)):  # who decided, in either name, may not assess in this case
        assert Participation.objects.filter(
            case=case, capacity="approved", person=delegate, acting_for=bo
        ).exists()
        assert duties.conflict(case=case, person=person, acting_for=None, capacity="assessed")


@pytest.mark.adversary(
    "A11", "a substitute gets no right of the absent one's that they do not hold, nor a tie's way round"
)
def test_a_substitute_has_only_rights_of_their_own(cast: SimpleNamespace) -> None:
    office = cast.caseworker.roles.get().office
    cast.decision_maker.roles.create(role=Role.CASEWORKER, office=office, valid_from="2024-01-02")
    away(fresh(cast.decision_maker), cast.caseworker)
    case, stands_in = way.assessed(), fresh(cast.second_caseworker)
    declare = way.item(case, "declare")
    assert not can(fresh(cast.caseworker), "work", declare, cast.decision_maker).is_theirs
    other = way.submitted("self_initiated")
    check = way.item(other, "formal_check")
    assert can(fresh(cast.caseworker), "work", check, cast.decision_maker)
    assert can(stands_in, "work", check)
    assert not can(stands_in, "work", check, cast.decision_maker)
    ImpartialityDeclaration.objects.create(
        case=other, person=cast.decision_maker, partial=True, reason="Bror"
    )
    assert not can(fresh(cast.caseworker), "work", check, cast.decision_maker)
    assert not can(stands_in, "work", check, cast.decision_maker)
    assert not can(fresh(cast.other_caseworker), "view", other, cast.decision_maker).visible


REFUSED = {
    "not of the office": ("caseworker", "other_caseworker", {}, Refused),
    "no such role": ("caseworker", "payment_attester", {}, Refused),
    "oneself": ("caseworker", "caseworker", {}, Refused),
    "not at an office": ("fund_manager", "caseworker", {}, Refused),
    "over": (
        "caseworker",
        "second_caseworker",
        {"first_day": dt.date(2024, 1, 1), "last_day": dt.date(2024, 1, 2)},
        Refused,
    ),
    "backwards": ("caseworker", "second_caseworker", {"last_day": dt.date(2024, 3, 1)}, Refused),
}


@pytest.mark.requirement(
    "R8.19", "a substitute is of the same office with the same role; one absence at a time"
)
@pytest.mark.parametrize("name", REFUSED)
def test_absences_that_cannot_be(cast: SimpleNamespace, name: str) -> None:
    person, substitute, days, error = REFUSED[name]
    with pytest.raises(error):
        away(getattr(cast, person), getattr(cast, substitute), **days)
    assert not Absence.objects.exists()


def test_who_registers_and_ends_an_absence(cast: SimpleNamespace, browse: Browse) -> None:
    typed = {"first_day": "4.3.2024", "last_day": "8.3.2024", "substitute": cast.second_caseworker.pk}
    with pytest.raises(NotAllowed):
        absences.register_absence(
            person=cast.caseworker, substitute=cast.second_caseworker, by=cast.decision_maker, **MARCH
        )
    assert browse(cast.caseworker).post("/fravar/", typed | {"last_day": "x"}).status_code == 422
    assert browse(cast.caseworker).post("/fravar/", typed).status_code == 302
    assert browse(cast.caseworker).post("/fravar/", typed).status_code == 422  # taken days
    absence = Absence.objects.get()
    found = {
        name: browse(getattr(cast, name)).post(f"/fravar/{absence.pk}/avslutt/").status_code
        for name in ("other_caseworker", "second_caseworker", "administrator")
    }
    assert found == {"other_caseworker": 404, "second_caseworker": 403, "administrator": 302}
    assert not fresh(cast.second_caseworker).stands_in_today()
    typed |= {"person": cast.caseworker.pk}
    assert browse(cast.administrator).post("/fravar/", typed).status_code == 302
    with pytest.raises(NotThere):
        absences.end_absence(pk=absence.pk, by=cast.leader_network_leader)
