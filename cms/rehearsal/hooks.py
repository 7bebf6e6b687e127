"""The rehearsal's addresses in Wagtail's admin, and the button that leads there."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from cms.models import GuidelinePage
from cms.publishing import SOURCE_LANGUAGE

from . import views


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Return the page and its file."""
    return [
        path("rehearsal/<int:page_id>/", views.show, name="rehearsal"),
        path("rehearsal/<int:page_id>/csv/", views.download, name="rehearsal_csv"),
    ]


@hooks.register("register_page_header_buttons")
def button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer a rehearsal of a bokmål guideline to those who may edit it."""
    is_guideline = issubclass(page.specific_class or type(page), GuidelinePage)
    if is_guideline and page.locale.language_code == SOURCE_LANGUAGE:
        if not page.permissions_for_user(user).can_edit():
            return
        yield Button(_("Rehearsal"), reverse("rehearsal", args=[page.pk]), icon_name="glasses", priority=25)
