"""Words as they are compared: one stem for all inflections, both forms of Norwegian and both spellings.

Snowball leaves `fosterhjem` and `fosterhjemmet` apart, and `tilskudd` and `tilskot`; so the stems are our own, and
the same in the index and in the query, on every database. First the reviewed table lets what differs between
bokmål and nynorsk be one, also inside a compound (`tilskuddsbrev`, `tilskotsbrev`), then an ending is taken off.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST_WORD = 60  # the rest of a longer one is not compared

# What is written (alternatives, as a pattern) and how it counts. In order; each is tried once, anywhere in a word.
# A capital letter keeps an ending from being taken off there: `leiAr` does not lose its `ar`. An `s` that only
# ties a compound together goes with the piece before it, so `barnevernstjeneste` and `barneverntjeneste` are one.
_TABLE: list[tuple[str, str]] = [
    ("fylkesmann|statsforvalt", "statsForvalt"),
    ("^bufdir$", "direktorat"),
    ("barnevern", "barneVern"),
    ("tjenest|tenest", "tenest"),
    ("veiledning|veiled|rettleiing|rettlei", "rettLei"),
    ("ledelse(?=s)|ledels|leiing", "leiIng"),
    ("leder(?:ne(?=s?$))?|leiar", "leiAr"),
    ("tilskudd|tilskot", "tilskot"),
    ("hjemm?(?!el)|heim(?!el)", "heim"),
    ("hjemmel|heimel", "heiMel"),
    ("læring", "læRing"),
    ("søkj(?=[ae])", "søk"),
    ("følgj", "følg"),
    ("middel|^peng(?=[ae])", "midl"),
    ("retningslinj?", "retningslin"),
    ("bevilgning|bevilg|løyving|løyv", "løYv"),
    ("regnskap|rekneskap", "rekneskap"),
    ("begrunn(?:els)?|grunngi(?:v(?:ing)?)?|grunngje(?:v)?", "grunnGi"),
    ("uttalelse[nr]?|uttale[nr]?|fråsegn", "uttaLe"),
    ("bekreftels|bekreft|stadfesting|stadfest", "stadfest"),
    ("behandling|handsaming|behandl|handsam", "behandl"),
    ("^(?:egenandel|eigendel)", "eigEndel"),
    ("^(?:egen|egn(?=e$)|eigen|eign(?=e$))", "eigEn"),
    ("^frem", "fram"),
    ("^(?:foreløpig|førebels)", "førebels"),
    ("^forebygg", "førebygg"),
    ("(?<=opp)gav(?=e)|(?<=ut)gav(?=e)", "gåv"),
    ("kild(?=e)|kjeld(?=e)", "kjeld"),
    ("regel|regl(?=[ae]|$)", "regl"),
    ("kriterium", "kriteri"),
    ("tema", "teMa"),
    ("^born$", "barn"),
    ("(?<=[a-zæøå]{2})(?:lighet|legheit)", "legHeit"),
    ("(?<=[a-zæøå]{2})(?:lig|leg)t?e?$", "leG"),
    ("avgjørels|avgjerd", "avgjerd"),
    ("hjelp", "hjelp"),
    ("forutsetning|føresetnad", "føresetnad"),
    ("måned|månad", "månad"),
    ("^uke(?=[nr]?$)|^veke(?=[nr]?$)|^vek[ea]$", "veK"),
    ("spørsmål", "spørsmål"),
    ("^anbefal|^tilrå", "tilrå"),
]
_PIECES = [(re.compile(f"(?:{pattern})(?:s(?=[a-zæøåA-Z]{{4}}))?"), piece) for pattern, piece in _TABLE]

# Endings of both forms, each with the fewest letters that must be left; the longest that fits is taken off.
_ENDINGS = sorted(
    [
        *((f"er{end}", 4) for end in "ing ings inga ingen ingar inger ingane ingene ande er te t e".split()),
        *((f"asjon{end}", 4) for end in ["", *"en ar er ane ene s".split()]),
        *((f"ning{end}", 4) for end in ["", *"a en ar er ane ene s".split()]),
        *((f"ing{end}", 3) for end in ["", *"a en ar er ane ene s".split()]),
        *((f"else{end}", 3) for end in ["", *"n r ne s".split()]),
        *((end, 3) for end in "erne eren ernes erens arane aren arens".split()),
        *((end, 3) for end in "enes anes ene ane ens ets en et er ar es as a e".split()),
    ],
    key=lambda ending: -len(ending[0]),
)
_SYNCOPE = re.compile(
    r"(?<=[a-zæøå]{2})([bdfgkmnprst])\1?el$"
)  # kapsel, kapsler; mangel, manglar; enkel, enkle
_GENITIVE = re.compile(r"(?<=[bdfgklmnprtv])s$")

# Last parts of compounds that are words people look for by themselves: `nettverk` finds `læringsnettverk`.
_HEADS = tuple(
    "attest avtal barn brev frist grens grupp kommun kostnad krav leiar leiarnettverk leiing midl miljø møt nettverk "
    "ordn period person plan prosjekt rapport reform rekneskap skjema strategi søknad tenest tilskot uttale vern "
    "vilkår vurd".split()
)
_PREFIX_FROM = 4  # letters of a word that may be the beginning of a compound

# Words that say nothing about what is looked for.
COMMON = frozenset(
    "og i å på til for av med om som er en ei et ein eit det den de dei vi du dere dykk jeg eg kan skal må vil bør "
    "har blir får hva kva hvem kven hvor kor hvordan korleis når hvilke hvilken hvilket fra frå ved eller men at "
    "ikke ikkje seg sin si sitt sine der her være vere var man hver hvert kvar kvart noen nokon noe noko".split()
)

_WORD = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)+|[^\W_]+")


def found_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each word of a text begins and ends, and its stem. `200 000` and `3.7` are one word each."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), stem(match[0])


def stems(text: str) -> list[str]:
    """Return the stems of a text, in order."""
    return [word for _start, _end, word in found_in(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what a word is compared by."""
    word = unicodedata.normalize("NFKC", word).casefold()[:LONGEST_WORD]
    if word[:1].isdigit():
        return _amount(word)
    for pattern, piece in _PIECES:
        word = pattern.sub(piece, word, count=1)
    word = _GENITIVE.sub("", word) if len(word) > _PREFIX_FROM else word
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            word = word[: -len(ending)]
            break
    return _SYNCOPE.sub(r"\1l", word).lower()


def likeness(asked: str, written: str) -> float:
    """Return how well a word of the query fits a word of a text, both as stems: 1 the same, 0 not at all."""
    if asked == written:
        return 1.0
    if len(asked) < _PREFIX_FROM:
        return 0.0
    if written.startswith(asked):
        return 0.7
    return 0.6 if asked in _HEADS and written.endswith(asked) else 0.0


def parts(compound: str) -> tuple[str, ...]:
    """Return the two words a compound is made of, where its last part is known: `rapport`, `frist`."""
    for head in _HEADS:
        first = compound.removesuffix(head)
        if first != compound and len(first) >= _PREFIX_FROM:
            return stem(first), head
    return ()


def _amount(word: str) -> str:
    """Return a figure without what stands between its thousands; a paragraph's code stays as it is."""
    if re.fullmatch(r"\d{1,3}(?:\D\d{3})+", word):
        return re.sub(r"\D", "", word)
    return word
