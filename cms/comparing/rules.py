"""One rule in two editions: what is checked otherwise than before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .editions import Edition, Rule
from .pairing import Pairs

ADDED, REMOVED, CHANGED, REWORDED, SAME = "added", "removed", "changed", "reworded", "same"
KEPT, LAPSED = "kept", "lapsed"
UNTOUCHED = {SAME, KEPT}
_OWN_FIELDS = ("kind", "severity", "schemes", "steps")
_PARAMS = ("fact", "name", "obligation", "operator", "value", "unit", "asked_of", "question")


@dataclass(frozen=True)
class Change:
    """One thing about a rule that is no longer as it was: `severity` from must to should, `value` from 5 to 7."""

    what: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RuleChange:
    """A rule in one edition or in both, and what became of it."""

    status: str
    old: Rule | None
    new: Rule | None
    changes: tuple[Change, ...] = ()
    moved: bool = False  # it stands in a paragraph that is not the successor of its former one

    @property
    def rule(self) -> Rule:
        """Return the rule as it is now, or as it last was."""
        rule = self.new or self.old
        assert rule is not None
        return rule

    @property
    def row_id(self) -> str:
        """Return the id of the place on the page where the rule's paragraph is compared."""
        return f"til-{self.new.code}" if self.new else f"fra-{self.rule.code}"

    def changed(self, what: str) -> Change | None:
        """Return the change of one thing, or None."""
        return next((change for change in self.changes if change.what == what), None)


def changes_of(old: Rule, new: Rule) -> tuple[Change, ...]:
    """Return what is checked otherwise; the wording does not count, nor in which order schemes and steps come."""
    return tuple(_changes(old, new))


def _changes(old: Rule, new: Rule) -> Iterator[Change]:
    for what in _OWN_FIELDS:
        before, after = getattr(old, what), getattr(new, what)
        if before != after and (what not in ("schemes", "steps") or set(before) != set(after)):
            yield Change(what, before, after)
    then, now = _flat(old), _flat(new)
    for what in sorted({*then, *now}, key=lambda name: (_order(name), name)):
        if then.get(what) != now.get(what):
            yield Change(what, then.get(what), now.get(what))


def _flat(rule: Rule) -> dict[str, Any]:
    """Return the parameters on one level; a set of schemes is the rule's own schemes."""
    params = {name: value for name, value in rule.params.items() if name not in ("when", "schemes")}
    return params | dict(rule.params.get("when") or {})


def _order(name: str) -> int:
    return _PARAMS.index(name) if name in _PARAMS else len(_PARAMS)


def rule_changes(old: Edition, new: Edition, pairs: Pairs) -> list[RuleChange]:
    """Return what became of every rule: the newer edition's in order, then those that only stood in the older."""
    before = {id(now): then for then, now in pairs.rules}
    found = []
    for now in new.rules:
        then = before.get(id(now))
        if then is None:
            found.append(RuleChange(ADDED, None, now))
            continue
        changes = changes_of(then, now)
        moved = pairs.paragraphs.get(now.code) != then.code
        if moved and pairs.by_code:
            changes += (Change("place", then.code, now.code),)
        words = then.wording != now.wording or any(change.what == "question" for change in changes)
        if any(change.what != "question" for change in changes):
            status = CHANGED
        else:
            status = REWORDED if words else SAME
        found.append(RuleChange(status, then, now, changes, moved))
    paired = {id(then) for then, _now in pairs.rules}
    for then in old.rules:
        if id(then) not in paired:
            standing, _by = new.standings.get((old.code, then.code, then.number), ("", ""))
            found.append(RuleChange(standing if standing in (KEPT, LAPSED) else REMOVED, then, None))
    return found
