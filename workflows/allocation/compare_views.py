"""A call's alternatives beside each other: on a page that can be printed, and as CSV."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows import clock
from workflows.pages.signed_in import SignedIn
from workflows.ui.sheets import csv_response

from . import reading
from .frame import find_call, frame


@login_required
@require_safe
def compare(request: SignedIn, call: int) -> HttpResponse:
    """Show a call's alternatives beside each other, with their sums and what each leaves in the pot."""
    found = find_call(request, call)
    alternatives = list(found.alternatives.prefetch_related("lines"))
    given = [{line.case_id: line.amount for line in each.lines.all()} for each in alternatives]
    rows = reading.in_order(reading.rows_of(found, request.user), request.GET.get("sort", ""))
    open_cases = {row.case.pk for row in rows if row.is_open}
    pot = reading.pot_of(found)
    available = pot.available if pot else 0
    sums = [sum(amounts.get(pk) or 0 for pk in open_cases) for amounts in given]
    context = {
        **frame(found, _("Compare alternatives")),
        "alternatives": alternatives,
        "rows": [(row, [amounts.get(row.case.pk) for amounts in given]) for row in rows],
        "sums": sums,
        "left": [available - each for each in sums],
        "available": available,
        "printed": clock.now(),
    }
    return render(request, "allocation/compare.html", context)


@login_required
@require_safe
def csv(request: SignedIn, call: int) -> HttpResponse:
    """Give a call's applications as CSV, with the amounts of every alternative."""
    found = find_call(request, call)
    alternatives = list(found.alternatives.prefetch_related("lines"))
    given = [{line.case_id: line for line in each.lines.all()} for each in alternatives]
    head = [
        _("Case"),
        _("Network"),
        _("Municipality"),
        _("Requested"),
        _("Recommended"),
        _("Score"),
        _("Awarded"),
    ]
    reasons = _("Reasons")  # by itself: what stands in braces is not found for translation
    for each in alternatives:
        head += [each.name, f"{each.name}: {reasons}"]
    body = []
    for row in reading.rows_of(found, request.user):
        cells: list[str | int] = [
            row.case.number,
            str(row.case.network),
            str(row.case.municipality),
            row.requested,
            _blank(row.recommended),
            "" if row.score is None else str(row.score).replace(".", ","),
            _blank(row.awarded),
        ]
        for lines in given:
            line = lines.get(row.case.pk)
            cells += [_blank(line.amount if line else None), line.reason if line else ""]
        body.append(cells)
    name = f"allocation-{found.office.code}-{found.scheme_version.code}-{found.year}"
    return csv_response([head, *body], name)


def _blank(amount: int | None) -> int | str:
    return "" if amount is None else amount
