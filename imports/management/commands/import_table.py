"""`manage.py import_table contact_person contacts.xlsx`: a register from a file; safe to run again."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from imports import files
from imports.reference.loader import BrokenTable, take_in
from imports.resources import RESOURCES

# Rows that hold for a period are looked at beside each other, and told of in a network's log: as a batch only.
_ALONE = [each for each in RESOURCES if not each.period]
NAMES = {re.sub(r"\B(?=[A-Z])", "_", each._meta.model.__name__).lower(): each for each in _ALONE}


class Command(BaseCommand):
    """Take in one table, all of it or nothing."""

    help = (
        "Takes in a table from CSV or XLSX, all of it or nothing, and says what is wrong by row and column."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the table, the file, and whether only to look."""
        parser.add_argument("table", choices=sorted(NAMES), help="which register")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in, and print what became of the rows."""
        path: Path = options["file"]
        ending = path.suffix.removeprefix(".").lower()
        if ending not in files.READ:
            raise CommandError("The file must be CSV or XLSX.")
        try:
            rows = files.read(path.read_bytes(), ending)
            loaded = take_in(
                options["table"],
                NAMES[options["table"]](),
                rows,
                file=path.name,
                dry_run=options["dry_run"],
            )
        except (BrokenTable, OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{loaded.new} new, {loaded.changed} changed, {loaded.unchanged} unchanged")
