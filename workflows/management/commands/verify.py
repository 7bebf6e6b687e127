"""`manage.py verify`: check that journals, seals, triggers, pots and ledger still say what they said (A16)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.cases.models import Case
from workflows.verifying import Findings, verify_all, verify_one


class Command(BaseCommand):
    """Print what is wrong, line by line, and a summary; exit with 1 if anything is."""

    help = "Checks every journal chain, seal, trigger, pot and the money of every case; exit code 1 on any finding."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--case`."""
        parser.add_argument(
            "--case", metavar="NUMBER", help="check only this case's journal and money, and the triggers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and raise CommandError (exit code 1) if there are findings."""
        found = verify_one(self._case(options["case"])) if options["case"] else verify_all()
        for fault in found.faults:
            self.stdout.write(fault)
        self.stdout.write(_("Checked: %(counts)s.") % {"counts": self._counts(found)})
        if found.faults:
            raise CommandError(
                ngettext("%(count)s finding.", "%(count)s findings.", len(found.faults))
                % {"count": len(found.faults)}
            )
        self.stdout.write(_("No findings."))

    @staticmethod
    def _case(number: str) -> Case:
        case = Case.objects.filter(Q(number=number) | Q(draft_number=number)).first()
        if case is None:
            raise CommandError(_("There is no case %(number)s.") % {"number": number}, returncode=2)
        return case

    @staticmethod
    def _counts(found: Findings) -> str:
        return ", ".join(f"{what} {count}" for what, count in found.counts.items())
