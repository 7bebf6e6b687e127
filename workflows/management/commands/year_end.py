"""`manage.py year_end`: return what an office did not distribute in a year that has ended (R4.4)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows.directory.models import GovernorOffice
from workflows.errors import Refused
from workflows.funds.models import Pot
from workflows.money import december, yearend
from workflows.ui.amounts import format_amount


class Command(BaseCommand):
    """Print pot by pot what goes back, and what is still undecided."""

    help = "Returns what an office did not distribute in a year to the directorate. Run again, it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the office, the year, and whether only to tell."""
        parser.add_argument("--office", required=True, metavar="CODE", help="the office's code, such as ROG")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would be returned, and return nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Return and tell; raise CommandError for an office that is none, and before the year has ended."""
        office, year = GovernorOffice.objects.filter(code=options["office"]).first(), options["year"]
        if office is None:
            raise CommandError(_("There is no office %(code)s.") % {"code": options["office"]}, returncode=2)
        try:
            if options["dry_run"]:
                yearend.refuse_before_the_end(year)
                pots = Pot.objects.filter(office=office, year=year, available__gt=0)
                returned = [(pot, pot.available) for pot in pots.order_by("scheme")]
            else:
                entries = yearend.end_year(office=office, year=year, by=None)
                returned = [(entry.pot, entry.amount) for entry in entries]
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        for pot, amount in returned:
            self.stdout.write(f"{pot}: {format_amount(amount)}")
        if not returned:
            self.stdout.write(_("Nothing is left to return."))
        for case in december.undecided(year).filter(office=office).order_by("id"):
            self.stdout.write(_("Not decided: %(case)s") % {"case": case})
