"""What the parameters of the core's kinds of rule must be."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .facts import WORD, YES_NO, known_facts
from .kinds import OPERATORS

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_ORDERING = ("<", "<=", ">", ">=")


def check_comparison(params: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with fact – operator – value."""
    name, sign, value = params.get("fact"), params.get("operator"), params.get("value")
    known = known_facts()
    faults = []
    if not name:
        faults.append(_("A comparison names a fact."))
    elif known and name not in known:
        faults.append(_("No fact is called “%(fact)s”.") % {"fact": name})
    if sign not in OPERATORS:
        faults.append(_("A comparison uses one of %(operators)s.") % {"operators": " ".join(OPERATORS)})
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if sign in _ORDERING and not number:
        faults.append(_("A fact can only be larger or smaller than a number."))
    elif sign in ("==", "!=") and value is None:
        faults.append(_("A comparison needs a value."))
    elif name in known and not faults:
        faults += _unlike(known[name].type, sign, value)
    return faults


def _unlike(type: str, sign: Any, value: Any) -> list[str]:
    """Return why a fact that is a word, or yes or no, cannot be compared so."""
    if type == WORD and (sign not in ("==", "!=") or not isinstance(value, str)):
        return [_("This fact is a word: it is, or is not, one of its answers.")]
    if type == YES_NO and sign in _ORDERING:
        return [_("This fact is yes or no, neither larger nor smaller.")]
    return []


def check_question(params: Mapping[str, Any]) -> list[str]:
    faults = []
    if not NAME.match(str(params.get("name") or "")):
        faults.append(_("A question has a name in small letters and underscores."))
    if not (params.get("question") or {}).get("nb"):
        faults.append(_("A question needs its words in bokmål."))
    return faults


def check_obligation(params: Mapping[str, Any]) -> list[str]:
    faults = []
    if not NAME.match(str(params.get("obligation") or "")):
        faults.append(_("An obligation has a name in small letters and underscores."))
    return faults + check_comparison(params.get("when") or {})


def check_parameter(params: Mapping[str, Any]) -> list[str]:
    faults = []
    if not NAME.match(str(params.get("name") or "")):
        faults.append(_("A figure has a name in small letters and underscores."))
    value = params.get("value")
    if value is None or value in ("", []):
        faults.append(_("A figure needs a value."))
    if params.get("unit") == "date" and not _is_yearly_date(value):
        faults.append(_("A date is a month and a day that exist, and how many years after the grant year."))
    return faults


def _is_yearly_date(value: Any) -> bool:
    """Return whether `value` is {"month", "day", "years"} of a day that comes every year."""
    try:
        dt.date(2023, value["month"], value["day"])
        return isinstance(value["years"], int) and value["years"] >= 0
    except (KeyError, TypeError, ValueError):
        return False


def check_schemes(params: Mapping[str, Any]) -> list[str]:
    schemes = params.get("schemes")
    if not isinstance(schemes, list) or not schemes or not all(NAME.match(str(name)) for name in schemes):
        return [_("The set of schemes names at least one.")]
    return []
