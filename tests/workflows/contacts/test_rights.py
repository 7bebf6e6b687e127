"""Each place keeps its own contacts: who sees and who changes what."""

import datetime as dt
from types import SimpleNamespace

import pytest

from tests.cast import CAST
from workflows import errors
from workflows.contacts import actions, places, rights
from workflows.contacts.places import Place
from workflows.directory.models import (
    BufetatRegion,
    ContactPerson,
    GovernorOffice,
    KnowledgeEnvironment,
)

pytestmark = pytest.mark.django_db
DIRECTORATE = {"editor", "guideline_reviewer", "fund_manager", "appeal_handler", "administrator"}
ROG = {"caseworker", "second_caseworker", "decision_maker"}


def at(word: str) -> Place:
    """Return the place that a test speaks of."""
    return {
        "ROG": lambda: Place(GovernorOffice.objects.get(code="ROG")),
        "west": lambda: Place(BufetatRegion.objects.get(code="west")),
        "environment": lambda: Place(KnowledgeEnvironment.objects.get(name="Kunnskapssenteret")),
        "directorate": Place,
    }[word]()


@pytest.mark.requirement("R1.6", "each office changes its own contacts only; the directorate's editors all")
@pytest.mark.adversary("D4", "who sees and who changes the contacts of a place, for every role")
@pytest.mark.parametrize(
    ("word", "own", "only_see"),
    [
        ("ROG", ROG, {"payment_attester"}),
        ("west", {"bufetat"}, set()),
        ("environment", {"knowledge_environment"}, set()),
        ("directorate", set(), set()),
    ],
)
def test_who_sees_and_changes_the_contacts_of_a_place(
    cast: SimpleNamespace, word: str, own: set[str], only_see: set[str]
) -> None:
    place, seen, changed, reasons = at(word), set(), set(), {}
    for name in CAST:
        answer = rights.may_edit(getattr(cast, name), place)
        if answer.visible:
            seen.add(name)
        if answer:
            changed.add(name)
        elif answer.visible:
            reasons[name] = answer.reason
        assert (place in rights.visible_places(getattr(cast, name))) == answer.visible, name
        assert answer.visible <= rights.has_places(getattr(cast, name))
    assert changed == own | {"editor"}
    assert seen == own | only_see | DIRECTORATE
    assert all(reasons.values())


@pytest.mark.requirement("R1.9", "with whom it has an agreement is the directorate's to say")
def test_agreements_are_the_directorates(cast: SimpleNamespace) -> None:
    place = at("environment")
    may = {name for name in CAST if rights.may_set_agreement(getattr(cast, name), place)}
    assert may == {"editor", "fund_manager", "administrator"}
    assert rights.may_set_agreement(cast.knowledge_environment, place).reason
    assert not rights.may_set_agreement(cast.editor, at("ROG")).visible


@pytest.mark.parametrize("name", list(CAST))
def test_what_one_sees_of_persons_is_what_one_sees_of_their_places(cast: SimpleNamespace, name: str) -> None:
    left = {"valid_from": dt.date(2023, 1, 1), "valid_to": dt.date(2023, 12, 31)}
    everywhere = [at(word) for word in ("ROG", "west", "environment", "directorate")]
    for place in everywhere:
        ContactPerson.objects.create(name=place.slug, **left, **place.where)
    user = getattr(cast, name)
    theirs = {place.slug for place in everywhere if rights.may_edit(user, place).visible}
    assert set(rights.visible_persons(user).values_list("name", flat=True)) == theirs


@pytest.mark.parametrize("name", ["other_caseworker", "payment_attester", "network_leader", "bufetat"])
def test_the_verb_itself_refuses_whoever_may_not(cast: SimpleNamespace, name: str) -> None:
    with pytest.raises((errors.NotThere, errors.NotAllowed)):
        actions.confirm(at("ROG"), by=getattr(cast, name))


def test_an_address_names_one_place_and_back(cast: SimpleNamespace) -> None:
    for place in places.every_place():
        assert places.find(place.slug) == place
    for slug in (
        "",
        "x",
        "statsforvalter",
        "statsforvalter-XYZ",
        "fagmiljo-x",
        "fagmiljo-" + "9" * 30,
        "fagmiljo-²",
    ):
        assert places.find(slug) is None
