"""What a rule must be before it is compiled: kind, severity, schemes, steps, parameters and wording."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflows.cases.models.findings import Step
from workflows.rules import facts
from workflows.rules.kinds import CAN, KINDS, MUST, SHOULD

OPERATORS = ("<", "<=", ">", ">=", "==", "!=", "is_true")
CODE = re.compile(r"^\d+(\.\d+)*$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def number_rules(rules: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules as plain rows, those of one paragraph numbered from 1 as they come."""
    rows: list[dict[str, Any]] = []
    for rule in rules:
        row = dict(rule)
        before = sum(1 for other in rows if other["code"] == row["code"])
        row["number"] = row.get("number") or before + 1
        row["schemes"], row["steps"] = list(row.get("schemes") or ()), list(row.get("steps") or ())
        row["params"], row["wording"] = dict(row.get("params") or {}), dict(row.get("wording") or {})
        rows.append(row)
    return rows


def check_rule(rule: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with one rule: its kind, severity, schemes, steps, parameters or wording."""
    faults = []
    code, kind, params = str(rule.get("code", "")), rule.get("kind"), rule.get("params") or {}
    if not CODE.match(code) or len(code) > 20:
        faults.append(_("A paragraph code is numbers with full stops between, such as 3.7."))
    if rule.get("severity") not in (MUST, SHOULD, CAN):
        faults.append(_("A rule says must, should or can."))
    schemes, steps = list(rule.get("schemes") or ()), list(rule.get("steps") or ())
    if not schemes or not all(isinstance(name, str) and NAME.match(name) for name in schemes):
        faults.append(_("A rule names the schemes it concerns."))
    if not steps or not set(steps) <= set(Step.values):
        faults.append(_("A rule names the steps it is checked at."))
    if not str((rule.get("wording") or {}).get("nb") or "").strip():
        faults.append(_("A rule needs its wording in bokmål."))
    if kind not in KINDS:
        faults.append(_("There is no kind of rule called “%(kind)s”.") % {"kind": kind})
    else:
        faults += _PARAMS[str(kind)](params)
    return faults


def _check_comparison(params: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with fact – operator – value."""
    name, sign, value = params.get("fact"), params.get("operator"), params.get("value")
    known = facts.known_facts()
    faults = []
    if not name:
        faults.append(_("A comparison names a fact."))
    elif known and name not in known:
        faults.append(_("No fact is called “%(fact)s”.") % {"fact": name})
    if sign not in OPERATORS:
        faults.append(_("A comparison uses one of %(operators)s.") % {"operators": " ".join(OPERATORS)})
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if sign in OPERATORS[:4] and not number:
        faults.append(_("A fact can only be larger or smaller than a number."))
    elif sign in ("==", "!=") and value is None:
        faults.append(_("A comparison needs a value."))
    return faults


def _check_question(params: Mapping[str, Any]) -> list[str]:
    faults = []
    if not NAME.match(str(params.get("name") or "")):
        faults.append(_("A question has a name in small letters and underscores."))
    if not (params.get("question") or {}).get("nb"):
        faults.append(_("A question needs its words in bokmål."))
    return faults


def _check_obligation(params: Mapping[str, Any]) -> list[str]:
    faults = []
    if not NAME.match(str(params.get("obligation") or "")):
        faults.append(_("An obligation has a name in small letters and underscores."))
    return faults + _check_comparison(params.get("when") or {})


def _check_parameter(params: Mapping[str, Any]) -> list[str]:
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


def _check_schemes(params: Mapping[str, Any]) -> list[str]:
    schemes = params.get("schemes")
    if not isinstance(schemes, list) or not schemes or not all(NAME.match(str(name)) for name in schemes):
        return [_("The set of schemes names at least one.")]
    return []


_PARAMS = {
    "comparison": _check_comparison,
    "question": _check_question,
    "obligation": _check_obligation,
    "parameter": _check_parameter,
    "schemes": _check_schemes,
}


def contradictions(rules: list[dict[str, Any]]) -> list[str]:
    """Return what the rules say twice: the number in a paragraph, the set of schemes, one figure for one scheme."""
    faults: list[str] = []
    seen: dict[tuple[Any, ...], str] = {}
    for rule in rules:
        claims: list[tuple[Any, ...]] = [("rule", rule["code"], rule["number"])]
        if rule["kind"] == "schemes":
            claims.append(("schemes",))
        elif rule["kind"] == "parameter":
            claims += [("parameter", rule["params"].get("name"), scheme) for scheme in rule["schemes"]]
        for claim in claims:
            if claim in seen:
                faults.append(
                    _("%(code)s: this is already stated in %(other)s.")
                    % {"code": rule["code"], "other": seen[claim]}
                )
                break
            seen[claim] = rule["code"]
    return faults


def machine_part(row: Mapping[str, Any]) -> str:
    """Return what the check reads of a rule, in one comparable text; a question's words do not count."""
    return canonical(
        [row["number"], row["kind"], row["severity"], sorted(row["schemes"]), sorted(row["steps"]),
         without_words(row["params"])]
    )  # fmt: skip


def without_words(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the check reads of a rule's parameters: not how a question is worded."""
    return {name: value for name, value in params.items() if name != "question"}


def canonical(value: Any) -> str:
    """Return a value as JSON that is the same whenever the value is."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
