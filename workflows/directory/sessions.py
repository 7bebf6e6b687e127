"""Sessions end: after a while without use, twelve hours after the log-in, everywhere at once (E7).

They age by the machine's own clock, which a demonstration does not move. What was typed when a session had ended is
shown, to be copied; whoever logs in again comes back to the page where they were.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from workflows.ui.errors import kept_texts, session_over

from .accounts import is_staff

STAFF_IDLE = 30 * 60  # seconds without a request, for who handles cases
IDLE = 2 * 60 * 60  # seconds, for others: an application is long, and is written beside other work
WHOLE = 12 * 60 * 60  # seconds from the log-in, whatever is done meanwhile
_EVERY = 60  # seconds: how exactly the last request is kept, so that a session is not written at each
_BEGAN, _SEEN = "began", "seen"
GetResponse = Callable[[HttpRequest], HttpResponse]


@receiver(user_logged_in)
def begin(request: HttpRequest | None, **_given: Any) -> None:
    """Let the session's time begin with the log-in."""
    if request is not None:
        request.session[_BEGAN] = request.session[_SEEN] = time.time()


@dataclass(frozen=True)
class Left:
    """How many seconds a session has left: if nothing more is asked for, and whatever is done."""

    idle: int
    whole: int

    @classmethod
    def of(cls, request: HttpRequest) -> "Left":
        """Return what the session of a request has left, of somebody who is logged in."""
        now, session = time.time(), request.session
        most = STAFF_IDLE if is_staff(request.user) else IDLE
        idle, whole = now - session.get(_SEEN, now), now - session.get(_BEGAN, now)
        return cls(max(0, int(most - idle)), max(0, int(WHOLE - whole)))


class SessionsMiddleware:
    """Ends what has lasted too long, and keeps what was typed meanwhile."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (why := _over(request)):
            logout(request)
            messages.info(request, why)
        request.session_left = SimpleLazyObject(lambda: Left.of(request))  # type: ignore[attr-defined]  # for the frame
        response = self.get_response(request)
        if request.user.is_authenticated or not _leads_to_log_in(response):
            return response
        return _kept(request, response)


def _over(request: HttpRequest) -> str:
    """Return why a session has ended, or nothing while it lives; then its last request is now."""
    session, now = request.session, time.time()
    began, seen = session.setdefault(_BEGAN, now), session.setdefault(_SEEN, now)
    if now - began > WHOLE:
        return _("You were logged out, since it is twelve hours since you logged in.")
    idle = now - seen
    if idle > IDLE or (idle > STAFF_IDLE and is_staff(request.user)):
        return _("You were logged out, since nothing was done for a while.")
    if idle > _EVERY:
        session[_SEEN] = now
    return ""


def _leads_to_log_in(response: HttpResponse) -> bool:
    where = urlsplit(response.headers.get("Location", ""))
    return response.status_code == 302 and where.path == reverse("account_login") and "next=" in where.query


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the page with what was typed where a form met an ended session; else what was answered.

    A part of a page that asks for itself leads the whole page to the log-in, instead of showing it inside.
    """
    back = _page_of(request)
    to_log_in = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if request.method == "POST":
        typed = kept_texts(request)
        return session_over(request, typed=typed, to_log_in=to_log_in) if typed else response
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": to_log_in})
    return response


def _page_of(request: HttpRequest) -> str:
    """Return the path of the page that a form or a part was on, where the browser tells; else that of the request."""
    told = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    own = told.netloc == request.get_host() and told.path.startswith("/")
    return (f"{told.path}?{told.query}" if told.query else told.path) if own else request.get_full_path()
