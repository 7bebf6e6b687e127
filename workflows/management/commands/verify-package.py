"""`manage.py verify-package FILE`: check a sealed case without the database (R8.7)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.package.verifying import verify


class Command(BaseCommand):
    """Print what is wrong, line by line, and a summary; exit with 1 if anything is."""

    help = "Checks a package of a case: every file, the journal's chain, every check anew. Needs no database."
    requires_system_checks: list[str] = []  # a package is checked anywhere, years later

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file and `--seal`."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--seal", default="", help="the seal that was printed when the package was made")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and raise CommandError (exit code 1) if there are findings."""
        try:
            with options["file"].open("rb") as file:
                verified = verify(file, seal=options["seal"].strip().lower())
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        for fault in verified.faults:
            self.stdout.write(fault)
        counts = ", ".join(f"{what} {count}" for what, count in verified.counts.items())
        self.stdout.write(_("Checked: %(counts)s.") % {"counts": counts or "–"})
        if verified.faults:
            raise CommandError(
                ngettext("%(count)s finding.", "%(count)s findings.", len(verified.faults))
                % {"count": len(verified.faults)}
            )
        self.stdout.write(
            _("Case %(number)s: no findings. Seal: %(seal)s")
            % {"number": verified.case, "seal": verified.seal}
        )
