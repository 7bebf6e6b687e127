"""manage.py first_pages: the pages that every installation owes from its first day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.demo import pages
from cms.search.index import rebuild


class Command(BaseCommand):
    """Make front page, lists, help and statements in both languages; what is there already is left alone."""

    help = "Makes front page, lists, contact, privacy and accessibility pages; editors fit the texts (R8.12)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        with transaction.atomic():
            pages.begin()
        rebuild()
        self.stdout.write(
            "The pages are there. Read /personvern/ and /tilgjengelighet/, in both languages, and fit them: who is "
            "responsible, the data protection officer, and the address of the statement at uustatus.no."
        )
