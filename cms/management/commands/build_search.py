"""Write the search index anew: after a release in which texts are read or words compared otherwise."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.search.index import rebuild


class Command(BaseCommand):
    """`manage.py build_search`: what is published follows by itself and needs no such run."""

    help = "Write the search index anew from the published pages."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild in one transaction and say how many entries there are."""
        self.stdout.write(f"{rebuild()} entries")
