"""What changed about a rule, in plain sentences: "Must became should." "5 per cent became 7 per cent."."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import reading
from workflows.cases.models.findings import Step
from workflows.rules.facts import known_facts
from workflows.templatetags.casework import written
from workflows.ui.amounts import group_digits
from workflows.ui.dates import MONTHS

from .editions import Rule
from .rules import CHANGED, KEPT, LAPSED, REMOVED, REWORDED, Change, RuleChange


def sentences(change: RuleChange) -> list[str]:
    """Return what became of a rule that stood in the older edition; nothing for one that is new or as it was."""
    if change.status == KEPT:
        return [_("It still holds.")]
    if change.status == LAPSED:
        return [_("It has lapsed.")]
    if change.status == REMOVED:
        return [_("It is no longer there.")]
    if change.status == REWORDED:
        return [_("Only the words changed; what is checked is the same.")]
    return list(_changed(change)) if change.status == CHANGED else []


def _changed(change: RuleChange) -> Iterable[str]:
    old, new = change.old, change.new
    assert old is not None
    assert new is not None
    if change.changed("kind") or change.changed("fact") or change.changed("operator"):
        before, after = condition(old), condition(new)
        if before and after and before != after:
            yield _("Before: %(before)s. Now: %(after)s.") % {"before": before, "after": after}
        elif change.changed("kind"):
            yield _("It is checked in another way now.")
    elif value := change.changed("value"):
        yield _value_changed(value, old, new)
    for each in change.changes:
        if each.what == "schemes":
            yield from _schemes(each, of_edition=new.kind == "schemes")
        elif each.what in _TELL:
            yield from _TELL[each.what](each)


def _value_changed(change: Change, old: Rule, new: Rule) -> str:
    before, after = figure(change.before, old), figure(change.after, new)
    if before and after:
        return _became(before, after)
    if isinstance(change.before, list) and isinstance(change.after, list):
        came = len([each for each in change.after if each not in change.before])
        went = len([each for each in change.before if each not in change.after])
        said = [
            ngettext("%(count)s item came in", "%(count)s items came in", came) % {"count": came} if came else "",
            ngettext("%(count)s item went out", "%(count)s items went out", went) % {"count": went} if went else "",
        ]  # fmt: skip
        return _("The list is another: %(said)s.") % {
            "said": ", ".join(filter(None, said)) or _("in another order")
        }
    return _("What it says is another, as the two wordings show.")


def _became(before: str, after: str) -> str:
    return _("%(before)s became %(after)s.") % {"before": before, "after": after}


def figure(value: Any, rule: Rule) -> str:
    """Return a value as people write it: `kr 200 000`, `5 per cent`; nothing for a list or a code word."""
    if isinstance(value, bool) or value is None:
        return ""
    if rule.params.get("unit") == "date":
        return _day(value)
    if not isinstance(value, int | float):
        return ""
    fact = known_facts().get(str(rule.condition.get("fact", "")))
    if fact:
        return written(value, fact.type)
    if rule.params.get("unit") == "days":
        return ngettext("%(count)s day", "%(count)s days", int(value)) % {"count": value}
    return group_digits(value) if isinstance(value, int) else str(value).replace(".", ",")


def _day(value: Mapping[str, int]) -> str:
    day = f"{value['day']}. {MONTHS[value['month'] - 1]}"
    if not value.get("years"):
        return _("%(day)s in the grant year") % {"day": day}
    after = ngettext("%(day)s the year after", "%(day)s %(count)s years after", value["years"])
    return after % {"day": day, "count": value["years"]}


def condition(rule: Rule) -> str:
    """Return what a rule compares, in words: "Overhead …: at most 5 per cent"; nothing for other kinds."""
    fact = known_facts().get(str(rule.condition.get("fact", "")))
    sign = str(rule.condition.get("operator", ""))
    if fact is None or sign == "is_true":
        return str(fact.label) if fact else ""
    words = {
        "<": _("less than %(value)s"),
        "<=": _("at most %(value)s"),
        ">": _("more than %(value)s"),
        ">=": _("at least %(value)s"),
        "==": _("exactly %(value)s"),
        "!=": _("not %(value)s"),
    }
    value = rule.condition.get("value")
    shown = figure(value, rule) or str(value)
    return f"{fact.label}: {words.get(sign, '%(value)s') % {'value': shown}}"


def _severity(change: Change) -> Iterable[str]:
    labels = {name: str(label) for name, (label, _tone) in reading.SEVERITY.items()}
    yield _became(labels[change.before], labels[change.after].lower())


def _schemes(change: Change, *, of_edition: bool) -> Iterable[str]:
    """Tell which schemes the edition has or no longer has, or whom the rule concerns or no longer concerns."""
    came = [each for each in change.after if each not in change.before]
    went = [each for each in change.before if each not in change.after]
    if came:
        words = _("Came in: %(names)s.") if of_edition else _("It now also concerns: %(names)s.")
        yield words % {"names": reading.scheme_words(came)}
    if went:
        words = _("Went out: %(names)s.") if of_edition else _("It no longer concerns: %(names)s.")
        yield words % {"names": reading.scheme_words(went)}


def _steps(change: Change) -> Iterable[str]:
    came = [str(Step(each).label).lower() for each in change.after if each not in change.before]
    went = [str(Step(each).label).lower() for each in change.before if each not in change.after]
    if came:
        yield _("It is now also checked at: %(steps)s.") % {"steps": reading.enumerate_words(came)}
    if went:
        yield _("It is no longer checked at: %(steps)s.") % {"steps": reading.enumerate_words(went)}


def _question(_change: Change) -> Iterable[str]:
    yield _("The question has other words.")


def _place(change: Change) -> Iterable[str]:
    yield _("It stood in paragraph %(code)s.") % {"code": change.before}


_TELL: dict[str, Callable[[Change], Iterable[str]]] = {
    "severity": _severity,
    "steps": _steps,
    "question": _question,
    "place": _place,
}
