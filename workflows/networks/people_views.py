"""The page that the link of an invitation leads to: who invites to what, and a way on (R2.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from workflows.directory import opening
from workflows.directory.models import PersonInvitation, User
from workflows.errors import NotThere, Refused

from . import taking_part


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: log in, or open an account on the way; another person’s account is told so."""
    found = taking_part.opened_by(token)
    if found is None:
        return render(request, "networks/invitation_gone.html", status=404)
    user, refusal = request.user, ""
    theirs = isinstance(user, User) and user.pk == found.user_id
    if request.method == "POST" and theirs and isinstance(user, User):
        try:
            network = taking_part.accept(invitation=found, by=user)
        except NotThere:
            return render(request, "networks/invitation_gone.html", status=404)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("You take part now."))
            return redirect(network)
    elif request.method == "POST" and not user.is_authenticated:
        return _way_in(request, found)
    context = {"invitation": found, "theirs": theirs, "refusal": refusal}
    return render(request, "networks/invitation.html", context, status=422 if refusal else 200)


def _way_in(request: HttpRequest, found: PersonInvitation) -> HttpResponse:
    """Lead to the login, or to where somebody new chooses a password; both lead back here."""
    if opening.is_open(found.user):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    return redirect(opening.link_to(found.user, request.path))
