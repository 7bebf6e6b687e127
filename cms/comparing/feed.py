"""The feed of changes: every published edition and correction, with what it changed (R1.2, R1.4)."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import reading
from workflows.schemes.models import Edition as Compiled

from . import stored
from .compare import compare
from .editions import Edition
from .pairing import pair
from .rules import SAME, rule_changes
from .showing import Shown
from .telling import sentences

MOST = 20  # entries; a reader who follows the feed has seen the others


@dataclass(frozen=True)
class Entry:
    """One thing that happened to the guidelines."""

    key: str
    title: str
    link: str
    moment: dt.datetime
    summary: list[str]  # sentences


def entries(index: Any) -> list[Entry]:
    """Return what happened to the editions beneath an index, the newest first, in a constant number of queries."""
    known = stored.published(index.locale)[-MOST:]
    read = stored.editions([page.code for page in known], known, index.locale)
    home = index.get_url() or ""
    found = []
    for before, page in zip([None, *known], known, strict=False):
        if before is None:
            summary, link = [page.intro], page.get_url()
        else:
            shown = Shown(before, page, compare(read[before.code], read[page.code]))
            summary, link = _summary(shown), f"{home}sammenlign/{before.code}/{page.code}/"
        found.append(Entry(page.code, page.title, link, page.first_published_at, summary))
    found += _corrections(known, read, index.locale.language_code)
    return sorted(found, key=lambda entry: entry.moment, reverse=True)[:MOST]


def _summary(shown: Shown) -> list[str]:
    """Return the counts, and what became of the musts that changed."""
    said = list(shown.counts)
    for change in shown.highlights.changed:
        said.append(" ".join([change.rule.wording, *sentences(change)]))
    return said + [change.rule.wording for change in shown.highlights.limits]


def _corrections(known: list[Any], read: dict[str, Edition], language: str) -> list[Entry]:
    """Return an entry for each later version of a document: the same edition with other words."""
    pages = {page.code: page for page in known}
    versions = Compiled.objects.filter(document__in=pages).order_by("document", "version")
    found = []
    before: Compiled | None = None
    for version in versions.prefetch_related("rules"):
        if before and before.document == version.document:
            page = pages[version.document]
            now = _with_rules(read[version.document], version, language)
            codes = _touched(_with_rules(read[version.document], before, language), now)
            found.append(
                Entry(
                    f"{version.document}-{version.version}",
                    _("Correction: %(title)s") % {"title": page.title},
                    page.get_url(),
                    version.published_at,
                    [_corrected(codes)],
                )
            )
        before = version
    return found


def _corrected(codes: list[str]) -> str:
    if not codes:
        return _("Details of the edition were corrected. No rule has changed.")
    said = ngettext(
        "Rules in paragraph %(codes)s are worded anew.",
        "Rules in paragraphs %(codes)s are worded anew.",
        len(codes),
    )
    return said % {"codes": reading.enumerate_words(codes)}


def _with_rules(edition: Edition, version: Compiled, language: str) -> Edition:
    rules = sorted(version.rules.all(), key=lambda row: row.sort_key)
    return replace(edition, rules=tuple(stored.rule(row, language) for row in rules))


def _touched(old: Edition, new: Edition) -> list[str]:
    changes = rule_changes(old, new, pair(old, new))
    return list(dict.fromkeys(change.rule.code for change in changes if change.status != SAME))


class ChangesFeed(Feed):
    """The feed as Atom, in the language of the index it belongs to."""

    feed_type = Atom1Feed

    def __init__(self, index: Any) -> None:
        self.index = index
        self.language = index.locale.language_code

    def title(self) -> str:
        """Return what the feed is called."""
        return _("Changes in the guidelines")

    def subtitle(self) -> str:
        """Return what stands in it."""
        return _("Every edition and correction that is published, with what it changed.")

    def link(self) -> str:
        """Return the page the feed belongs to."""
        return self.index.get_url() or ""

    def items(self) -> list[Entry]:
        """Return the entries, the newest first."""
        return entries(self.index)

    def item_title(self, item: Entry) -> str:
        """Return the edition's title."""
        return item.title

    def item_description(self, item: Entry) -> str:
        """Return what changed, a paragraph for each sentence."""
        return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in item.summary))

    def item_link(self, item: Entry) -> str:
        """Return where it can be read."""
        return item.link

    def item_guid(self, item: Entry) -> str:
        """Return what stays the same whatever the page is called later."""
        return f"{self.index.full_url}#{item.key}"

    def item_pubdate(self, item: Entry) -> dt.datetime:
        """Return when it was published."""
        return item.moment

    def item_updateddate(self, item: Entry) -> dt.datetime:
        """Return when it was published: an entry is never changed."""
        return item.moment
