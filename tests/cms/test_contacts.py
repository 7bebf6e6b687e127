"""Whom to ask is found by municipality, without scripts."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client, TestCase

from cms.cache import renew
from tests.workflows.pages.test_query_budgets import counted
from workflows.contacts import actions
from workflows.contacts.places import Place
from workflows.directory.models import (
    ContactChange,
    ContactPerson,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    NetworkMembership,
    RegionOffer,
    Service,
    User,
)

Read = Callable[..., str]


def answer(html: str) -> str:
    """Return the part of the page that answers."""
    found = re.search(r'<div id="svar".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.requirement(
    "R1.6", "offices, regions, environments and the directorate stand on one page with persons"
)
@pytest.mark.parametrize("address", ["/kontakt/", "/nn/kontakt/"])
def test_everybody_is_on_the_page(read: Read, address: str) -> None:
    html = read(address)

    for heading in ("offices", "regions", "knowledge", "leadership", "directorate"):
        assert f'id="{heading}"' in html
    for person in ContactPerson.objects.all():
        assert person.name in html
        assert (person.role_nn if address.startswith("/nn") else person.role_nb) in html
    for environment in KnowledgeEnvironment.objects.filter(kind="leadership"):
        assert environment.name in html


@pytest.mark.requirement("R1.6", "the municipality's name answers with office, Bufetat region and networks")
@pytest.mark.parametrize("question", ["Strand", "strand", " STRAND ", "1130", "Strand kommune"])
def test_a_municipality_is_found_by_name_or_number(read: Read, question: str) -> None:
    html = answer(read("/kontakt/", kommune=question))

    assert "Statsforvalteren i Rogaland" in html
    assert "Bufetat region vest" in html
    assert "Nettverket ryfylke" in html
    assert "Nettverket jaeren" not in html


@pytest.mark.requirement("R2.15", "Oslo has no Bufetat region, and the page says so and whom to ask")
def test_oslo_has_no_region(read: Read) -> None:
    html = answer(read("/kontakt/", kommune="Oslo"))

    assert "Statsforvalteren i Østfold, Buskerud, Oslo og Akershus" in html
    assert "Bufetat region" not in re.sub(r"<dt>.*?</dt>", "", html).replace("Bufetat region. ", "")


def test_a_name_that_two_municipalities_have_answers_both(read: Read) -> None:
    html = answer(read("/kontakt/", kommune="Herøy"))
    assert html.count("<article") == 2


@pytest.mark.parametrize("question", ["Kárášjohka", "Karasjok"])
def test_a_sami_name_is_found_too(read: Read, question: str) -> None:
    assert "5610" in answer(read("/kontakt/", kommune=question))


@pytest.mark.requirement(
    "R8.13", "a number from before 2024 is told to be out of use, and answers what it became"
)
def test_an_old_number_answers_what_it_became(read: Read) -> None:
    old = Municipality.objects.exclude(code_2020_2023="").exclude(code_2020_2023="1507").get(name="Drammen")
    html = answer(read("/kontakt/", kommune=old.code_2020_2023))
    assert old.code in html
    split = answer(read("/kontakt/", kommune="1507"))
    assert {"1508", "1580"} <= set(re.findall(r"\d{4}", split))


@pytest.mark.parametrize(("question", "meant"), [("Bergn", "Bergen"), ("Stavnger", "Stavanger")])
def test_a_slip_of_the_keyboard_gets_a_suggestion(read: Read, question: str, meant: str) -> None:
    assert f">{meant}</a>" in answer(read("/kontakt/", kommune=question))


@pytest.mark.parametrize(
    "question", ["Atlantis", "9999", "<script>alert(1)</script>", "x" * 500, "'; --", "%00"]
)
def test_nonsense_is_answered_in_words(read: Read, question: str) -> None:
    html = read("/kontakt/", kommune=question)
    assert 'data-color="warning"' in answer(html)
    assert "<script>" not in html


def test_whoever_has_left_is_not_shown(read: Read) -> None:
    person = ContactPerson.objects.filter(office__code="ROG").exclude(role_nb="").first()
    person.valid_to = person.valid_from
    person.save()
    assert person.name not in read("/kontakt/", kommune="Stavanger")


@pytest.mark.requirement("R1.6", "who has left, and who is yet to come, is not on the public page")
@pytest.mark.parametrize("address", ["/kontakt/", "/nn/kontakt/"])
def test_only_who_is_a_contact_today_is_shown(read: Read, at: Callable[..., None], address: str) -> None:
    stays, leaves, comes = ContactPerson.objects.filter(office__isnull=False).exclude(role_nb="")[:3]
    ContactPerson.objects.filter(pk=leaves.pk).update(valid_to=dt.date(2024, 3, 4))
    ContactPerson.objects.filter(pk=comes.pk).update(valid_from=dt.date(2024, 3, 5))
    shown = [person.name in read(address) for person in (stays, leaves, comes)]
    at(2024, 3, 5)
    renew()  # a day later: the pages kept are a minute old at most
    assert (shown, [person.name in read(address) for person in (stays, leaves, comes)]) == (
        [True, True, False],
        [True, False, True],
    )


@pytest.mark.requirement("R1.9", "what each Bufetat region offers stands with its contacts, in both forms")
@pytest.mark.parametrize(("address", "name"), [("/kontakt/", "name_nb"), ("/nn/kontakt/", "name_nn")])
def test_what_the_regions_offer_is_shown(read: Read, address: str, name: str) -> None:
    RegionOffer.objects.filter(name_nb="Kurs for nye veiledere").update(valid_to=dt.date(2024, 3, 3))
    html = read(address)
    offers = RegionOffer.objects.exclude(name_nb="Kurs for nye veiledere")
    assert {offer.region.code for offer in offers} == {"east", "south", "west", "central", "north"}
    assert [getattr(offer, name) for offer in offers if getattr(offer, name) not in html] == []
    assert "Kurs for nye" not in html
    assert "interkommunale" in answer(read(address, kommune="Strand"))


@pytest.mark.requirement("R1.9", "an agreement with the directorate is shown with its dates while it lasts")
def test_agreements_are_shown_with_their_dates(read: Read, at: Callable[..., None]) -> None:
    assert "fra 1. mars 2024 til 28. februar 2026" in read("/kontakt/")
    assert "1. mai 2024" not in read("/kontakt/")
    at(2024, 5, 1)
    renew()
    assert "fra 1. mai 2024" in read("/kontakt/")
    at(2026, 3, 1)
    renew()
    assert "28. februar 2026" not in read("/kontakt/")


@pytest.mark.requirement("R1.6", "what an office changes or confirms is on the public page at once")
def test_what_an_office_changes_is_shown_at_once(read: Read, browse: Callable[..., Client]) -> None:
    office = Place(GovernorOffice.objects.get(code="TRO"))
    assert "Bekreftet 4. mars 2024" not in read("/kontakt/", kommune="Trondheim")
    editor = User.objects.get(username="editor")
    person = ContactPerson.objects.filter(office=office.of).exclude(role_nb="").first()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.confirm(office, by=editor)
    assert "Bekreftet 4. mars 2024" in read("/kontakt/")
    connection.run_on_commit = []  # what has been run counts as committed
    typed = {"name": person.name, "role_nb": "Ny rolle", "role_nn": "Ny rolle", "phone": "", "email": "a@example.org",
             "valid_from": "1.1.2024", "valid_to": ""}  # fmt: skip
    with TestCase.captureOnCommitCallbacks(execute=True):
        client = browse(editor)
        assert client.post(f"{office.get_absolute_url()}personer/{person.pk}/", typed).status_code == 302
    assert "Ny rolle" in read("/kontakt/")


def test_nothing_internal_is_on_the_public_page(read: Read) -> None:
    change = ContactChange.objects.create(
        kind="changed", subject="Internt navn", changes={"phone": ["", "99999999"]}, office_id=1,
        by=User.objects.get(username="caseworker"),
    )  # fmt: skip
    html = read("/kontakt/")
    assert change.subject not in html
    assert str(change.by) not in html
    assert "/kontakter/" not in html


@pytest.mark.requirement("R2.15", "a municipality is told of its network, also one of another county")
def test_a_network_of_another_county_is_found(read: Read) -> None:
    service = Service.objects.create(name="Sirdal", host=Municipality.objects.get(code="4228"))
    service.municipalities.set([service.host])
    NetworkMembership.objects.create(
        network=Network.objects.get(code="jaeren"), service=service, joined=dt.date(2024, 1, 2)
    )
    html = answer(read("/kontakt/", kommune="Sirdal"))
    assert "Statsforvalteren i Agder" in html
    assert "Nettverket jaeren" in html
    assert "Sandnes" in html  # the responsible municipality, in Rogaland


@pytest.mark.adversary("E18", "the page of everybody asks at most ten questions when it is not kept")
def test_the_page_asks_little(read: Read) -> None:
    read("/kontakt/")
    renew()
    with counted() as asked:
        read("/kontakt/", kommune="Strand")
    assert len(asked) <= 10
