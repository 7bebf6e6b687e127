"""What a network asks to have changed, thing by thing: the grant, its budget, the period and the partners."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from workflows.cases.foreseeing import foresees
from workflows.cases.models import Case
from workflows.directory.models import NetworkMembership
from workflows.funds.balances import balance_of
from workflows.grant.deciding import approved_budget
from workflows.grant.letters import owes_audit
from workflows.ui.amounts import format_amount
from workflows.ui.budget import COST_KINDS
from workflows.ui.dates import long_date

from .models import Change


@dataclass(frozen=True)
class Row:
    """One thing that is asked for: what it is, how it is now, and how it is to be."""

    what: str
    now: str
    wanted: str


def differing(case: Case, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a form differs from the decision that holds, as it is kept: whole kroner, days as text."""
    decision, budget = case.decision, typed.get("budget") or {}
    amount, use_deadline = typed.get("awarded_amount"), typed.get("use_deadline")
    asked: dict[str, Any] = {}
    if amount and amount != decision.awarded_amount:
        asked["awarded_amount"] = amount
    if budget and budget != approved_budget(case):
        asked["budget"] = budget
    if use_deadline and use_deadline != decision.use_deadline:
        asked["use_deadline"] = use_deadline.isoformat()
    return asked | {name: typed[name] for name in ("joining", "leaving") if typed.get(name)}


def partners(case: Case) -> list[str]:
    """Return the services that take part in the network today, by name."""
    members = NetworkMembership.objects.filter(network=case.network_id, left__isnull=True)
    return [str(member.service) for member in members.select_related("service").order_by("service__name")]


def rows(change: Change) -> list[Row]:
    """Return what is asked for, each beside how it is in the decision that holds; nothing for what is only told."""
    asked, decision = change.asked, change.case.decision
    found = []
    if amount := asked.get("awarded_amount"):
        found.append(Row(_("Awarded amount"), format_amount(decision.awarded_amount), format_amount(amount)))
    if budget := asked.get("budget"):
        now = approved_budget(change.case)
        found += [
            Row(str(label), format_amount(now.get(kind, 0)), format_amount(budget.get(kind, 0)))
            for kind, label in COST_KINDS.items()
            if now.get(kind, 0) != budget.get(kind, 0)
        ]
    if day := day_in(asked):
        found.append(Row(_("To be used by"), long_date(decision.use_deadline), long_date(day)))
    if joining := asked.get("joining"):
        found.append(Row(_("Partners that come in"), "", joining))
    if leaving := asked.get("leaving"):
        found.append(Row(_("Partners that go out"), "", ", ".join(leaving)))
    return found


def day_in(asked: Mapping[str, Any]) -> dt.date | None:
    """Return the day that is asked for as the one the money is used by, if any."""
    return dt.date.fromisoformat(asked["use_deadline"]) if asked.get("use_deadline") else None


def as_other_changes(asked: Mapping[str, Any]) -> str:
    """Return what is asked of the partners, as it would stand in the letter; the caseworker rewrites it."""
    told = []
    if joining := asked.get("joining"):
        told.append(_("Partners that come in: %(names)s.") % {"names": joining})
    if leaving := asked.get("leaving"):
        told.append(_("Partners that go out: %(names)s.") % {"names": ", ".join(leaving)})
    return "\n".join(told)


@foresees("be-om-endring")
def foreseen(case: Case) -> list[str]:
    """Return what asking for a change leads to, in words, from how the case stands."""
    decision, paid = case.decision, balance_of(case).paid
    holds = {"amount": format_amount(decision.awarded_amount), "date": long_date(decision.use_deadline)}
    told = [
        _("Until a new decision is taken, the present one holds: %(amount)s, to be used by %(date)s.") % holds
        if decision.use_deadline
        else _("Until a new decision is taken, the present one holds: %(amount)s.") % holds,
        _(
            "A caseworker goes through what you ask for, and another person decides. You get a letter in any case."
        ),
    ]
    if paid:
        told.append(
            _("%(paid)s is paid out already. What you do not use of it is paid back after the report.")
            % {"paid": format_amount(paid)}
        )
    most = format_amount(case.application.requested_amount)
    told.append(_("You can be granted at most what you applied for: %(most)s.") % {"most": most})
    if owes_audit(case, decision.awarded_amount):
        told.append(
            _("With the amount as it is, an auditor’s statement is demanded. A new amount can change that.")
        )
    return told
