"""What holds for every request: an id, a lost database told as 503, nothing private in caches."""

import logging
import re
import uuid
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from . import logs
from .errors import kept_texts, passes, too_large, unavailable

log = logging.getLogger("nettverksmidler.request")
GetResponse = Callable[[HttpRequest], HttpResponse]
_GIVEN_ID = re.compile(r"^[0-9A-Za-z-]{8,64}\Z")


class RequestIdMiddleware:
    """Give every request an id that error pages show and the log carries."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN_ID.match(given) else uuid.uuid4().hex[:12]
        request.request_id = request_id  # type: ignore[attr-defined]  # ours, for error pages
        token = logs.request_id.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request_id
        return response


class DatabaseLostMiddleware:
    """A database that is gone or hangs, or a full disk, answers 503 with a static page, not 500 (B5, B6, B10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return lost(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for an exception raised in a view, with what was typed: its token was checked by then (E8)."""
        if passes(exception):
            return lost(request, exception, kept=kept_texts(request))
        return None


def lost(request: HttpRequest, error: Exception, *, kept: Mapping[str, str] | None = None) -> HttpResponse:
    """Return the static 503 page, asking to come back in ten seconds."""
    what = "disk full" if isinstance(error, OSError) else "database unavailable"
    log.error(what, extra={"error": type(error).__name__})
    return unavailable(request, kept=kept)


class TooLargeMiddleware:
    """A request that says it brings more than `MAX_REQUEST_BYTES` answers 413, before a byte of it is read (C5).

    One that does not say how much it brings (chunked) is read as if it brought nothing: WSGI needs the length.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.MAX_REQUEST_BYTES:
            log.warning("request refused", extra={"path": request.path, "size": int(length)})
            return too_large(request)
        return self.get_response(request)


class PrivateByDefaultMiddleware:
    """Pages are `no-store` unless a view says otherwise: nothing of a case comes back with the back button (E18).

    Wagtail's editor also gets a content security policy of its own here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        if request.path.startswith("/cms/") and not response.has_header("Content-Security-Policy"):
            policy = settings.CMS_CONTENT_SECURITY_POLICY
            response["Content-Security-Policy"] = "; ".join(
                f"{name} {' '.join(to)}" for name, to in policy.items()
            )
        return response
