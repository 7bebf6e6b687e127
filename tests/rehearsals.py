"""Stored fact sheets without the flows that make them, and drafts that differ from 2024 in one thing."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.bare import bare_case, plain
from tests.cast import _edition
from workflows.cases.checking import digest
from workflows.cases.models import Case, CaseStatus, FactSheet
from workflows.clock import OSLO
from workflows.publishing import rules_if_published
from workflows.rehearsing import Difference, Rehearsal
from workflows.schemes.models import Edition

Rules = list[dict[str, Any]]
SENT = dt.datetime(2024, 3, 4, 9, tzinfo=OSLO)


def filed(number: str, scheme: str = "self_initiated", **changes: Any) -> Case:
    """Return a case of that number which is sent and open, unless `changes` says otherwise."""
    case = bare_case(scheme)
    fields = {"number": number, "status": CaseStatus.RECEIVED, "submitted_at": SENT} | changes
    Case.objects.filter(pk=case.pk).update(**fields)
    return Case.objects.get(pk=case.pk)


def sheet(case: Case, step: str, **facts: Any) -> FactSheet:
    """Store what was known of a case at a step."""
    return FactSheet.objects.create(
        case=case, edition=case.edition, step=step, facts=facts, digest=digest(facts)
    )


def rehearse(change: Callable[[Rules], Any] | None = None, **other: Any) -> Rehearsal:
    """Return a rehearsal of a draft called 2025: the rules of 2024, changed in place, and `other` than 2024's frame."""
    content: dict[str, Any] = copy.deepcopy(_edition("2024"))
    if change:
        change(content["rules"])
    frame = {"document": "2025", "valid_from": dt.date(2025, 1, 1)}
    frame["rests_on"] = [Edition.objects.get(document="2021")]
    content |= frame | other
    return Rehearsal(content["document"], rules_if_published(**content))


def of_paragraph(rules: Rules, code: str, kind: str | None = None) -> Rules:
    """Return the rules of a paragraph, of one kind or of all."""
    return [rule for rule in rules if rule["code"] == code and kind in (None, rule["kind"])]


def overhead_of_7(rules: Rules) -> None:
    """Let overhead be at most 7 per cent at every step."""
    for rule in of_paragraph(rules, "3.7"):
        rule["params"]["value"] = 7


def told(rehearsal: Rehearsal) -> list[str]:
    """Return the sentences of a rehearsal, with plain spaces."""
    return [plain(each.sentence) for each in rehearsal]


def turns(rehearsal: Rehearsal) -> list[tuple[str, str, str, str, str]]:
    """Return what differs: case, step, paragraph then and now, and how it turns."""

    def row(each: Difference) -> tuple[str, str, str, str, str]:
        return each.case, each.step, each.then.reference, each.now.reference, each.turn

    return [row(each) for each in rehearsal]
