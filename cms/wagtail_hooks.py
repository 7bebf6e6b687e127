"""What editors meet in Wagtail's admin, and the checks that come before its buttons."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter

from workflows.publishing import PublishError

from . import announcing, sections
from .editions import hooks as _editions  # noqa: F401  (registers its own)
from .examples import OVERRIDDEN
from .guideline_import import hooks as _guideline_import  # noqa: F401  (registers its own)
from .home import hooks as _home  # noqa: F401  (registers its own)
from .links import LocalisedPageLinkHandler
from .models import CallPage
from .publishing import CompiledPage, check_page, refuse_if_in_use
from .refusals import not_published
from .rehearsal import hooks as _rehearsal  # noqa: F401  (registers its own)
from .schemes import hooks as _schemes  # noqa: F401  (registers its own)

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


@hooks.register("insert_global_admin_css")
def our_form_styles() -> SafeString:
    """Let rule blocks read as sentences."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("register_log_actions")
def register_override(actions: Any) -> None:
    """Let the page's history tell that red examples were passed over, and why."""

    @actions.register_action(OVERRIDDEN)
    class Overridden(LogFormatter):
        label = _("Publish with red examples")

        def format_message(self, entry: Any) -> str:
            """Return the reason, and what was red."""
            said = {"reason": entry.data["reason"], "examples": " ".join(entry.data["examples"])}
            return _now("Published although examples were red: %(reason)s (%(examples)s)") % said
