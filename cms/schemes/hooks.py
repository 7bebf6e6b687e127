"""What Wagtail's admin has for schemes: addresses, a line in the menu, the question that follows publishing."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from cms.refusals import not_published
from workflows.directory.models import User
from workflows.publishing import PublishError
from workflows.trying.switching import may_try

from . import views
from .models import SchemePage
from .versions import lagging_calls


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Give the pages about schemes their addresses."""
    return [
        path("ordninger/importer/", views.import_scheme, name="cms_import_scheme"),
        path("ordninger/<int:pk>/versjoner/", views.versions, name="cms_scheme_versions"),
        path("ordninger/<int:pk>/utlysninger/", views.calls, name="cms_scheme_calls"),
        path("ordninger/<int:pk>/ta-inn/", views.take_in, name="cms_take_in_scheme"),
        path("ordninger/<int:pk>/fil/", views.download, name="cms_scheme_file"),
        path("ordninger/<int:pk>/prov/", views.try_out, name="cms_try_scheme"),
    ]


class ImportMenuItem(MenuItem):
    """Shown to those who may add schemes."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may."""
        return views.home_for(request.user) is not None


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Put the import beneath that of guidelines."""
    return ImportMenuItem(
        _("Import scheme"), reverse("cms_import_scheme"), name="import-scheme", icon_name="upload", order=410
    )


class TrialsMenuItem(MenuItem):
    """Shown to those who try schemes."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may."""
        return may_try(cast(User, request.user))


@hooks.register("register_admin_menu_item")
def trials_item() -> MenuItem:
    """Lead to the trials of schemes."""
    return TrialsMenuItem(
        _("Trials of schemes"), reverse("trials"), name="trials", icon_name="view", order=415
    )


@hooks.register("register_page_header_buttons")
def buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer versions and file of a scheme to those who may edit it."""
    if page.specific_class is not SchemePage or not page.permissions_for_user(user).can_edit():
        return
    if page.specific.is_source and page.specific.get_latest_revision_as_object().form:
        yield Button(_("Try"), reverse("cms_try_scheme", args=[page.pk]), icon_name="view", priority=24)
    if page.specific.is_source and page.specific.form:
        yield Button(
            _("Versions"), reverse("cms_scheme_versions", args=[page.pk]), icon_name="history", priority=25
        )
        yield Button(
            _("Export as a file"),
            reverse("cms_scheme_file", args=[page.pk]),
            icon_name="download",
            priority=26,
        )


@hooks.register("construct_page_action_menu")
def publish_by_review(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Offer no publish button for a page that is not made yet, as none is offered afterwards."""
    if (
        request.resolver_match
        and request.resolver_match.kwargs.get("content_type_model_name") == "schemepage"
    ):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("before_publish_page")
def refuse_past_review(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Keep a new page as a draft when its publishing is posted all the same: another person approves it."""
    if isinstance(page, SchemePage) and not page.permissions_for_user(request.user).can_publish():
        refusal = PublishError(
            _now("A scheme is published when another person has approved it. Submit it for review.")
        )
        return not_published(request, refusal, draft=page)
    return None


@hooks.register("after_edit_page")
@hooks.register("after_publish_page")
def ask_about_open_calls(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask, when a scheme is published anew, whether open calls take the new version."""
    is_scheme = isinstance(page, SchemePage) and page.is_source and page.live and bool(page.form)
    if request.method == "POST" and is_scheme and not page.has_unpublished_changes and lagging_calls(page):
        return redirect("cms_scheme_calls", page.pk)
    return None


@hooks.register("insert_editor_js")
def names_of_fields() -> SafeString:
    """Offer the fields that were just added where conditions name a field."""
    return format_html('<script src="{}" defer></script>', static("cms/scheme-editor.js"))
