"""Trials: their cases and whose turn it is, trying as the people of a trial, and throwing a trial away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflows.cases.models import WorkItem
from workflows.directory.models import User
from workflows.errors import NotThere
from workflows.pages.signed_in import SignedIn

from . import beginning, reading, switching
from .models import Trial


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the trials that go on, with their mails."""
    _demand_maker(request)
    context = {"trials": reading.trials(), "mails": reading.mails()}
    return render(request, "trying/trials.html", context)


@login_required
@require_POST
def become(request: SignedIn) -> HttpResponse:
    """Try as one of the people of a trial, and go where the button says."""
    account = User.objects.filter(username=request.POST.get("account", "").replace("\0", "")[:150]).first()
    if account is None:
        raise Http404
    try:
        switching.switch(request, account)
    except NotThere:
        raise Http404 from None
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if allowed and wanted.startswith("/") else "my-page")


@login_required
@require_POST
def back(request: SignedIn) -> HttpResponse:
    """Be oneself again, at the list of trials."""
    switching.switch_back(request)
    return redirect("trials" if switching.may_try(request.user) else "my-page")


@login_required
@require_POST
def begin_at_once(request: SignedIn, pk: int) -> HttpResponse:
    """Let a step that waits for its day be done now."""
    _demand_maker(request)
    item = get_object_or_404(WorkItem.objects.select_related("case"), pk=pk)
    try:
        beginning.begin_at_once(item, by=request.user)
    except NotThere:
        raise Http404 from None
    return redirect("trials")


@login_required
@require_POST
def throw_away(request: SignedIn, pk: int) -> HttpResponse:
    """End a trial with its cases."""
    _demand_maker(request)
    trial = get_object_or_404(Trial, pk=pk)
    beginning.throw_away(trial, by=request.user)
    messages.success(request, _("The trial of “%(scheme)s” is thrown away.") % {"scheme": trial})
    return redirect("trials")


def _demand_maker(request: SignedIn) -> None:
    if not switching.may_try(request.user):
        raise Http404
