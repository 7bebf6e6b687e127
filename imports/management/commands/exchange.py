"""`manage.py exchange preview FILE --kind network`, `apply BATCH`, `undo BATCH` …: the exchange for operators."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from imports.commands import ACTS, act


class Command(BaseCommand):
    """Files in and out; each act is a module of `imports.commands`."""

    help = "Takes files in and out: each act has a help of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the act, and what it takes."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        for name in ACTS:
            module = act(name)
            module.arguments(acts.add_parser(name, help=module.HELP, description=module.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; end with its exit code where that is not 0."""
        if code := act(options["act"]).run(self.stdout.write, options):
            sys.exit(code)
