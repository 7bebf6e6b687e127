"""`manage.py backup FILE`: database and documents as one file (B13)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows.backup.writing import write


class Command(BaseCommand):
    """Write a backup, and tell what it holds."""

    help = (
        "Writes everything as one ZIP, as of one moment, while others work. Restore it with `manage.py restore`. It "
        "holds personal data: keep it as safe as the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to."""
        parser.add_argument("file", metavar="FILE", type=Path, help="must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it; exit with 1 where it cannot be written, or lacks a file that a row refers to."""
        try:
            written = write(options["file"])
        except OSError as error:
            raise CommandError(str(error)) from error
        rows = sum(written.counts.values())
        self.stdout.write(_("%(rows)s rows and %(files)s files.") % {"rows": rows, "files": written.files})
        if written.lost:
            raise CommandError(
                _("These files are not in the storage: %(names)s") % {"names": ", ".join(written.lost)}
            )
