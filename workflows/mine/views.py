"""A person's own pages: where they stand, their letters, and their calendar."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import clock, reminders
from workflows.accounts.acts_for import reader
from workflows.cases.rights import documents_in_sight
from workflows.contacts import rights as contacts
from workflows.directory.accounts import is_staff
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn

from . import desk, feeds
from .calendar import CONTENT_TYPE
from .calendar import calendar as as_calendar
from .deadlines import deadlines_of
from .standing import SHOWN, items_of, networks_of, stand


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Show where I stand, in plain words; staff find the way to their tasks."""
    user = reader(request)
    context: dict[str, Any] = {
        "reminders": reminders.waiting_for(user),
        "keeps_contacts": contacts.has_places(user),
    }
    if is_staff(user):
        context |= {
            "items": list(items_of(user)[:SHOWN]),
            "piles": desk.piles(user),
            "places": desk.places(user),
        }
        return render(request, "mine/staff.html", context)
    return render(request, "mine/home.html", context | {"now": stand(user), "networks": networks_of(user)})


@login_required
@require_safe
def letters(request: SignedIn) -> HttpResponse:
    """List every letter and document of the cases a person sees, the newest first."""
    documents = documents_in_sight(request.user).select_related("case__network")
    return render(request, "mine/letters.html", {"page": paging.by_key(documents, request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedIn) -> HttpResponse:
    """Show how one's deadlines come into one's own calendar, and make, change or stop the address."""
    if is_staff(request.user):
        raise Http404  # what an office has to do is not sent to other people's calendars
    if request.method == "POST":
        if request.POST.get("action") == "stop":
            feeds.stop(by=request.user)
            messages.success(
                request, _("The address is stopped. Calendars that fetched it get nothing more.")
            )
        else:
            feeds.make(by=request.user)
            messages.success(request, _("Here is your address. Earlier addresses no longer work."))
        return redirect("calendar")
    feed = feeds.open_feed(request.user)
    address = urljoin(settings.SITE_URL, feeds.address_of(feed)) if feed else ""
    subscribe = f"webcal:{address.partition(':')[2]}" if address else ""
    context = {"address": address, "subscribe": subscribe, "days": deadlines_of(request.user)}
    return render(request, "mine/calendar.html", context)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send the calendar that a secret address opens, in its person's language; 404 for every other address."""
    owner = feeds.owner_of(token)
    if owner is None:
        raise Http404
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        days, name = deadlines_of(owner), _("My deadlines in Nettverksmidler")
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        content = as_calendar(days, name=name, host=host, now=clock.now())
    return HttpResponse(content, content_type=CONTENT_TYPE)
