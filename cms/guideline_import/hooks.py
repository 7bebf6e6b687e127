"""Where the import stands in Wagtail's admin: an address of its own, and a line in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .forms import indexes_for
from .views import import_guideline


@hooks.register("register_admin_urls")
def register_address() -> list[Any]:
    """Give the import an address."""
    return [path("import-guideline/", import_guideline, name="import_guideline")]


class ImportMenuItem(MenuItem):
    """Shown to those who may add editions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may."""
        return bool(indexes_for(request.user))


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Put the import beneath pages and documents."""
    return ImportMenuItem(
        _("Import"),  # what is longer is cut off in the menu
        reverse("import_guideline"),
        name="import-guideline",
        icon_name="upload",
        order=400,
    )
