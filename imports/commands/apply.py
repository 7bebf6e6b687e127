"""`manage.py exchange apply BATCH`: take a batch in, all of it or nothing."""

from argparse import ArgumentParser
from typing import Any

from imports.batches import verbs
from imports.models import BatchState
from workflows.errors import WorkError

from . import Out, batches

HELP = "Takes a previewed batch in: all of it or nothing."


def arguments(parser: ArgumentParser) -> None:
    """Take the batch, who acts, and whether refused rows are left out."""
    batches.arguments(parser)
    parser.add_argument(
        "--leave-out", action="store_true", help="take the others in without the refused rows"
    )


def run(out: Out, options: dict[str, Any]) -> int:
    """Take it in at once; 0 when it is done, 2 when nothing was written and it is to be looked at again."""
    batch = batches.find(options)
    by = batches.person(options["by"])
    try:
        if verbs.is_broken_off(batch) and batch.state == BatchState.APPLYING:
            verbs.again(batch, by=by)
        else:
            verbs.apply(batch, by=by, leave_out=options["leave_out"])
    except WorkError as fault:
        raise batches.refusal(fault, batch) from fault
    batches.finished(batch)
    if batch.state == BatchState.READING:  # it was stopped: what it would do now
        batches.finished(batch)
    batches.show(out, batch)
    return 0 if batch.state == BatchState.APPLIED else 2
