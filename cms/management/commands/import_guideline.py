"""manage.py import_guideline FILE --code 2024: a source document becomes a guideline draft (R1.1)."""

import argparse
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.guideline_import.documents import check_size, understand
from cms.guideline_import.draft import save_draft
from cms.guideline_import.forms import CODE
from cms.guideline_import.refusal import ImportRefused
from cms.models import GuidelineIndexPage


class Command(BaseCommand):
    """Make a draft of a document, and print the report."""

    help = "Turns a document (text, Markdown or DOCX) into an unpublished guideline edition, and prints a report."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, the code, and what else may be said."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", required=True, help="the edition's code, such as 2024")
        parser.add_argument("--title", default="", help="instead of the document's own")
        parser.add_argument("--language", default="nb", choices=["nb", "nn"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Import; raises CommandError with the reason when nothing was stored."""
        index = GuidelineIndexPage.objects.filter(locale__language_code=options["language"]).first()
        if index is None:
            raise CommandError(_("There is no list of guidelines to put it in."))
        path: Path = options["file"]
        try:
            CODE(options["code"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        try:
            check_size(path.stat().st_size)
            outline, report = understand(path.name, path.read_bytes())
            page = save_draft(outline, index=index, code=options["code"], title=options["title"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from None
        for section in report.sections():
            self.stdout.write(f"{section.heading}:")
            self.stdout.writelines(f"  {line}" for line in section.lines)
        self.stdout.write(_("The draft: %(title)s (page %(pk)s)") % {"title": page.title, "pk": page.pk})
