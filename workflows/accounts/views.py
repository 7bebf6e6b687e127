"""Opening an account by the link of an invitation, ending all sessions of one's own, and for whom one acts."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from workflows.directory import opening
from workflows.errors import NotThere
from workflows.pages.signed_in import SignedIn

from . import acts_for
from .forms import OpenForm
from .social import INVITATION


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, log them in, and go where the invitation leads.

    Who has opened the account already goes straight there. A link that is too old says so, with a way on.
    """
    invitation = opening.invitation_of(token)
    if invitation is not None and opening.is_open(invitation.user):
        return redirect(invitation.leads_to)
    if invitation is None or not opening.opens(invitation):
        return render(request, "accounts/gone.html", status=404)
    form = OpenForm(request.POST if request.method == "POST" else None, user=invitation.user)
    if form.is_valid():
        try:
            user = opening.open_account(token=token, **form.cleaned_data)
        except NotThere:
            return render(request, "accounts/gone.html", status=404)
        return perform_login(request, user, email_verification="none", redirect_url=invitation.leads_to)
    if settings.OIDC_APPS:
        request.session[INVITATION] = token  # who goes on to a provider opens the account by that
    context = {"form": form, "invitation": invitation, "providers": settings.OIDC_APPS}
    return render(request, "accounts/open.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_sessions(request: SignedIn) -> HttpResponse:
    """Log the person out here and everywhere else (E7)."""
    request.user.end_sessions()
    logout(request)
    messages.success(request, _("You are logged out everywhere."))
    return redirect("account_login")


@login_required
@require_POST
def stay(request: SignedIn) -> HttpResponse:
    """Let a session live on: any request does, and this one does nothing else (E7)."""
    return HttpResponse(status=204)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedIn) -> HttpResponse:
    """Choose the organisation one acts for (R8.14); whoever acts for one alone has nothing to choose."""
    known = acts_for.ActsFor(request)
    asked = request.POST.get("next") or request.GET.get("next", "")
    back = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else reverse("my-page")
    if not known.several:
        return redirect(back)
    if request.method == "POST":
        acts_for.choose(request, request.POST.get("place", ""))
        return redirect(back)
    return render(request, "accounts/acts_for.html", {"waiting": known.waiting(), "next": back})
