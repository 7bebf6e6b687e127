"""`manage.py load_reference`: the reference tables into the database; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from imports.reference.loader import BrokenTable, Loaded, load_reference


class Command(BaseCommand):
    """Take in counties, county governors, Bufetat regions, municipalities, their changes and postal codes."""

    help = "Takes in the reference tables that ship with the product. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print a table of what became of each; a broken row ends with where it is and nothing written."""
        try:
            loaded = load_reference()
        except BrokenTable as fault:
            raise CommandError(str(fault)) from fault
        width = max(len(row.table) for row in loaded)
        self.stdout.write(
            f"{Loaded._fields[0]:<{width}}" + "".join(f"{name:>11}" for name in Loaded._fields[1:])
        )
        for row in loaded:
            self.stdout.write(f"{row.table:<{width}}" + "".join(f"{count:>11}" for count in row[1:]))
