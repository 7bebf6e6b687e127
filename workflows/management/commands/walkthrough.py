"""manage.py walkthrough: one new case through all five flows by the site's own pages."""

import argparse
import contextlib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows import clock
from workflows.cases.models import CaseStatus
from workflows.directory.models import GovernorOffice
from workflows.schemes.models import SchemeVersion
from workflows.verifying import verify_all
from workflows.walkthrough.walking import Strayed, Walk, kept_clock


class Command(BaseCommand):
    """Walk a case from a call to a closed audit, as each of the people involved."""

    help = (
        "One new case through all five flows by the site's own pages. Prints flow, task, role, Oslo time and "
        "outcome, tab-separated; the last line is the case number. Exits with 0 only if the case is closed and "
        "journal and ledger verify."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take scheme, office and amounts in whole kroner."""
        parser.add_argument("--scheme", default="leader_network")
        parser.add_argument("--edition", default="", help="such as 2021; the newest that has the scheme")
        parser.add_argument("--office", default="ROG")
        parser.add_argument("--requested", type=int, default=150_000, help="whole kroner")
        parser.add_argument("--awarded", type=int, help="whole kroner; what is requested when not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, verify, and put the clock back."""
        self._check(options)
        with contextlib.contextmanager(kept_clock)():
            try:
                case = Walk(
                    scheme=options["scheme"],
                    office=options["office"],
                    requested=options["requested"],
                    awarded=_awarded(options),
                    edition=options["edition"],
                    tell=self._tell,
                ).go()
            except Strayed as strayed:
                raise CommandError(str(strayed)) from strayed
        faults = verify_all().faults
        if case.status != CaseStatus.CLOSED:
            raise CommandError(f"{case.number} is not closed but {case.status}.")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(case.number)

    def _check(self, options: dict[str, Any]) -> None:
        if not settings.SAFE_TO_PLAY:
            raise CommandError("The walkthrough makes accounts and moves the clock: not in production.")
        if not SchemeVersion.objects.filter(code=options["scheme"]).exists():
            raise CommandError(
                f"There is no scheme {options['scheme']}. Run `manage.py demo --prepare` first."
            )
        if not GovernorOffice.objects.filter(code=options["office"]).exists():
            raise CommandError(f"There is no office {options['office']}.")
        awarded = _awarded(options)
        if not 0 < awarded <= options["requested"]:
            raise CommandError("Amounts are over zero, and no more is awarded than requested.")

    def _tell(self, flow: str, task: str, role: str, outcome: str) -> None:
        self.stdout.write("\t".join([flow, task, str(role), f"{clock.now():%Y-%m-%dT%H:%M}", outcome]))


def _awarded(options: dict[str, Any]) -> int:
    """Return what is to be awarded: what is requested where nothing else is said (0 is something else)."""
    return options["requested"] if options["awarded"] is None else options["awarded"]
