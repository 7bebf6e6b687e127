"""The pages of the turn of the year: how every office stands, and one office's report, from which it is ended."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import clock
from workflows.cases.rights import visible_cases
from workflows.directory.models import GovernorOffice
from workflows.errors import Refused
from workflows.funds import rights
from workflows.funds.models import LedgerEntry
from workflows.pages import paging
from workflows.pages.cases import attachment
from workflows.pages.signed_in import SignedIn
from workflows.ui.amounts import format_amount

from . import december, year_pdf, yearend
from .reading import pot_rows, total_of
from .views import FIRST_YEAR, allowed, year_of


@login_required
@require_safe
def offices(request: SignedIn) -> HttpResponse:
    """Show what each office has left of a year, and what it has not decided."""
    allowed(rights.may(request.user, rights.SEE))
    year = year_of(request, clock.today().year - 1)
    context = {
        "year": year,
        "years": range(clock.today().year, clock.today().year - 5, -1),
        "has_ended": year < clock.today().year,
        "standings": yearend.standings(request.user, year),
        "crumbs": [(_("Money"), reverse("funds")), (_("Year-end"), "")],
    }
    return render(request, "money/year_end.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedIn, office: str, year: int) -> HttpResponse:
    """Show how an office's year ended, pot by pot; the directorate ends it here."""
    found = _office(request, office, year)
    may_end = rights.may(request.user, rights.END_YEAR, office=found)
    refused, status = "", 200
    if request.method == "POST":
        allowed(may_end)
        try:
            entries = yearend.end_year(office=found, year=year, by=request.user)
        except Refused as refusal:
            refused, status = str(refusal), 422
        else:
            amount = format_amount(sum(entry.amount for entry in entries))
            said = _("Returned to the directorate: %(amount)s.") % {"amount": amount}
            messages.success(request, said if entries else _("Nothing is left to return."))
            return redirect("year-end-report", office=found.code, year=year)
    shown = _shown(request, found, year)
    context = shown | {
        "has_ended": year < clock.today().year,
        "undecided": paging.by_key(shown["undecided"], request),
        "may_end": may_end,
        "refused": refused,
        "printed": clock.now(),
        "crumbs": [
            (_("Money"), f"{reverse('funds')}?ar={year}"),
            (_("Year-end"), f"{reverse('year-end')}?ar={year}"),
            (f"{found} {year}", ""),
        ],
    }
    return render(request, "money/report.html", context, status=status)


@login_required
@require_safe
def report_pdf(request: SignedIn, office: str, year: int) -> FileResponse:
    """Give the same report as a PDF, with all cases that are not decided."""
    found = _office(request, office, year)
    data = year_pdf.make(**_shown(request, found, year))
    return attachment(data, filename=f"arsslutt-{found.code}-{year}.pdf", content_type="application/pdf")


def _office(request: SignedIn, code: str, year: int) -> GovernorOffice:
    """Return an office whose pots one may see, for a year there can be a report of; 404 otherwise."""
    found = rights.visible_offices(request.user).filter(code=code).first()
    if found is None or not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    return found


def _shown(request: SignedIn, office: GovernorOffice, year: int) -> dict[str, Any]:
    """Return what the report says, on the page and on paper."""
    rows = pot_rows(rights.visible_pots(request.user).filter(office=office, year=year).order_by("scheme"))
    waiting = visible_cases(request.user).filter(pk__in=december.undecided(year).filter(office=office))
    returned = LedgerEntry.objects.filter(pot__office=office, pot__year=year, act=yearend.ACT)
    return {
        "office": office,
        "year": year,
        "rows": rows,
        "total": total_of(rows),
        "undecided": waiting.select_related("network", "scheme_version").order_by("id"),
        "returned": returned.select_related("by").first(),
    }
