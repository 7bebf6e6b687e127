"""The region's list of requests and its answer; the directorate reads all regions (R7.5)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows.cases.rights import NATIONAL_ROLES, Scope
from workflows.errors import AlreadyDone
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict, typed_texts

from . import actions
from .forms import AnswerForm, FilterForm
from .models import BufetatRequest
from .parts import kinds_in_words
from .rights import has_requests, may_answer, visible_requests

Answer = BufetatRequest.Answer


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """List the requests of one's region, or of all for the directorate, with how many were answered how."""
    if not has_requests(request.user):
        raise Http404
    everything = visible_requests(request.user)
    asked = everything.select_related("region", "case__network", "case__municipality__county", "case__office")
    form = FilterForm(request.GET)
    national = Scope.of(request.user).holds(*NATIONAL_ROLES)
    if not national:
        del form.fields["region"]
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("region"):
        asked = asked.filter(region=chosen["region"])
    if chosen.get("svar"):
        asked = asked.filter(answer="" if chosen["svar"] == FilterForm.WAITING else chosen["svar"])
    context = {
        "form": form,
        "page": paging.by_key(asked, request),
        "count": paging.up_to_thousand(asked),
        "sums": _sums(everything) if national else [],
        "crumbs": _way(),
    }
    return render(request, "bufetat/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """Show a request, and answer it."""
    rows = visible_requests(request.user).select_related(
        "region", "answered_by", "case__network", "case__municipality__county", "case__scheme_version"
    )
    asked = get_object_or_404(rows, pk=pk)
    allowed = may_answer(request.user, asked)
    if request.method == "POST" and not allowed:
        raise PermissionDenied(allowed.reason)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(asked=asked, by=request.user, **form.cleaned_data)
        except AlreadyDone as lost:
            back = request.path
            return conflict(request, winner=lost.by, at=lost.at, typed=typed_texts(form), back=back)
        messages.success(request, _("The answer is sent."))
        return redirect("bufetat-requests")
    context = {
        "asked": asked,
        "kinds": kinds_in_words(asked),
        "form": form if allowed and not asked.answered_at else None,
        "crumbs": _way(asked.case.network.name),
    }
    return render(request, "bufetat/answer.html", context, status=422 if form.errors else 200)


def _sums(requests: QuerySet[BufetatRequest]) -> list[Any]:
    """Return for every region, and for none (Oslo), how many requests there were and how they were answered."""
    counts = {
        "asked": Count("pk"),
        "waiting": Count("pk", filter=Q(answer="", region__isnull=False)),
        **{name: Count("pk", filter=Q(answer=name)) for name in Answer.values},
    }
    rows = requests.values("region", "region__name_nb", "region__name_nn").annotate(**counts)
    return list(rows.order_by("region__name_nb"))


def _way(here: str = "") -> list[tuple[str, str]]:
    from django.urls import reverse

    name = _("Requests to Bufetat")
    return [(name, reverse("bufetat-requests")), (here, "")] if here else [(name, "")]
