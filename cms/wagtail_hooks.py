"""What editors meet in Wagtail's admin, and the checks that come before its buttons."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin import messages

from workflows.publishing import PublishError

from . import announcing, sections
from .links import LocalisedPageLinkHandler
from .models import CallPage
from .publishing import CompiledPage, check_page, refuse_if_in_use
from .refusals import not_published

NOT_FOR_EDITORS = {"reports", "settings", "images", "help", "snippets"}


@hooks.register("before_publish_page")
def check_before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Find faults while the page is still a draft, so that nothing but the draft is left behind."""
    try:
        if isinstance(page, CompiledPage):
            check_page(page)
    except PublishError as refusal:
        return not_published(request, refusal, draft=page)
    return None


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


@hooks.register("after_publish_page")
def warn_of_missing_money(request: HttpRequest, page: Any) -> None:
    """Say that a call was announced before the directorate gave the office money for it."""
    if isinstance(page, CallPage) and (warning := announcing.missing_pot(page)):
        messages.warning(request, warning)


@hooks.register("construct_page_chooser_queryset")
def choose_among_ones_own(pages: Any, request: HttpRequest) -> Any:
    """Let an office's editor choose among the pages of the office's section (D6)."""
    if sections.is_office_editor(request.user):
        return pages.filter(pk__in=sections.visible_to(request.user).values("pk"))
    return pages


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def register_our_links(features: Any) -> None:
    """Make out links to pages all at once."""
    features.register_link_type(LocalisedPageLinkHandler)


@hooks.register("construct_main_menu")
def hide_what_editors_do_not_need(request: HttpRequest, menu_items: list[Any]) -> None:
    """Keep the menu to pages and documents."""
    menu_items[:] = [item for item in menu_items if item.name not in NOT_FOR_EDITORS]
