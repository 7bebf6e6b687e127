"""manage.py rehearse PAGE: what a guideline draft would have made of the cases there are."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.rehearsal.drafts import find, rehearsal_of
from cms.rehearsal.rows import rows
from workflows.publishing import PublishError


class Command(BaseCommand):
    """Print what would differ, one row each, and a summary; write nothing to the database."""

    help = (
        "Runs a guideline draft's rules on the stored fact sheets of open cases and last year's. Prints what would "
        "come out differently as tab-separated rows (case, step, paragraph as it is, paragraph in the draft, reason), "
        "then a summary. Changes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the page."""
        parser.add_argument(
            "page", metavar="PAGE", help="the code of a draft, such as 2025, or the id of its page"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rehearse and print; raises CommandError when there is no such draft, or it could not be published."""
        page = find(options["page"])
        if page is None:
            raise CommandError(f"There is no guideline page {options['page']}.", returncode=2)
        try:
            rehearsal = rehearsal_of(page)
        except PublishError as error:
            raise CommandError("\n".join(error.messages)) from error
        for row in rows(rehearsal):
            self.stdout.write("\t".join(" ".join(cell.split()) for cell in row))
        self.stdout.write(rehearsal.summary)
