"""The pages where a network starts by itself: anybody proposes, confirms by a link, and the office decides (R8.17)."""

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workflows.directory.models import NetworkProposal
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.pages.signed_in import SignedIn

from . import proposing
from .proposal_forms import APPROVE, ASK, DecideForm, ProposalForm, find_municipality, initial_of

RATES = {"propose": "10/h/ip,3/h/key"}  # so many from one place, and so many mails to one address


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Let anybody propose a network: first its municipality, then the rest."""
    asked = request.GET.get("kommune", "")
    municipality, others = find_municipality(asked)
    if municipality is None:
        return render(request, "networks/propose_where.html", {"asked": asked, "others": others})
    form = ProposalForm(request.POST if request.method == "POST" else None, municipality=municipality)
    status = 422 if request.method == "POST" else 200
    if form.is_bound and form.is_valid():
        if not _within_rates(request, form.cleaned_data["contact_email"]):
            form.add_error(None, _("Too many requests have come from here. Wait an hour, and try again."))
            status = 429
        elif _kept(form, lambda typed: proposing.propose(municipality=municipality, **typed)):
            return redirect("network-proposed")
    context = {"form": form, "municipality": municipality}
    return render(request, "networks/propose.html", context, status=status)


@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """Say that a link was mailed, and what happens when it is opened."""
    return render(request, "networks/proposed.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a proposal by the link that was mailed, or complete what the office asks for."""
    found = proposing.opened_by(token)
    if found is None:
        return _gone(request)
    if found.state == proposing.State.ASKED:
        return _complete(request, found)
    if request.method == "POST":
        try:
            proposing.confirm(found)
        except NotThere:
            return _gone(request)
        return render(request, "networks/proposal_sent.html", {"proposal": found})
    return render(request, "networks/proposal_confirm.html", _told(found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SignedIn, pk: int) -> HttpResponse:
    """Show a proposed network to its office, and decide on it."""
    found = get_object_or_404(proposing.visible_proposals(request.user), pk=pk)
    answer = proposing.may_decide(request.user, found)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not answer:
            raise PermissionDenied(answer.reason)
        if form.is_valid():
            try:
                return redirect(_decided(request, found, form.cleaned_data))
            except Refused as refused:
                form.add_error(None, [str(message) for message in refused.messages])
            except NotAllowed as denied:
                raise PermissionDenied(denied.reason) from None
            except NotThere:
                raise Http404 from None
    context = {
        **_told(found),
        "form": form,
        "may_decide": answer,
        "is_open": found.state in (proposing.State.WAITING, proposing.State.ASKED),
        "crumbs": [(_("Networks"), reverse("networks")), (str(found), "")],
    }
    return render(request, "networks/proposal.html", context, status=422 if form.errors else 200)


def _decided(request: SignedIn, found: NetworkProposal, typed: dict[str, Any]) -> Any:
    """Do what the office decided, and return where it leads."""
    if typed["choice"] == APPROVE:
        network = proposing.approve(found, by=request.user)
        messages.success(request, _("The network has started, and its leader is told."))
        return network
    verb = proposing.ask_for_more if typed["choice"] == ASK else proposing.decline
    verb(found, reason=typed["reason"], by=request.user)
    messages.success(request, _("The contact person is told."))
    return "networks"


def _complete(request: HttpRequest, found: NetworkProposal) -> HttpResponse:
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        municipality=found.municipality,
        initial=initial_of(found, proposing.hosts_of(found)),
    )
    form.fields.pop("contact_email")  # the link came there
    if form.is_bound and form.is_valid():
        try:
            if _kept(form, lambda typed: proposing.complete(found, municipality=found.municipality, **typed)):
                return render(request, "networks/proposal_sent.html", {"proposal": found})
        except NotThere:
            return _gone(request)
    context = {"form": form, "municipality": found.municipality, "proposal": found}
    return render(request, "networks/propose.html", context, status=422 if form.errors else 200)


def _kept(form: ProposalForm, verb: Any) -> bool:
    """Do the verb with what was typed; a refusal stands in the form, and then nothing is kept."""
    try:
        verb(dict(form.cleaned_data))
    except Refused as refused:
        form.add_error("services", [str(message) for message in refused.messages])
        return False
    return True


def _told(found: NetworkProposal) -> dict[str, Any]:
    return {
        "proposal": found,
        "services": list(found.services.select_related("host")),
        "new_services": proposing.hosts_of(found),
    }


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "networks/proposal_gone.html", status=404)


def _within_rates(request: HttpRequest, email: str) -> bool:
    """Return whether this is one of the few proposals from one place, and of the few mails to one address."""
    used = ratelimit.consume(request, app="workflows", action="propose", config=RATES, key=email.lower())
    return used is not None
