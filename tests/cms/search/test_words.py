"""One stem for all inflections, both forms of Norwegian and both spellings, and other words kept apart."""

import pytest

from cms.search.words import likeness, parts, stem, stems

ALIKE = """
tilskudd tilskot tilskuddet tilskotet tilskuddene tilskota Tilskudds
fosterhjem fosterheim fosterhjemmet fosterheimen fosterhjemmene fosterheimane
kommune kommunar kommuner kommunene kommunane kommunens
retningslinje retningslinjer retningsliner retningslinjene retningslinene
søknad søknader søknadar søknaden søknadane
søker søkjer søke søkje
midler midlar midlene midlane middel
veiledning rettleiing veiledningen rettleiinga veilede rettleie
barnevernstjeneste barneverntjeneste barnevernsteneste barnevernstjenester barnevernstenestene
barnevernsleder barnevernsleiar barnevernledere barnevernsleiarane
barnevernsledernettverk barnevernsleiarnettverk barnevernsledernettverkene
stimuleringsmidler stimuleringsmidlar stimuleringsmidlene
tilskuddsbrev tilskotsbrev tilskuddsbrevet
utlysning utlysing utlysninger utlysingar
regnskap rekneskap regnskapet
begrunnelse grunngiving
revisjonsuttalelse revisjonsfråsegn revisjonsuttalelsen
saksbehandler saksbehandlar sakshandsamar saksbehandleren
statsforvalter statsforvaltar statsforvalteren statsforvaltaren fylkesmannen
kommuneledelse kommuneleiing kommuneledelsen
egeninitiert eigeninitiert
tilgjengelighet tilgjengelegheit
faglig fagleg faglige faglege
overføring overføre overføringen overføringa
rapportering rapport rapporten rapportere
fremdriftsrapport framdriftsrapport
deltaker deltakar deltakere deltakarane
måloppnåelse måloppnåing
bevilgning løyving
egenandel eigendel
regel regler reglar reglene
informasjonskapsel informasjonskapsler informasjonskapslar
mangel mangler manglar manglene
artikkel artikler artiklar
penger pengar pengene midler
"""
APART = """
revisor revisjon
leder leie
fosterhjem hjemmel
søknad søker
kommune kommunikasjon
rapport regnskap
tilskudd tilskudsbrev
miljø midler
"""


@pytest.mark.requirement(
    "R1.6", "an inflected form, the other form of Norwegian and another spelling are one word"
)
@pytest.mark.parametrize("words", ALIKE.strip().splitlines())
def test_forms_of_a_word_are_one(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize("words", APART.strip().splitlines())
def test_other_words_are_kept_apart(words: str) -> None:
    one, other = words.split()
    assert stem(one) != stem(other)


def test_a_compound_is_found_by_its_beginning_and_its_last_part() -> None:
    compound = stem("fosterheimsprosjekta")
    assert likeness(compound, compound) > likeness(stem("fosterhjem"), compound) > 0
    assert likeness(stem("prosjekter"), compound) > 0
    assert likeness(stem("søk"), stem("søknad")) == 0, "three letters begin too many words"
    assert parts(stem("rapporteringsfristen")) == (stem("rapport"), stem("frister"))


def test_amounts_and_paragraph_codes_are_words() -> None:
    assert stems("200 000 kroner, 200.000, 1\u00a0250\u00a0000") == ["200000", "kron", "200000", "1250000"]
    assert stems("Punkt 2024-3.14.") == ["punkt", "2024", "3.14"]


def test_whatever_is_written_has_stems() -> None:
    for text in ("", "\x00\ufeff", "😀" * 50, "' OR 1=1; --", "%_%", "x" * 10_000, "Ǆ ﬁ ß İ", "___"):
        assert not [word for word in stems(text) if not word or " " in word or ":" in word or "%" in word], (
            text
        )
