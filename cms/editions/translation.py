"""Nynorsk paragraphs that lag behind: the bokmål paragraph was changed after the nynorsk one was (R1.2).

When a page is published, the digest of each paragraph is kept. A nynorsk paragraph also keeps the digest of the
bokmål text it says: that of the day its own text was last changed, or an editor said that it still holds.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.html import strip_tags

from cms.cache import drop

from .models import PublishedParagraph

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Lagging:
    """A bokmål paragraph that a published nynorsk page lacks, or says as it was before."""

    page: Any
    code: str
    is_missing: bool


def keep_paragraphs(page: Any, paragraphs: dict[str, str], source: Any, translation: Any) -> None:
    """Keep what is published of a page: `paragraphs` are its texts by code.

    `source` is the published bokmål page of a nynorsk one, `translation` the published nynorsk page of a bokmål one.
    """
    digests = {code: digest_of(text) for code, text in paragraphs.items()}
    kept = {row.code: row for row in PublishedParagraph.objects.filter(page=page)}
    now_said = dict(_rows(source).values_list("code", "digest")) if source else {}
    rows = []
    for code, digest in digests.items():
        row = kept.get(code) or PublishedParagraph(page=page, code=code)
        if row.digest != digest or not row.says:
            row.says = now_said.get(code, "")
        row.digest = digest
        rows.append(row)
    PublishedParagraph.objects.filter(page=page).exclude(code__in=digests).delete()
    PublishedParagraph.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["page", "code"], update_fields=["digest", "says"]
    ) if rows else None
    if translation:  # published before its bokmål page ever was: it says what that one now says
        first = _rows(page).filter(code=OuterRef("code")).values("digest")[:1]
        unsaid = _rows(translation).filter(says="", code__in=digests)
        unsaid.update(says=Subquery(first))


def carry(before: Any, after: Any) -> None:
    """Let a copy of a page know what the original's paragraphs said, so that what lags still lags."""
    PublishedParagraph.objects.bulk_create(
        PublishedParagraph(page=after, code=row.code, digest=row.digest, says=row.says)
        for row in _rows(before)
    )


def still_holds(page: Any, code: str) -> bool:
    """Say that a nynorsk paragraph says what the bokmål one now says; return whether there was anything to say."""
    now = _bokmaal(page.translation_key).filter(code=code).values_list("digest", flat=True).first()
    found = bool(now) and bool(_rows(page).filter(code=code).exclude(says=now).update(says=now))
    if found:
        drop()  # the public page showed the mark
    return found


def lagging_codes(page: Any) -> set[str]:
    """Return the codes of a nynorsk page's paragraphs whose bokmål text is newer; in one query."""
    return set(_behind().filter(page=page).values_list("code", flat=True))


def lagging() -> list[Lagging]:
    """Return every paragraph that published nynorsk pages say as it was before, or lack; in two queries."""
    behind = _behind().filter(page__live=True).select_related("page")
    found = [Lagging(row.page, row.code, is_missing=False) for row in behind]
    return sorted(found + _missing(), key=lambda each: (each.page.code, _sort_key(each.code)))


def digest_of(text: str) -> str:
    """Return the hash of what a rich text says: marks and spaces do not count."""
    return hashlib.sha256(_SPACE.sub(" ", strip_tags(text)).strip().encode()).hexdigest()


def _missing() -> list[Lagging]:
    """Return the bokmål paragraphs that the published nynorsk page of the same edition does not have."""
    from cms.models import GuidelinePage

    nynorsk = {
        page.translation_key: page
        for page in GuidelinePage.objects.live()
        .filter(locale__language_code="nn", alias_of__isnull=True, published_paragraphs__isnull=False)
        .defer("body", "footnotes", "standings")
        .distinct()
        .prefetch_related("published_paragraphs")
    }
    had = {key: {row.code for row in page.published_paragraphs.all()} for key, page in nynorsk.items()}
    bokmaal = PublishedParagraph.objects.filter(
        page__live=True, page__locale__language_code="nb", page__translation_key__in=nynorsk
    ).values_list("page__translation_key", "code")
    return [Lagging(nynorsk[key], code, is_missing=True) for key, code in bokmaal if code not in had[key]]


def _behind() -> QuerySet[PublishedParagraph]:
    """Return the nynorsk paragraphs that say another bokmål text than the one published now."""
    now = _bokmaal(OuterRef("page__translation_key")).filter(code=OuterRef("code"))
    return (
        PublishedParagraph.objects.filter(page__locale__language_code="nn")
        .annotate(now=Subquery(now.values("digest")[:1]))
        .exclude(now__isnull=True)
        .exclude(says=F("now"))
    )


def _bokmaal(translation_key: Any) -> QuerySet[PublishedParagraph]:
    return PublishedParagraph.objects.filter(
        page__translation_key=translation_key, page__locale__language_code="nb", page__live=True
    )


def _rows(page: Any) -> QuerySet[PublishedParagraph]:
    return PublishedParagraph.objects.filter(page=page)


def _sort_key(code: str) -> list[int]:
    return [int(part) for part in code.split(".") if part.isdecimal()]
