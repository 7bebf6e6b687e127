"""`manage.py exchange undo BATCH`: take back what a batch wrote, or say why not."""

from argparse import ArgumentParser
from typing import Any

from imports.batches import verbs
from imports.models import BatchState
from workflows.errors import WorkError

from . import Out, batches

HELP = "Takes back what a batch wrote, as long as nobody has changed it since: all of it or nothing."


def arguments(parser: ArgumentParser) -> None:
    """Take the batch, and who acts."""
    batches.arguments(parser)


def run(out: Out, options: dict[str, Any]) -> int:
    """Undo at once; 0 when it is done, 2 when rows were changed since and nothing was."""
    batch = batches.find(options)
    try:
        verbs.undo(batch, by=batches.person(options["by"]))
    except WorkError as fault:
        raise batches.refusal(fault, batch) from fault
    batches.finished(batch)
    batches.show(out, batch)
    return 0 if batch.state == BatchState.UNDONE else 2
