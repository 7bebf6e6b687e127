"""Pages of the exchange."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows.ui.paths import local_path

from .reference.sources import ATTRIBUTION
from .reference.tables import TABLES


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show where the reference tables come from and on what terms. Public, the same for everyone, cached whole."""
    context = {
        "attribution": ATTRIBUTION,
        "crumbs": [(_("Home"), local_path("/")), (_("Sources of data"), "")],
        "tables": TABLES,
    }
    return render(request, "imports/sources.html", context)
