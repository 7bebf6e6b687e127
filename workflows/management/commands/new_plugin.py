"""`manage.py new_plugin NAME`: the beginnings of a plugin, with tests that pass."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.plugins.making import make


class Command(BaseCommand):
    """Write a plugin's folder, and tell what it holds."""

    help = "Writes a new plugin: a distribution with its manifest, one fact and tests. See docs/plugins/tutorial.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name, and where to."""
        parser.add_argument("name", help="2 to 20 small letters and digits")
        parser.add_argument(
            "--in", dest="where", type=Path, default=Path.cwd(), help="the folder to write it in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it. Raises CommandError for a bad name, and where the folder is there already."""
        try:
            written = make(options["name"], options["where"])
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        for path in written:
            self.stdout.write(str(path))
