"""From a question to what answers it: every word found, the best first, in a number of queries that does not grow.

The ranking is ours and not a database's, so that the order is the same on both. A word counts for more where it
stands in a title or a heading, and where few other texts have it; what is no longer in force counts for half.
"""

import math
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction

from cms import reading
from cms.editions.line import with_takeover
from cms.models import CallIndexPage, ContactIndexPage, GuidelinePage

from . import weights
from .living import Candidate, all_calls, all_contacts
from .models import SearchEntry
from .words import COMMON, found_in, likeness, parts

LONGEST_QUESTION = 200
MOST_WORDS = 10
STANDING = {"in_force": 1.0, "upcoming": 0.6, "superseded": 0.5}


@dataclass(frozen=True)
class Question:
    """What was asked, as it can be shown again, and the words that are looked for: stem and as it was written."""

    text: str
    words: tuple[tuple[str, str], ...] = ()

    @property
    def stems(self) -> list[str]:
        """Return the words as they are compared."""
        return [stem for stem, _written in self.words]


@dataclass
class Answer:
    """What was found, the best first, and the words of the question that nothing has."""

    question: Question
    found: list[Candidate] = field(default_factory=list)
    complete: bool = True  # each has every word of the question
    unknown: list[str] = field(default_factory=list)


def ask(text: str) -> Question:
    """Return a question of a text that anybody may have written, of any length."""
    text = text[: 10 * LONGEST_QUESTION]
    printable = "".join(character if character.isprintable() else " " for character in text)
    shown = " ".join(printable.split())[:LONGEST_QUESTION].strip()
    words = {stem: shown[start:end] for start, end, stem in reversed(list(found_in(shown)))}
    telling = [(stem, written) for stem, written in words.items() if written.casefold() not in COMMON]
    return Question(shown, tuple((telling or list(words.items()))[::-1][:MOST_WORDS]))


def answer(question: Question, language: str) -> Answer:
    """Return what has all words of a question; where nothing has, what has most of them."""
    if not question.words:
        return Answer(question)
    candidates = _candidates(question, language)
    fits = [[_fit(stem, each.words) for stem in question.stems] for each in candidates]
    for place, stem in enumerate(question.stems):
        if not any(
            fit[place] for fit in fits
        ):  # nobody wrote the compound; somebody may have written its parts
            for fit, each in zip(fits, candidates, strict=True):
                fit[place] = min((_fit(part, each.words) for part in parts(stem)), default=0.0)
    having = [sum(1 for fit in fits if fit[place]) for place in range(len(question.words))]
    telling = [math.log(1 + (1 + len(candidates)) / (1 + count)) for count in having]
    most = max((sum(map(bool, fit)) for fit in fits), default=0)
    scored = [
        (each.factor * sum(one * share for one, share in zip(fit, telling, strict=True)), each)
        for each, fit in zip(candidates, fits, strict=True)
        if most and sum(map(bool, fit)) == most
    ]
    return Answer(
        question,
        _once(sorted(scored, key=lambda pair: (-pair[0], pair[1].pk or 0, pair[1].same)), language),
        complete=most == len(question.words),
        unknown=[
            written for (_stem, written), count in zip(question.words, having, strict=True) if not count
        ],
    )


def readable(restricted: list[str] | None = None) -> QuerySet[SearchEntry]:
    """Return the entries of pages that everyone may read: published, and neither they nor a page above restricted."""
    restricted = restricted_paths() if restricted is None else restricted
    return SearchEntry.objects.filter(page__live=True).exclude(beneath(restricted, "page__path"))


def restricted_paths() -> list[str]:
    """Return where the pages lie that not everyone may read."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def beneath(paths: list[str], name: str) -> Q:
    """Return what pages at these paths, and those beneath them, have in common: to be excluded."""
    hidden = Q(pk__in=[])
    for path in paths:
        hidden |= Q(**{f"{name}__startswith": path})
    return hidden


def _candidates(question: Question, language: str) -> list[Candidate]:
    """Return everything that may have a word of the question, in each language it is written in."""
    restricted = restricted_paths()
    living = {each.same: each for each in _living(question, language, restricted)}
    candidates = list(living.values())
    any_word = Q(pk__in=[])
    for word in {part for stem in question.stems for part in (stem, *parts(stem)[:1])}:
        any_word |= Q(words__contains=word)
    standing = {page.pk: reading.status_of(page) for page in _guidelines()}
    stored = readable(restricted).filter(any_word)
    for pk, page, kind, same, written_in, words in stored.values_list(
        "pk", "page_id", "kind", "same", "language", "words"
    ):
        if kind == SearchEntry.Kind.CALL:  # what an office adds to its call is shown on the call's own page
            if same in living and written_in == language:
                living[same].words = weights.read(words) | living[same].words
            continue
        status = standing.get(page)
        tag = (status.label, status.tone) if status and status.code != "in_force" else None
        factor = STANDING[status.code] if status else 1.0
        candidates.append(Candidate(kind, same, written_in, weights.read(words), pk, factor, tag=tag))
    return candidates


def _living(question: Question, language: str, restricted: list[str]) -> list[Candidate]:
    """Return calls and contacts, where the pages that show them can be read."""
    pages = Page.objects.live().filter(locale__language_code=language).exclude(beneath(restricted, "path"))
    shown = set(pages.type(CallIndexPage, ContactIndexPage).values_list("content_type__model", flat=True))
    return [
        *(all_calls(language) if CallIndexPage._meta.model_name in shown else ()),
        *(all_contacts(language, question.text) if ContactIndexPage._meta.model_name in shown else ()),
    ]


def _guidelines() -> QuerySet[GuidelinePage]:
    return with_takeover(GuidelinePage.objects.live()).defer(*reading.HEAVY)


def _fit(asked: str, words: weights.Weights) -> float:
    """Return how well a word is found in a text; 0 when it is not."""
    return max((likeness(asked, word) * weight for word, weight in words.items()), default=0.0)


def _once(scored: list[tuple[float, Candidate]], language: str) -> list[Candidate]:
    """Return each text once, in the reader's language where it has the words in that."""
    best: dict[str, Candidate] = {}
    for _score, candidate in scored:
        if candidate.same not in best or candidate.language == language:
            best[candidate.same] = candidate
    return list(best.values())
