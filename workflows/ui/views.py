"""The page about one's own account, with links to allauth's pages."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .context import held_roles


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is, which roles one has, and the safety of the account (`/konto/`)."""
    context = {"roles": held_roles(request.user), "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "account/index.html", context)
