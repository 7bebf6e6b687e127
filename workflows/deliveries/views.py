"""The page of deliveries: whether workers are heard of, what fails and why, and another try."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from workflows import outbox
from workflows.cases.rights import Scope
from workflows.directory.models import Role
from workflows.outbox import OutboxMessage
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """List what has failed and waits or was given up, for administrators."""
    _for_administrators(request)
    heard, owed = outbox.silence(), outbox.waiting_for()
    context = {
        "page": paging.by_key(OutboxMessage.objects.in_trouble(), request),
        "never_heard": heard is None,
        "silent_minutes": heard and int(heard.total_seconds() // 60),
        "owed_minutes": owed and int(owed.total_seconds() // 60),
    }
    return render(request, "deliveries/list.html", context)


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    """Try one delivery again in the next round."""
    _for_administrators(request)
    outbox.try_again(get_object_or_404(OutboxMessage.objects.in_trouble(), pk=pk))
    messages.success(request, _("The delivery is tried again in a moment."))
    return redirect("deliveries")


@login_required
@require_POST
def again_all(request: SignedIn) -> HttpResponse:
    """Try all that failed again, as when the mail server is back."""
    _for_administrators(request)
    count = outbox.try_again(*OutboxMessage.objects.in_trouble())
    told = ngettext("%(count)d delivery is tried again.", "%(count)d deliveries are tried again.", count)
    messages.success(request, told % {"count": count})
    return redirect("deliveries")


def _for_administrators(request: SignedIn) -> None:
    if not Scope.of(request.user).holds(Role.ADMINISTRATOR):
        raise Http404
