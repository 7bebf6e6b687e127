"""What editors meet in Wagtail's admin, and the checks that come before its buttons."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from .links import LocalisedPageLinkHandler
from .models import GuidelinePage
from .publishing import check_page, refuse_if_in_use
from .rehearsal import hooks as rehearsal_hooks  # noqa: F401  (registers itself)

NOT_FOR_EDITORS = {"reports", "settings", "images", "help", "snippets"}


@hooks.register("before_publish_page")
def check_before_publishing(request: HttpRequest, page: Any) -> None:
    """Find faults while the page is still a draft, so that nothing but the draft is left behind."""
    if isinstance(page, GuidelinePage):
        check_page(page)


@hooks.register("before_delete_page")
def refuse_deleting(request: HttpRequest, page: Any) -> None:
    """Say what rests on a page before asking whether to delete it."""
    refuse_if_in_use(page)


@hooks.register("before_unpublish_page")
def refuse_unpublishing(request: HttpRequest, page: Any) -> None:
    """Say what rests on a page before it is unpublished."""
    refuse_if_in_use(page)


@hooks.register("before_move_page")
def refuse_moving(request: HttpRequest, page: Any, destination: Any) -> None:
    """Say what rests on a page before asking whether to move it."""
    if destination.pk != page.get_parent().pk:
        refuse_if_in_use(page)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def register_our_links(features: Any) -> None:
    """Make out links to pages all at once."""
    features.register_link_type(LocalisedPageLinkHandler)


@hooks.register("construct_main_menu")
def hide_what_editors_do_not_need(request: HttpRequest, menu_items: list[Any]) -> None:
    """Keep the menu to pages and documents."""
    menu_items[:] = [item for item in menu_items if item.name not in NOT_FOR_EDITORS]
