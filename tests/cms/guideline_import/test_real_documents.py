"""The two documents the whole product stands on."""

from collections.abc import Callable
from typing import Any

import pytest

from cms.guideline_import.documents import understand
from cms.models import GuidelinePage
from tests.cms.demo_content import ROOT

from . import promise
from .test_own_document import chapters, codes, html

FOLDER = ROOT.parent / "shared" / "documents"
OLD, NEW = "rammer-og-foringer-2021.txt", "retningslinjer-2024.txt"
By = Callable[..., tuple[GuidelinePage, str]]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the source documents are not beside this copy")


@pytest.fixture
def imported(by_command: By) -> Callable[[str], tuple[GuidelinePage, str]]:
    def run(name: str) -> tuple[GuidelinePage, str]:
        return by_command(name, (FOLDER / name).read_bytes(), code="".join(filter(str.isdigit, name)))

    return run


@pytest.mark.requirement(
    "R1.1",
    "of both source documents every word is in the draft, in order, or on the printed list of what was removed",
)
@pytest.mark.parametrize(("name", "removed", "titled"), [(OLD, 12, True), (NEW, 0, False)])
def test_every_word_is_in_the_draft_or_on_the_list(
    name: str, removed: int, titled: bool, imported: Any
) -> None:
    page, printed = imported(name)
    outline, report = understand(name, (FOLDER / name).read_bytes())

    gone = [*outline.removed, *report.hidden, *outline.moved]
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert promise.kept(text, gone) == promise.drafted(page, titled=titled)
    assert [word for each in outline.moved for word in promise.said(each.text)] == promise.notes(page)
    assert [each for each in gone if f"{each.line}: {each.text}" not in printed] == []
    assert (len(outline.removed), report.account.is_whole) == (removed, True)


@pytest.mark.requirement(
    "R1.1", "2024: chapters 1 to 12, those of two lines joined, the footnote, the three schemes"
)
def test_2024_is_recognised(imported: Any) -> None:
    page, _printed = imported(NEW)
    assert chapters(page) == [
        ("0", "Innledning"),
        ("1", "Formål med kommunale læringsnettverk"),
        ("2", "Rammer for kommunale læringsnettverk – egeninitierte og fosterhjem"),
        ("3", "Forvaltning og rapportering – læringsnettverk"),
        ("4", "Formål med barnevernsledernettverk"),
        ("5", "Rammer for barnevernsledernettverk"),
        ("6", "Forvaltning og rapportering- barnevernsledernettverk"),
        (
            "7",
            "Kommunale læringsnettverk og barnevernsreformen – samarbeid mellom barnevernstjenesten og kommunens "
            "øvrige instanser på oppvekstområdet",
        ),
        ("8", "Statsforvalterens rolle"),
        ("9", "Bufetats rolle"),
        ("10", "Kommunale læringsnettverk og øvrige tiltak i kompetansestrategien"),
        ("11", "Evaluering av tiltaket"),
        ("12", "Revidering"),
    ]
    assert [dict(note.value) for note in page.footnotes] == [
        {
            "number": 1,
            "text": "Les mer om kompetansesatsingen på bufdir.no",
            "url": "https://www.bufdir.no/prosjekter/kompetansesatsing/",
        }
    ]
    assert '2018 - 2024».<a href="#fotnote-1">[1]</a> Tiltaket' in html(page, "0.3")
    assert html(page, "0.5") == (
        "<p>Stimuleringsmidlene er delt inn i tre ordninger:</p><ul>"
        "<li>Midler til utviklingsprosjekt med egeninitiert tematikk</li>"
        "<li>Midler til utviklingsprosjekt for å styrke kommunenes arbeid på fosterhjemsområdet</li>"
        "<li>Midler til styrking av barnevernsledernes styring og ledelse av barnevernstjenesten.</li></ul>"
    )
    assert (page.valid_from.isoformat(), page.live) == ("2024-01-01", False)


@pytest.mark.requirement(
    "R1.1", "2024: the application's fields in chapter 6, in order, the contact person's beneath it"
)
def test_the_fields_of_chapter_6_are_a_list_in_order(imported: Any) -> None:
    page, _printed = imported(NEW)
    assert html(page, "6.4") == (
        "<p>Midler til barnevernledenettverk kan utbetales basert på en forenklet søknad. Søknaden skal minimum "
        "inneholder følgende informasjon:</p><ul><li>Navn på barnevernsledernettverk:</li>"
        "<li>Navn på kommuner i nettverket:</li><li>Ansvarlig søknadskommune:</li><li>Organisasjonsnummer:</li>"
        "<li>Adresse:</li><li>Postnr.:</li><li>Poststed:</li>"
        "<li>Kontaktperson for barnevernsledernettverket:<ul><li>Navn:</li><li>Telefon:</li><li>E-post:</li></ul></li>"
        "<li>Søknadsbeløp:</li><li>Søknaden gjelder:</li>"
        "<li>Gi en kort beskrivelse av hvordan midlene skal benyttes:</li>"
        "<li>Samarbeid med følgende lederkompetansemiljø (om aktuelt):</li></ul>"
    )


def test_the_sentence_broken_over_the_page_is_whole_again(imported: Any) -> None:
    page, printed = imported(NEW)
    assert "revisjonsuttalelse dersom noen av prosjektene likevel ikke står ut" in html(page, "3.8")
    assert "dersom noen av / prosjektene likevel ikke" in printed


@pytest.mark.requirement("R1.1", "2021: chapters 1 to 9 and 4.1, five contacts as they stand, misprints kept")
def test_2021_is_recognised(imported: Any) -> None:
    page, _printed = imported(OLD)
    found = chapters(page)
    assert page.title == "Rammer og føringer for kommunale læringsnettverk"
    assert [number for number, _title in found] == [str(number) for number in range(10)]
    assert found[3][1].endswith(
        "samarbeid mellom barneverntjenesten og kommunens øvrige instanser på oppvekstområdet"
    )
    assert [code for code in codes(page) if code.startswith("4.")] == [
        "4.0.1", "4.0.2", "4.0.3", "4.0.4", "4.0.5", "4.1.1", "4.1.2", "4.1.3", "4.1.4",
    ]  # fmt: skip
    assert html(page, "4.1.1").startswith(
        "<p><b>4.1. Særskilt om tilskudd til læringsnettverk som skal styrke"
    )
    assert "Den enkelte kommune kan selv avgjøre" in html(page, "3.2")
    assert "ta kontakt:</p><ul><li>Region øst: " in html(page, "6.4")
    assert html(page, "6.4").count("<li>") == html(page, "6.4").count('<a href="mailto:') == 5
    words = " ".join(promise.drafted(page, titled=True))
    for misprint in (
        "kunnskapsmiljøkunnskapsmiljøer",
        "devalueringen",
        "delvaluering",
        "nettverkens aktiviteter",
    ):
        assert misprint in words
