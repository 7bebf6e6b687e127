"""`manage.py package CASE --out FILE`: seal a closed case for the archive (R8.7)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.errors import Refused
from workflows.letters import DocumentDamaged
from workflows.package.building import build


class Command(BaseCommand):
    """Write the package, and print its seal."""

    help = "Writes a closed case as one sealed ZIP and prints its seal: keep the seal somewhere else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the case and `--out`."""
        parser.add_argument("case", metavar="CASE", help="the case's number")
        parser.add_argument("--out", metavar="FILE", required=True, type=Path, help="must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and write; raise CommandError where the case is not closed, not there, or damaged."""
        case = Case.objects.filter(number=options["case"]).first()
        if case is None:
            raise CommandError(_("There is no case %(number)s.") % {"number": options["case"]}, returncode=2)
        try:
            package = build(case)
            with options["out"].open("xb") as file:
                package.write(file)
        except Refused as refused:
            raise CommandError(str(refused.messages[0])) from refused
        except (DocumentDamaged, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Seal: %(seal)s") % {"seal": package.seal})
