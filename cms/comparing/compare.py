"""Two editions → what changed, paragraph by paragraph and rule by rule (R1.4). Pure: plain data in, plain data out."""

from collections import Counter
from dataclasses import dataclass, field

from .editions import Edition, Paragraph
from .pairing import pair
from .rules import ADDED, CHANGED, KEPT, REMOVED, SAME, UNTOUCHED, RuleChange, rule_changes
from .words import SAME as STAYED
from .words import Line, Piece, difference, lines


@dataclass(frozen=True)
class Row:
    """A paragraph in one edition or in both, with its words marked and what became of its rules."""

    status: str
    old: Paragraph | None
    new: Paragraph | None
    pieces: list[Piece]
    rules: list[RuleChange] = field(default_factory=list)
    moved_away: list[RuleChange] = field(default_factory=list)  # rules that stand in another paragraph now
    links_changed: bool = False

    @property
    def paragraph(self) -> Paragraph:
        """Return the paragraph as it is now, or as it last was."""
        paragraph = self.new or self.old
        assert paragraph is not None
        return paragraph

    @property
    def lines(self) -> list[Line]:
        """Return the marked words line by line."""
        return lines(self.pieces)

    @property
    def id(self) -> str:
        """Return the id of the row on the page: by its code in the newer edition, if it has one there."""
        return f"til-{self.new.code}" if self.new else f"fra-{self.paragraph.code}"


@dataclass(frozen=True)
class Comparison:
    """What changed from one edition to another; `by_code`: a paragraph code means the same in both."""

    old: Edition
    new: Edition
    by_code: bool
    rows: list[Row]
    rules: list[RuleChange]

    @property
    def paragraph_counts(self) -> Counter[str]:
        """Return how many paragraphs came to each status."""
        return Counter(row.status for row in self.rows)

    @property
    def rule_counts(self) -> Counter[str]:
        """Return how many rules came to each status."""
        return Counter(change.status for change in self.rules)


def compare(old: Edition, new: Edition) -> Comparison:
    """Return what changed from `old` to `new`: the newer edition's paragraphs in order, with those that went out.

    Where codes mean the same, a paragraph that went out stands after the one it followed; otherwise those come last.
    """
    pairs = pair(old, new)
    rules = rule_changes(old, new, pairs)
    before = {paragraph.code: paragraph for paragraph in old.paragraphs}
    own: dict[str, list[RuleChange]] = {}
    gone: dict[str, list[RuleChange]] = {}
    away: dict[str, list[RuleChange]] = {}
    successor = {then: now for now, then in pairs.paragraphs.items()}
    for change in rules:
        if change.moved and change.old:
            away.setdefault(change.old.code, []).append(change)
        if change.new:
            own.setdefault(change.new.code, []).append(change)
        elif change.old and change.old.code in successor:
            own.setdefault(successor[change.old.code], []).append(change)
        elif change.old:
            gone.setdefault(change.old.code, []).append(change)
    rows = []
    for each in new.paragraphs:
        then = pairs.paragraphs.get(each.code, "")
        rows.append(_row(before.get(then), each, own.get(each.code, []), away.get(then, [])))
    for position, each in enumerate(old.paragraphs):
        if each.code not in successor:
            row = _row(each, None, gone.get(each.code, []), away.get(each.code, []))
            rows.insert(_place(rows, old.paragraphs[:position]) if pairs.by_code else len(rows), row)
    return Comparison(old, new, pairs.by_code, rows, rules)


def _row(
    old: Paragraph | None, new: Paragraph | None, rules: list[RuleChange], moved_away: list[RuleChange]
) -> Row:
    pieces = difference(old.text if old else "", new.text if new else "")
    if old is None:
        return Row(ADDED, old, new, pieces, rules, moved_away)
    if new is None:
        if any(change.status == KEPT for change in rules):
            return Row(KEPT, old, new, difference(old.text, old.text), rules, moved_away)
        return Row(REMOVED, old, new, pieces, rules, moved_away)
    links = old.links != new.links and any(piece.kind == STAYED for piece in pieces)
    touched = (
        links or old.text != new.text or moved_away or any(change.status not in UNTOUCHED for change in rules)
    )
    return Row(CHANGED if touched else SAME, old, new, pieces, rules, moved_away, links)


def _place(rows: list[Row], before: tuple[Paragraph, ...]) -> int:
    """Return where a paragraph that went out stands: after the nearest of those before it."""
    where = {row.old.code: place for place, row in enumerate(rows) if row.old}
    return next((where[each.code] + 1 for each in reversed(before) if each.code in where), 0)
