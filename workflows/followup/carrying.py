"""The page that tells a network how it applies to use unspent money next year, and leads to where it does (R5.2)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows.cases.foreseeing import foreseen
from workflows.cases.rights import leads
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.report.offering import carry_over_offer


@login_required
@require_safe
def apply(request: SignedIn, number: str) -> HttpResponse:
    """Tell the network's leader what it means to apply, and lead to the report; others read what became of it."""
    case = find_case(request.user, number)
    open_work = case.items.filter(open=True).select_related("task") if leads(request.user, case) else []
    offer = carry_over_offer(case, open_work)
    if offer is None:
        return redirect("case-part", number=case.number, part="rapport")
    offer.report.case = case
    context = {
        **case_frame(case, request.user, "rapport", here=_("Apply to carry over unspent money")),
        "offer": offer,
        "foreseen": foreseen("overforing", case),
    }
    return render(request, "followup/carry_over.html", context)
