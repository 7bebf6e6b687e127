"""The pages of the overview, their tables as files, and the frame that the directorate writes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from workflows.cases.moment import one_moment
from workflows.money.views import allowed
from workflows.pages.signed_in import SignedIn
from workflows.ui.exporting import Unwritten, exporters

from . import bufetat, homes, municipalities, sums, themes, times
from .asking import Asked, asked_by
from .forms import FrameForm
from .frames import set_frame
from .parts import Part
from .rights import may_read, may_set_frame

MONEY = "midler"
# By what stands in addresses: the title, what one finds there, and the part.
PARTS: dict[str, tuple[str | Promise, str | Promise, Callable[[Asked], Part]]] = {
    MONEY: (
        gettext_lazy("Money"),
        gettext_lazy("What was given, applied for, granted, paid and used, year by year."),
        sums.part,
    ),
    "temaer": (
        gettext_lazy("Themes"),
        gettext_lazy("What the networks that got money work on."),
        themes.part,
    ),
    "fosterhjem": (
        gettext_lazy("Foster homes"),
        gettext_lazy("Where the projects began, what they aimed at, and what came of it."),
        homes.part,
    ),
    "bufetat": (
        gettext_lazy("Bufetat"),
        gettext_lazy("What networks and caseworkers asked the regions for, and how they answered."),
        bufetat.part,
    ),
    "tider": (
        gettext_lazy("Processing times"),
        gettext_lazy("How long the offices take, against the time they have."),
        times.part,
    ),
    "kommuner": (
        gettext_lazy("Municipalities"),
        gettext_lazy("Which municipalities the money reached."),
        municipalities.part,
    ),
}


@login_required
@require_safe
def shown(request: SignedIn, part: str = MONEY) -> HttpResponse:
    """Show a part of the overview, of the year, scheme and office asked for."""
    asked, page = _read(request, part)
    title, lead, _make = PARTS[part]
    context = {
        "asked": asked,
        "part": part,
        "title": title,
        "lead": lead,
        "page": page,
        "parts": [
            {"title": each, "url": _address(code) + asked.query, "is_current": code == part}
            for code, (each, _lead, _make) in PARTS.items()
        ],
        "endings": [(ending, ending.upper()) for ending in exporters()],
        "crumbs": [(_("Overview"), _address(MONEY)), (title, "")] if part != MONEY else [],
    }
    return render(request, "overview/part.html", context)


@login_required
@require_safe
def file(request: SignedIn, part: str, table: str, ending: str) -> HttpResponse:
    """Give a table of a part as a file, as it is asked for in the address."""
    asked, page = _read(request, part)
    exporter, found = exporters().get(ending), page.tables.get(table)
    if exporter is None or found is None:
        raise Http404
    try:
        content = exporter.write(found.as_rows())
    except Unwritten:
        raise Http404 from None
    name = "-".join(
        each for each in ("oversikt", part, table, str(asked.year), asked.scheme, asked.office) if each
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=exporter.content_type, headers=headers)  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: SignedIn) -> HttpResponse:
    """Let the directorate write what it has to distribute for a scheme in a year."""
    allowed(may_set_frame(request.user))
    initial = {"year": request.GET.get("ar", "")[:4], "scheme": request.GET.get("ordning", "")[:40]}
    form = FrameForm(request.POST if request.method == "POST" else None, initial=initial)
    back = _address(MONEY)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        set_frame(
            scheme=typed["scheme"],
            year=typed["year"],
            amount=int(typed["amount"]),
            reason=typed["reason"],
            by=request.user,
        )
        messages.success(request, _("The frame is saved."))
        return redirect(f"{back}?{urlencode({'ar': typed['year']})}")
    title = _("The frame of a year")
    context: dict[str, Any] = {
        "title": title,
        "submit": _("Save"),
        "back": back,
        "crumbs": [(_("Overview"), back), (title, "")],
        "form": form,
    }
    return render(request, "money/form.html", context, status=422 if form.errors else 200)


def _read(request: SignedIn, part: str) -> tuple[Asked, Part]:
    """Return what is asked for and the part, read as of one moment; 404 for who reads none, or a part that is none."""
    if part not in PARTS or not may_read(request.user):
        raise Http404
    with one_moment():
        asked = asked_by(request.user, request.GET)
        return asked, PARTS[part][2](asked)


def _address(part: str) -> str:
    return reverse("overview") if part == MONEY else reverse("overview-part", args=[part])
