"""Whom to ask is found by municipality, without scripts."""

import re
from collections.abc import Callable

import pytest

from workflows.directory.models import ContactPerson, KnowledgeEnvironment, Municipality

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
