"""What a rule must be before it is compiled: kind, severity, schemes, steps, parameters and wording."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflows.cases.models.findings import Step
from workflows.rules.kinds import CAN, MUST, SHOULD
from workflows.rules.parameters import NAME
from workflows.rules.registry import kind_of, known_kinds
from workflows.schemes.models import Rule

CODE = re.compile(r"^\d+(\.\d+)*$")


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


def rows_of(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Return published rules as the rows that they were compiled from."""
    names = ("code", "number", "kind", "severity", "schemes", "steps", "params")
    return [
        {name: getattr(rule, name) for name in names}
        | {"wording": {"nb": rule.wording_nb, "nn": rule.wording_nn}}
        for rule in rules
    ]


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
    if kind not in known_kinds():
        faults.append(_("There is no kind of rule called “%(kind)s”.") % {"kind": kind})
    else:
        faults += kind_of(str(kind)).validate(params)
    return faults


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
    """Return what the check reads of a rule's parameters: not how a question is worded or a fact is called."""
    words = ("question", "label", "type")
    read = {name: value for name, value in params.items() if name not in words}
    return read | {"when": without_words(read["when"])} if isinstance(read.get("when"), Mapping) else read


def canonical(value: Any) -> str:
    """Return a value as JSON that is the same whenever the value is."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
