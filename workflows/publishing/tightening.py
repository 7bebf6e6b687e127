"""A local rule may tighten a national one, never loosen it (R1.5).

Both are checked, so a local rule takes nothing away by itself; but a paragraph that says 7 per cent beside one that
says 5 misleads whoever reads only the call. What is refused is told with both paragraphs' names.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext as _

from workflows.rules.kinds import CAN, MUST, SHOULD
from workflows.schemes.models import Rule

CAP = "0"  # where a call's own maximum stands: in its fact box, before the first paragraph
_STRICTNESS = (CAN, SHOULD, MUST)
Row = Mapping[str, Any]
_Bound = tuple[Decimal, int]


class Compared(IntEnum):
    """How a local rule stands to a national one that speaks of the same."""

    WEAKER = -1
    SAME = 0
    STRICTER = 1


def loosened(national: Iterable[Rule], local: Iterable[Row], *, scheme: str) -> list[str]:
    """Return a sentence for every local rule that loosens a national one, naming both paragraphs.

    `national` are the rules of the edition that are in force, `local` rows as `number_rules` gives them; only the
    rules that concern `scheme` count. Nothing: the local rules may be published.
    """
    national = [rule for rule in national if scheme in rule.schemes]
    faults = []
    for row in local:
        if row["kind"] == "schemes":
            faults.append(
                _("%(local)s: an office cannot change which schemes there are.") % {"local": place(row)}
            )
        for rule in national:
            if rule.kind == row["kind"] and (fault := _fault(row, rule)):
                faults.append(fault % {"local": place(row), "national": rule})
    return faults


def place(row: Row) -> str:
    """Return where a local rule stands, in words."""
    return (
        _("The maximum per project")
        if row["code"] == CAP
        else _("Paragraph %(code)s") % {"code": row["code"]}
    )


def _fault(row: Row, rule: Rule) -> str:
    """Return what is wrong between a local rule and a national one of its kind, with places for their names."""
    if row["kind"] == "question":
        if row["params"]["name"] != rule.params["name"]:
            return ""
        return _("%(local)s asks what %(national)s already asks. Give the question a name of its own.")
    compared = _KINDS.get(row["kind"], _unlike)(row["params"], rule.params)
    if compared is None:
        return ""
    if compared == Compared.WEAKER:
        return _(
            "%(local)s is weaker than %(national)s: a call may tighten a national rule, never loosen it."
        )
    softer = _STRICTNESS.index(row["severity"]) < _STRICTNESS.index(rule.severity)
    if softer and (compared == Compared.SAME or row["kind"] == "parameter"):
        return _("%(local)s is less strict than %(national)s, which says the same.")
    return ""


def _unlike(local: Row, national: Row) -> Compared | None:
    """Say that two rules never speak of the same."""
    return None


def _comparisons(local: Row, national: Row) -> Compared | None:
    """Compare two demands on a fact: the local one is weaker when it lets through what the national one stops."""
    if local["fact"] != national["fact"]:
        return None
    if not (_is_number(local) and _is_number(national)):
        return _words(local, national)
    if "!=" in (local["operator"], national["operator"]):
        return _words(local, national) if local["value"] == national["value"] else None
    return _intervals(local, national)


def _obligations(local: Row, national: Row) -> Compared | None:
    """Compare two obligations: the local one is weaker when it is owed in fewer cases than the national one."""
    if local["obligation"] != national["obligation"]:
        return None
    return _comparisons(national["when"], local["when"])


def _parameters(local: Row, national: Row) -> Compared | None:
    """Compare two figures of a name: deadlines may come earlier, lists of what is accepted be shorter.

    What is stricter cannot be told of other figures, so these cannot be set otherwise.
    """
    if local["name"] != national["name"]:
        return None
    if local["value"] == national["value"]:
        return Compared.SAME
    if local.get("unit") != national.get("unit"):
        return Compared.WEAKER
    here, there, unit = local["value"], national["value"], local.get("unit")
    stricter = (
        (unit == "date" and local["name"].endswith("_deadline") and _yearly(here) < _yearly(there))
        or (unit == "days" and here < there)
        or (unit == "codes" and set(here) <= set(there))
        or (unit == "field_codes" and set(here) >= set(there))
    )
    return Compared.STRICTER if stricter else Compared.WEAKER


_KINDS = {"comparison": _comparisons, "obligation": _obligations, "parameter": _parameters}


def _yearly(date: Row) -> tuple[int, int, int]:
    return date["years"], date["month"], date["day"]


def _is_number(comparison: Row) -> bool:
    value = comparison.get("value")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(local: Row, national: Row) -> Compared | None:
    """Compare demands that a fact is, or is not, a certain value; two that exclude each other count as weaker."""
    same = local.get("value") == national.get("value")
    is_not = (local["operator"] == "!=", national["operator"] == "!=")
    if is_not[0] != is_not[1]:
        return Compared.WEAKER if same else None
    if same:
        return Compared.SAME
    return None if is_not[0] else Compared.WEAKER


def _intervals(local: Row, national: Row) -> Compared | None:
    """Compare two demands on a number by what they let through."""
    (low, high), (national_low, national_high) = _bounds(local), _bounds(national)
    if _excludes(low, national_high) or _excludes(national_low, high):
        return Compared.WEAKER
    sides = []
    if low and national_low:
        sides.append((low > national_low) - (low < national_low))
    if high and national_high:
        sides.append((high < national_high) - (high > national_high))
    if not sides:
        return None
    if min(sides) < 0:
        return Compared.WEAKER
    bounds_more = bool(low and not national_low) or bool(high and not national_high)
    return Compared.STRICTER if max(sides) > 0 or bounds_more else Compared.SAME


def _bounds(comparison: Row) -> tuple[_Bound | None, _Bound | None]:
    """Return the least and the most a comparison lets through; the second figure says whether it is let through.

    Of two lower bounds the larger tuple is the stricter, of two upper bounds the smaller.
    """
    value, sign = Decimal(str(comparison["value"])), comparison["operator"]
    low = {">": (value, 1), ">=": (value, 0), "==": (value, 0)}.get(sign)
    high = {"<": (value, 0), "<=": (value, 1), "==": (value, 1)}.get(sign)
    return low, high


def _excludes(low: _Bound | None, high: _Bound | None) -> bool:
    """Return whether nothing is both over a lower bound and under an upper one."""
    return bool(low and high) and (low[0] > high[0] or (low[0] == high[0] and (low[1] == 1 or high[1] == 0)))  # type: ignore[index]
