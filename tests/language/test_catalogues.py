"""The catalogues as they stand: whole, up to the code, bokmål in one and nynorsk in the other."""

import io
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from cms import catalogues
from imports.reference.sources import ATTRIBUTION

OF_THE_OTHER = {
    "nb": "ikkje ein eit eg dykk dei frå kva kven korleis kvifor noko nokon berre vere tilskot søkjar leiar",
    "nn": "ikke en et jeg dere fra hva hvem hvordan hvorfor hvilke noe noen bare være tilskudd søker leder",
}
ENGLISH = "the and your is are was this that which with from not you of cannot"


def translations(language: str) -> Iterator[tuple[str, str]]:
    """Yield every text of ours with its translation, of other packages too; plural forms one by one."""
    for folder in (catalogues.OURS, catalogues.OTHERS):
        for message in catalogues.read(catalogues.file_of(folder, language)):
            forms = (message.string,) if isinstance(message.string, str) else message.string
            for form in forms if message.id else ():
                yield message.id if isinstance(message.id, str) else message.id[0], form


def having(language: str, words: str) -> list[tuple[str, str]]:
    """Return the translations that have one of some words, as a whole word."""
    pattern = re.compile(rf"(?<![\w(/_.-])(?:{'|'.join(words.split())})(?![\w)_/-])", re.IGNORECASE)
    shown = ((text, re.sub(r"%\(\w+\)s|\{\w*\}|<[^>]*>", "…", form)) for text, form in translations(language))
    return [(text, form) for text, form in shown if pattern.search(form)]


@pytest.mark.requirement(
    "R8.1", "every text of the screens is in bokmål and in nynorsk, none is left in English"
)
def test_every_text_is_translated_into_both_languages() -> None:
    said = io.StringIO()
    call_command("messages", "--check", stdout=said)
    assert re.fullmatch(r"nb: \d+ texts and \d+ of other packages; nn: .*\n", said.getvalue())


def test_the_catalogues_are_as_extracting_leaves_them() -> None:
    found = catalogues.extract()
    for language in catalogues.LANGUAGES:
        path = catalogues.file_of(catalogues.OURS, language)
        assert (
            catalogues.written(catalogues.update(found, catalogues.read(path)), language) == path.read_bytes()
        )


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_translation_is_in_the_other_language_or_in_english(language: str) -> None:
    assert having(language, OF_THE_OTHER[language]) == []
    assert having(language, ENGLISH) == []


def test_the_two_languages_differ_where_they_should() -> None:
    bokmål, nynorsk = dict(translations("nb")), dict(translations("nn"))
    both = bokmål.keys() & nynorsk.keys()
    sentences = [text for text in both if len(bokmål[text].split()) > 6]
    same = [text for text in sentences if bokmål[text] == nynorsk[text]]
    assert len(sentences) > 200
    assert len(same) < 0.06 * len(sentences), same
    assert {
        text: (bokmål[text], nynorsk[text]) for text in ("Network leader", "Waiting for you", "Grant")
    } == {
        "Network leader": ("Nettverksleder", "Nettverksleiar"),
        "Waiting for you": ("Venter på dere", "Ventar på dykk"),
        "Grant": ("Tilskudd", "Tilskot"),
    }


def test_the_attribution_is_worded_as_the_licences_ask() -> None:
    with translation.override("nb"):
        assert str(ATTRIBUTION) == (
            "Inneholder data under norsk lisens for offentlige data (NLOD) fra Statistisk sentralbyrå"
            " og under CC BY 4.0 fra Kartverket."
        )


def test_texts_that_other_packages_have_not_translated_are() -> None:
    short = {}
    for language in catalogues.LANGUAGES:
        with translation.override(language), pytest.raises(ValidationError) as refused:
            MinimumLengthValidator(12).validate("kort")
        with translation.override(language):
            short[language] = refused.value.messages
    assert short == {
        "nb": ["Passordet er for kort. Det må ha minst 12 tegn."],
        "nn": ["Passordet er for kort. Det må ha minst 12 teikn."],
    }
