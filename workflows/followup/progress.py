"""The page where the office asks for a progress report (R6.2)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.cases.rights import demand_office
from workflows.errors import NotAllowed, Refused
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.report import progress

from .forms import DemandForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def demand(request: SignedIn, number: str) -> HttpResponse:
    """Ask for a progress report by a day, or say why none can be asked for."""
    case = find_case(request.user, number)
    try:
        demand_office(request.user, case)
    except NotAllowed as denied:
        raise PermissionDenied(denied.reason) from denied
    form = DemandForm(request.POST if request.method == "POST" else None)
    refused = ""
    try:
        progress.refuse_demand(case)
        if request.method == "POST" and form.is_valid():
            progress.demand_progress_report(case=case, by=request.user, due=form.cleaned_data["due"])
            messages.success(request, _("The progress report is asked for."))
            return redirect("case-part", number=case.number, part="rapport")
    except Refused as refusal:
        refused = str(refusal)
    context = {
        **case_frame(case, request.user, "rapport", here=_("Ask for a progress report")),
        "form": form,
        "refused": refused,
    }
    return render(request, "followup/demand.html", context, status=422 if request.method == "POST" else 200)
