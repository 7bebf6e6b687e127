"""Pages of the exchange."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows.ui.paths import local_path

from .reference.sources import ATTRIBUTION
from .reference.tables import TABLES

KEPT_SECONDS = 3600  # dropped at once when a register changes


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show where the reference tables come from and on what terms. Public, the same for everyone, cached whole."""
    context = {
        "attribution": ATTRIBUTION,
        "crumbs": [(_("Home"), local_path("/")), (_("Sources of data"), "")],
        "tables": TABLES,
    }
    response = render(request, "imports/sources.html", context)
    # The site's cache keeps a page that says so; it lies in a package that this one does not know.
    response.public_for = KEPT_SECONDS  # type: ignore[attr-defined]
    response["Cache-Control"] = "public, max-age=60"
    return response
