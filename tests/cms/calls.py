"""Calls as an editor makes them: what the form of a call's page posts, typed as people type."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from cms.models import CallIndexPage, CallPage, OfficeCallsPage
from tests.cms.site import overhead, paragraph
from tests.cms.test_publishing import _stream
from workflows.clock import OSLO


def section(office: str = "ROG", language: str = "nb") -> OfficeCallsPage:
    """Return an office's section among the calls."""
    return OfficeCallsPage.objects.get(office__code=office, locale__language_code=language)


def local(code: str, limit: int, language: str = "nb", **changes: Any) -> dict[str, Any]:
    """Return a local paragraph that says that overhead is at most `limit` per cent, as the page keeps it."""
    from cms.demo import pages

    return pages._block("paragraph", pages._paragraph(paragraph(code, overhead(limit, **changes)), language))


def fields(**changes: Any) -> dict[str, Any]:
    """Return a call for learning networks, open from 1 April 2024 at nine to 31 May at 23.59."""
    return {
        "title": "Egeninitiert 2024",
        "scheme": "self_initiated",
        "edition": "2024",
        "year": 2024,
        "opens": dt.datetime(2024, 4, 1, 9, tzinfo=OSLO),
        "deadline": dt.datetime(2024, 5, 31, 23, 59, tzinfo=OSLO),
    } | changes


def draft(office: str = "ROG", language: str = "nb", paragraphs: Any = (), **changes: Any) -> CallPage:
    """Make a call's page in an office's section, unpublished."""
    parent = section(office, language)
    page = CallPage(live=False, locale=parent.locale, **fields(**changes))
    page.local = CallPage._meta.get_field("local").to_python(_json(paragraphs))
    parent.add_child(instance=page)
    return page


def posted(paragraphs: Any = (), **changes: Any) -> dict[str, Any]:
    """Return what the form posts when the publish button is pressed."""
    form: dict[str, Any] = {
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "yes",
        "responsible": "", "target_group": "", "who_can_apply": "", "intro": "", "max_amount": "", "body-count": "0",
    }  # fmt: skip
    for name, value in fields(**changes).items():
        form[name] = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, dt.datetime) else str(value)
    _stream(form, "local", CallPage._meta.get_field("local").to_python(_json(paragraphs)))
    return form


def make(client: Client, office: str = "ROG", **changes: Any) -> Any:
    """Make a call's page by the editor's form, and return the answer."""
    address = reverse("wagtailadmin_pages:add", args=["cms", "callpage", section(office).pk])
    return client.post(address, posted(**changes))


def edit(client: Client, page: CallPage, **changes: Any) -> Any:
    """Change a call's page by the editor's form, and return the answer."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(**changes))


def index(language: str = "nb") -> CallIndexPage:
    """Return the list of calls."""
    return CallIndexPage.objects.get(locale__language_code=language)


def _json(paragraphs: Any) -> str:
    from cms.demo.pages import json

    return json.dumps(list(paragraphs))
