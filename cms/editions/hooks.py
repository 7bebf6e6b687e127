"""What Wagtail's admin has for editions: addresses, the button that begins the next one, and a word in the log."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from cms.models import GuidelinePage
from cms.scheduling import FAILED

from . import views
from .panels import address_of_next


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Give the pages about editions their addresses."""
    return [
        path("utgaver/<int:pk>/neste/", views.new_edition, name="cms_new_edition"),
        path("nynorsk/", views.lagging, name="cms_lagging"),
        path("nynorsk/<int:pk>/<str:code>/", views.still_holds, name="cms_still_holds"),
    ]


@hooks.register("register_page_header_buttons")
def header_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer to begin the next edition, on the page of one."""
    yield from _next(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer to begin the next edition, in the explorer."""
    yield from _next(page, user)


def _next(page: Any, user: Any) -> Iterator[Button]:
    if page.specific_class is GuidelinePage and (address := address_of_next(page, user)):
        yield Button(_("New edition from this one"), address, icon_name="copy", priority=5)


@hooks.register("register_log_actions")
def log_of_schedules(actions: Any) -> None:
    """Name what the history of a page says of a schedule that failed."""
    actions.register_action(FAILED, _("Scheduled publishing failed"), _("Could not be done as scheduled"))
