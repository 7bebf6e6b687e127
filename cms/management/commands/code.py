"""manage.py code USER: the one-time code of a demo account, now."""

import argparse
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo.people import secret_of


class Command(BaseCommand):
    """Print a demo account's one-time code."""

    help = "Prints the one-time code of a demo account."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the user name."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code of this half minute."""
        if not settings.DEMO:
            raise CommandError("Only demo accounts have codes that anyone may know.")
        counter = next(iter(totp.yield_hotp_counters_from_time()))
        self.stdout.write(totp.format_hotp_value(totp.hotp_value(secret_of(options["username"]), counter)))
