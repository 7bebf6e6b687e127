"""A site with lists of guidelines, and a way to import into it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from cms.models import GuidelinePage
from tests.cms.site import make_site

Imported = tuple[GuidelinePage, str]


@pytest.fixture
def site(db: None) -> None:
    """Front pages and lists of guidelines, with nothing in them."""
    make_site()


@pytest.fixture
def by_command(site: None, tmp_path: Path) -> Callable[..., Imported]:
    """Return a function that imports by the command: by_command("a.txt", data) gives the page and what was printed."""

    def run(name: str, data: bytes, code: str = "2031", **options: str) -> Imported:
        path, printed = tmp_path / name, io.StringIO()
        path.write_bytes(data)
        call_command("import_guideline", str(path), code=code, stdout=printed, **options)
        language = options.get("language", "nb")
        return GuidelinePage.objects.get(code=code, locale__language_code=language), printed.getvalue()

    return run
