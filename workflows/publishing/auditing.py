"""An audit statement that is owed has a last day: a published paragraph says both, or neither is published (R6.1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from workflows.schemes.models import Rule

from .rules import rows_of

AUDIT, DUE = "audit_statement", "audit_deadline"  # what is owed, and the figure that says when


def audits_without_a_day(rules: Iterable[Mapping[str, Any]], beside: Iterable[Rule] = ()) -> list[str]:
    """Return which paragraphs demand an audit statement of a scheme for which no paragraph says when it is due.

    `rules` are rows as `number_rules` gives them, `beside` the stored rules that hold together with them.
    """
    rows = list(rules)
    said = {
        scheme
        for row in (*rows, *rows_of(beside))
        if row["kind"] == "parameter" and row["params"].get("name") == DUE
        for scheme in row["schemes"]
    }
    words = _("%(code)s: add the figure %(name)s: when the audit statement is due (%(schemes)s).")
    told = []
    for row in rows:
        lacking = sorted(set(row["schemes"]) - said)
        if row["params"].get("obligation") == AUDIT and lacking:
            told.append(words % {"code": row["code"], "name": DUE, "schemes": ", ".join(lacking)})
    return told
