"""What people type in a round, and what is sent: shared by the tests of allocation."""

from typing import Any

from django.test import Client
from django.urls import reverse

from workflows import outbox
from workflows.allocation import actions
from workflows.allocation.models import Alternative, Proposal
from workflows.allocation.reading import rows_of
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.schemes.models import Call


def typed(
    amounts: dict[Case, int | str], *, name: str = "Likt", version: int = 0, **more: Any
) -> dict[str, Any]:
    """Return a round as it is typed: an amount for each case, and the reasons that deviating ones need."""
    data: dict[str, Any] = {"name": name, "version": version, "action": "save", **more}
    for case, amount in amounts.items():
        data |= {
            f"amount_{case.pk}": amount,
            f"reason_{case.pk}": data.get(f"reason_{case.pk}", "Etter potten."),
        }
    return data


def post(client: Client, call: Call, data: dict[str, Any], alternative: Alternative | str = "ny") -> Any:
    """Post a round to the page of an alternative, or of a new one."""
    asked = alternative if isinstance(alternative, str) else alternative.pk
    return client.post(f"{reverse('allocation', args=[call.pk])}?alternativ={asked}", data)


def proposed(call: Call, amounts: dict[Case, int | None], by: User) -> Proposal:
    """Return a proposal sent by somebody."""
    rows = rows_of(call, by)
    lines = {row.case.pk: (None, "") for row in rows if row.is_open}
    lines |= {case.pk: (amount, "Etter potten.") for case, amount in amounts.items()}
    return actions.propose(call=call, name="Likt", rows=rows, lines=lines, note="", by=by)


def deliver() -> None:
    """Let the worker do what is due."""
    outbox.deliver_due(limit=500)


def states(proposal: Proposal) -> list[tuple[str, str]]:
    """Return what became of each line, and why, in order."""
    return list(proposal.lines.order_by("id").values_list("state", "said"))
