"""`manage.py restore FILE`: a backup into an installation that is migrated and empty (B13)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows.backup.restoring import restore
from workflows.errors import Refused
from workflows.verifying import verify_all


class Command(BaseCommand):
    """Restore, and verify what came of it."""

    help = (
        "Fills an empty installation from a backup, all or nothing, and verifies journals, seals and money. Migrate "
        "it first, with the version that made the backup. Everybody logs in anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what from."""
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it; raise CommandError where it cannot be, or where what is there now does not verify."""
        try:
            counts = restore(options["file"])
        except Refused as refused:
            raise CommandError(str(refused.messages[0])) from refused
        except OSError as error:
            raise CommandError(str(error)) from error
        call_command("update_index", verbosity=0)  # what editors search in
        if faults := verify_all().faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(_("%(rows)s rows are restored, and verify.") % {"rows": sum(counts.values())})
