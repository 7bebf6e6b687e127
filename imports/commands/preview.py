"""`manage.py exchange preview FILE --kind network`: hand a file in, and say what it would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import CommandError

from imports import guard
from imports.batches import verbs
from imports.kinds import KINDS
from imports.models import BatchState
from imports.reading import Unreadable
from workflows.errors import WorkError

from . import Out
from .batches import finished, person, show

HELP = "Hands a file in as a batch, and says row by row what it would do. Nothing is changed."


def arguments(parser: ArgumentParser) -> None:
    """Take the file, what it holds, and who hands it in."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--kind", required=True, choices=sorted(KINDS), help="what the file holds")
    parser.add_argument(
        "--by", default="", metavar="USERNAME", help="who hands it in; an operator unless told"
    )


def run(out: Out, options: dict[str, Any]) -> int:
    """Read the file at once; 0 if it can be applied, 2 if something is refused or must be answered."""
    path: Path = options["file"]
    try:
        guard.look(path)
        with path.open("rb") as file:
            batch = verbs.hand_in(
                File(file, name=path.name),
                name=path.name,
                kind=KINDS[options["kind"]],
                by=person(options["by"]),
            )
    except (OSError, Unreadable, WorkError) as fault:
        raise CommandError(str(fault) or "This person may not hand in such a file.") from fault
    finished(batch)
    show(out, batch)
    return (
        0
        if batch.state == BatchState.PREVIEWED and not batch.refused and not batch.told.get("missing")
        else 2
    )
