"""Pages of the exchange."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows.pages.signed_in import SignedIn
from workflows.ui.paths import local_path

from . import files
from .exports import EXPORTS
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


@login_required
@require_safe
def export(request: SignedIn, table: str, ending: str) -> HttpResponse:
    """Give a table as a file: the rows that the one who asks may see, and no others (R7.1)."""
    if table not in EXPORTS or ending not in files.ENDINGS:
        raise Http404
    content = files.write(EXPORTS[table](request.user), ending)
    return HttpResponse(
        content,
        content_type=files.ENDINGS[ending],
        headers={
            "Content-Disposition": f'attachment; filename="{table}.{ending}"',
            "Cache-Control": "no-store",
        },
    )
