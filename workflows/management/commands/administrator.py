"""`manage.py administrator EMAIL`: makes an administrator from the machine, where there are too few to do it."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from workflows import clock
from workflows.directory import opening
from workflows.directory.models import Role, RoleAssignment


class Command(BaseCommand):
    """Give somebody the administrator's role, and print the address that opens a new account."""

    help = "Makes a person administrator. Two are needed to give roles that decide, pay or give roles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the person, and their name where they have no account."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="of somebody who has no account yet")

    @transaction.atomic
    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        """Give the role from today, once, and print where the account is opened or logged in to."""
        person = opening.account_for_invited(email, name or email.partition("@")[0])
        if not RoleAssignment.objects.in_force().filter(user=person, role=Role.ADMINISTRATOR).exists():
            today = clock.today()
            RoleAssignment.objects.create(
                user=person, role=Role.ADMINISTRATOR, valid_from=today, given_at=clock.now()
            )
        self.stdout.write(urljoin(settings.SITE_URL, opening.link_to(person, "/personer/")))
