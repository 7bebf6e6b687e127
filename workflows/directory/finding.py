"""Which municipality people mean by a name or a number, as they write it (R2.15, R8.13)."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

from .models import Municipality, MunicipalityChange

_SAMI_AND_KVEN = ("name_se", "name_smj", "name_sma", "name_fkv")
_NUMBER_AND_NAME = re.compile(r"([0-9]{4})\s+(\D.*)")


def meant(municipalities: Iterable[Municipality], question: str) -> tuple[list[Municipality], bool]:
    """Return the municipalities a name or number means, and whether it was a number that is no longer in use.

    A name may be written without capitals, in a Sámi language or in Kven, or be the beginning of one; with its
    number in front (`1108 Sandnes`) both must fit.
    """
    municipalities = list(municipalities)
    if both := _NUMBER_AND_NAME.fullmatch(question):
        by_number, formerly = meant(municipalities, both[1])
        named = {each.pk for each in meant(municipalities, both[2])[0]}
        return [each for each in by_number if each.pk in named], formerly
    if question.isdigit():
        if exact := [each for each in municipalities if each.code == question]:
            return exact, False
        codes = _present_codes(question)
        return [each for each in municipalities if each.code in codes], True
    asked = fold(question.removesuffix(" kommune"))
    names = {each.pk: [fold(name) for name in names_of(each)] for each in municipalities}
    exact = [each for each in municipalities if asked in names[each.pk]]
    return exact or [
        each for each in municipalities if len(asked) > 1 and names[each.pk][0].startswith(asked)
    ], False


def beginning_with(municipalities: Iterable[Municipality], text: str) -> list[Municipality]:
    """Return the municipalities with a name or a number that begins as what is being typed."""
    asked = fold(text)
    return [
        each
        for each in municipalities
        if each.code.startswith(asked) or any(fold(name).startswith(asked) for name in names_of(each))
    ]


def nearly(municipalities: Iterable[Municipality], question: str) -> list[Municipality]:
    """Return municipalities whose names are nearly what was written."""
    by_name = {fold(municipality.name): municipality for municipality in municipalities}
    return [by_name[name] for name in difflib.get_close_matches(fold(question), by_name, n=4, cutoff=0.6)]


def names_of(municipality: Municipality) -> list[str]:
    """Return every name of a municipality, the Norwegian one first."""
    others = [name.strip() for name in municipality.official_name.split(" - ")]
    return [
        name
        for name in (municipality.name, *others, *(getattr(municipality, n) for n in _SAMI_AND_KVEN))
        if name
    ]


def fold(text: str) -> str:
    """Return a name as it is compared: no capitals, composed letters."""
    return unicodedata.normalize("NFC", text).casefold().strip()


def _present_codes(old: str) -> set[str]:
    """Return the numbers that an old one became, through every change; several after a split (R8.13)."""
    became: dict[str, set[str]] = {}
    for change in MunicipalityChange.objects.all():
        became.setdefault(change.old_code, set()).add(change.new_code)
    reached: set[str] = set()
    waiting = [old]
    while waiting:
        for code in became.get(waiting.pop(), set()) - reached:
            reached.add(code)
            waiting.append(code)
    return reached
