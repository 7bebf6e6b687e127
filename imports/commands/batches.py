"""What the acts on batches share: who acts, waiting for the work, and telling what became of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from imports.batches import jobs, store
from imports.batches.verbs import Busy, Overtaken
from imports.kinds import CHANGED, REFUSED
from imports.models import Batch, BatchState
from workflows.directory.models import User
from workflows.errors import NotAllowed, NotThere, Refused, WorkError

from . import Out

SHOWN = 20  # rows of each outcome


def arguments(parser: ArgumentParser) -> None:
    """Take the batch, and who acts."""
    parser.add_argument("batch", type=int, help="the number of the batch")
    parser.add_argument("--by", default="", metavar="USERNAME", help="who does it; an operator unless told")


def person(username: str) -> User | None:
    """Return who acts; raise CommandError for a name that nobody has."""
    if not username:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active user {username}.")
    return found


def find(options: dict[str, Any]) -> Batch:
    """Return the batch; raise CommandError for a number that none has."""
    found = Batch.objects.filter(pk=options["batch"]).select_related("by").first()
    if found is None:
        raise CommandError(f"There is no batch {options['batch']}.")
    return found


def finished(batch: Batch) -> Batch:
    """Do here what the batch waits for; a worker that was quicker has done it, or does it now."""
    if batch.run:
        jobs.work(batch.pk, batch.run)
    batch.refresh_from_db()
    return batch


def refusal(fault: WorkError, batch: Batch) -> CommandError:
    """Return why an act was not done, in words."""
    words = {
        NotThere: "This person does not see the batch.",
        Overtaken: f"The batch is {BatchState(batch.state).label}.",
    }.get(type(fault), str(fault))
    if isinstance(fault, Busy):
        words = f"Batch {fault.other.pk} is being written just now ({fault.other.name})."
    if isinstance(fault, NotAllowed):
        words = fault.reason
    if isinstance(fault, Refused):
        words = " ".join(str(message) for message in fault.messages)
    return CommandError(words, returncode=2)


def show(out: Out, batch: Batch) -> None:
    """Write where a batch is, what was assumed, and what its rows do."""
    out(f"Batch {batch.pk}: {batch.name}, {batch.get_state_display()}")
    if batch.state == BatchState.UNREADABLE:
        out(f"  {batch.told['reason']}")
        return
    for assumption in batch.told.get("assumptions", []):
        out(f"  {assumption['text']}")
    for name in batch.told.get("missing", []):
        out(f"  missing column: {name}")
    for question in batch.told.get("questions", []):
        if not question["answer"]:
            out(f"  question: {question['text']}")
    out(f"  {batch.new} new, {batch.changed} changed, {batch.unchanged} unchanged, {batch.refused} refused")
    if batch.state != BatchState.PREVIEWED or not batch.plan:
        for reason in batch.told.get("not_undone", [])[:SHOWN]:
            out(f"  not undone: {reason}")
        return
    for row in store.page(batch, CHANGED, 0)[:SHOWN]:
        changes = "; ".join(f"{name}: «{old}» → «{new}»" for name, (old, new) in row.changes.items())
        out(f"  row {row.number}, {row.name}: {changes}")
    for row in store.page(batch, REFUSED, 0)[:SHOWN]:
        for fault in row.faults:
            out(f"  {fault}")
