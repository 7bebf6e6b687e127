"""A comparison as a page: chapters with their rows, and first what changed most (R1.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import reading
from workflows.rules.facts import AMOUNT, PERCENT, known_facts
from workflows.rules.kinds import MUST

from . import stored
from .compare import Comparison, Row, compare
from .rules import ADDED, CHANGED, KEPT, LAPSED, REMOVED, REWORDED, SAME, RuleChange

TONES = {ADDED: "success", REMOVED: "danger", CHANGED: "warning", SAME: "neutral", KEPT: "info"}


@dataclass(frozen=True)
class Section:
    """A chapter of the comparison; its rows in runs, those that are as they were together."""

    title: str
    runs: list[tuple[bool, list[Row]]]


@dataclass(frozen=True)
class Shown:
    """The comparison of two pages."""

    old: Any
    new: Any
    comparison: Comparison

    @property
    def title(self) -> str:
        """Return what the page is called."""
        return _("What changed from %(old)s to %(new)s") % {"old": self.old.code, "new": self.new.code}

    @property
    def statuses(self) -> dict[str, str]:
        """Return what a row's status is called here."""
        return {
            ADDED: _("Only in %(code)s") % {"code": self.new.code},
            REMOVED: _("Only in %(code)s") % {"code": self.old.code},
            CHANGED: _("Changed"),
            SAME: _("Unchanged"),
            KEPT: _("Still holds"),
        }

    @cached_property
    def sections(self) -> list[Section]:
        """Return the rows by chapter of the newer edition; where codes differ, what only the older has comes last."""
        comparison = self.comparison

        def chapter(row: Row) -> tuple[str, str]:
            paragraph = row.paragraph
            if row.new is None and not comparison.by_code:
                return "", _("Only in %(code)s") % {"code": self.old.code}
            if not paragraph.chapter:
                return "", _("Notes")
            titles = {**comparison.old.chapters, **comparison.new.chapters}
            return paragraph.chapter, titles.get(paragraph.chapter, "")

        return [
            Section(
                f"{number} {title}" if number not in ("", "0") else title,
                [(same, list(rows)) for same, rows in groupby(found, key=lambda row: row.status == SAME)],
            )
            for (number, title), found in groupby(comparison.rows, key=chapter)
        ]

    @cached_property
    def highlights(self) -> "Highlights":
        """Return what changed most."""
        return highlights(self.comparison.rules)

    @property
    def counts(self) -> list[str]:
        """Return in two sentences how many paragraphs and rules came to what."""
        paragraphs, rules = self.comparison.paragraph_counts, self.comparison.rule_counts
        changed, came, same = paragraphs[CHANGED], paragraphs[ADDED], paragraphs[SAME]
        went, ended = paragraphs[REMOVED] + paragraphs[KEPT], rules[REMOVED] + rules[LAPSED]
        as_before = rules[SAME] + rules[REWORDED] + rules[KEPT]
        of_paragraphs = [
            (ngettext("%(count)s paragraph changed", "%(count)s paragraphs changed", changed), changed),
            (ngettext("%(count)s stands only in %(new)s", "%(count)s stand only in %(new)s", came), came),
            (ngettext("%(count)s stands only in %(old)s", "%(count)s stand only in %(old)s", went), went),
            (ngettext("%(count)s is as it was", "%(count)s are as they were", same), same),
        ]
        of_rules = [
            (ngettext("%(count)s rule changed", "%(count)s rules changed", rules[CHANGED]), rules[CHANGED]),
            (ngettext("%(count)s is new", "%(count)s are new", rules[ADDED]), rules[ADDED]),
            (ngettext("%(count)s no longer holds", "%(count)s no longer hold", ended), ended),
            (ngettext("%(count)s holds as before", "%(count)s hold as before", as_before), as_before),
        ]
        codes = {"old": self.old.code, "new": self.new.code}
        return [said for parts in (of_paragraphs, of_rules) if (said := _counted(parts, codes))]


def _counted(parts: Iterable[tuple[str, int]], codes: Mapping[str, str]) -> str:
    """Return what was counted as a sentence, without what there is none of."""
    said = reading.enumerate_words(text % {"count": count, **codes} for text, count in parts if count)
    return f"{said}." if said else ""


@dataclass(frozen=True)
class Highlights:
    """What changed most: rules that changed or ended with a must in them, limits, and the other new musts."""

    changed: list[RuleChange] = field(default_factory=list)
    limits: list[RuleChange] = field(default_factory=list)
    musts: list[RuleChange] = field(default_factory=list)


def highlights(changes: Iterable[RuleChange]) -> Highlights:
    """Return what changed most; a limit that stands in several places is told once for each wording."""
    found, told = Highlights(), set()
    for change in changes:
        if change.status in (CHANGED, REMOVED, LAPSED):
            if MUST in {rule.severity for rule in (change.old, change.new) if rule}:
                found.changed.append(change)
        elif change.status == ADDED and change.rule.severity == MUST:
            if change.rule.wording in told:
                continue
            told.add(change.rule.wording)
            (found.limits if _is_limit(change) else found.musts).append(change)
    return found


def _is_limit(change: RuleChange) -> bool:
    """Return whether a rule sets a limit in kroner or per cent."""
    condition = change.rule.condition
    fact = known_facts().get(str(condition.get("fact", "")))
    return bool(fact and fact.type in (AMOUNT, PERCENT) and condition.get("value"))


def comparison(a: str, b: str, locale: Any) -> Shown | None:
    """Return the comparison of two published editions, the older first; None when one of them is not published."""
    known = stored.published(locale)
    chosen = [page for page in known if page.code in (a, b)]
    if len(chosen) != 2:
        return None
    old, new = chosen
    read = stored.editions([old.code, new.code], known, locale)
    return Shown(old, new, compare(read[old.code], read[new.code]))
