"""Pages for what goes wrong: each says what happened, what to do next, and the id to give when asking for help.

None of them shows a stack, a version or a secret (E19), and none can fail: a page that needs the database or the
session gives way to a plainer one.
"""

import datetime as dt
import errno
import logging
import sys
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

log = logging.getLogger("nettverksmidler.errors")

# Besides everything named password: what the page itself sent along.
NOT_KEPT = {
    "action", "as_kept", "base", "code", "csrfmiddlewaretoken", "key", "login", "next", "other", "sheet", "shown",
}  # fmt: skip
LONGEST_KEPT = 100_000  # characters of one field
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_LAST_RESORT = (
    '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Feil</title>'
    "<h1>Noe gikk galt</h1><p>Prøv igjen om litt.</p>"
)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request could not be read."""
    return _page(request, 400)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 with the reason in words, where `PermissionDenied` was raised with one."""
    reason = str(exception.args[0]) if isinstance(exception, PermissionDenied) and exception.args else ""
    return _page(request, 403, {"reason": reason})


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same whether something does not exist or may not be seen (D1)."""
    return _page(request, 404)


def conflict(
    request: HttpRequest,
    *,
    winner: object = "",
    at: dt.datetime | None = None,
    reason: str = "",
    typed: Mapping[str, str] | None = None,
    back: str = "",
) -> HttpResponse:
    """Answer 409: someone else was first (A1).

    The page names the winner and the time, and keeps what was typed so that it can be copied. `typed` maps labels
    to texts (see `typed_texts`); without it everything posted is shown under the names of its fields. `back` is
    where to go on.
    """
    kept = dict(typed) if typed is not None else kept_texts(request)
    return _page(request, 409, {"winner": winner, "at": at, "reason": reason, "kept": kept, "back": back})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or old, and keep what was typed (E8).

    A post from another site shows nothing of what it carried.
    """
    log.warning("form refused", extra={"path": request.path, "reason": reason})
    foreign = reason.startswith(("Origin checking failed", "Referer checking failed"))
    kept = {} if foreign else kept_texts(request)
    return _page(
        request, 403, {"kept": kept, "back": "/" + request.path.lstrip("/")}, template="403_csrf.html"
    )


def session_over(request: HttpRequest, *, typed: Mapping[str, str], to_log_in: str) -> HttpResponse:
    """Answer 401 to a form that came after its session had ended, and keep what was typed (E7)."""
    return _page(request, 401, {"kept": dict(typed), "to_log_in": to_log_in})


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 to what is larger than anything that can be sent here; the rest of it is not waited for (C5)."""
    return _page(request, 413, {"limit": settings.MAX_REQUEST_BYTES})


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a static page and the id under which the log tells what happened.

    A database that goes away while a middleware asks it comes here too, past the one that looks for that (B4), and so
    does a disk that is full while what is sent is read: they are told as 503, as anywhere else.
    """
    if passes(sys.exc_info()[1]):
        return unavailable(request)
    return _static(500, request)


def passes(error: BaseException | None) -> bool:
    """Return whether it is nobody's mistake and passes by itself: the database is gone, or a disk full (B5, B10)."""
    if isinstance(error, OSError):
        return error.errno in _DISK_FULL
    return isinstance(error, OperationalError | InterfaceError)


def unavailable(request: HttpRequest | None = None, *, kept: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer 503 with a static page, asking to come back in ten seconds (B5), and keep what was typed (B10)."""
    response = _static(503, request, kept)
    response["Retry-After"] = "10"
    return response


def kept_texts(request: HttpRequest) -> dict[str, str]:
    """Return what was typed in a post, by field; never passwords, codes or tokens."""
    try:
        posted: QueryDict = request.POST
    except (OSError, MultiPartParserError, ValueError):
        return {}
    kept = {}
    for name in posted:
        text = "\n".join(posted.getlist(name)).strip()
        if text and name not in NOT_KEPT and "password" not in name:
            kept[name.replace("_", " ").capitalize()] = text[:LONGEST_KEPT]
    return kept


def typed_texts(form: BaseForm) -> dict[str, str]:
    """Return what was typed in a form, by the labels of its fields: `conflict(typed=typed_texts(form))`."""
    kept = {}
    for field in form:
        data = field.data if isinstance(field.data, list) else [field.data]
        text = ", ".join(each for each in data if isinstance(each, str) and each.strip())
        if text and not field.is_hidden:
            kept[str(field.label)] = text[:LONGEST_KEPT]
    return kept


def _page(request: HttpRequest, status: int, context: dict | None = None, template: str = "") -> HttpResponse:
    """Return the page in the site's frame, or the plain one if the frame cannot be drawn."""
    context = (context or {}) | {"request_id": _request_id(request), "frame": "base.html"}
    template = template or f"{status}.html"
    try:
        return _answer(render_to_string(template, context, request), status)
    except Exception as error:  # noqa: BLE001 (whatever it is, the one who asks must get a page)
        log.warning("error page without its frame", extra={"error": type(error).__name__, "status": status})
    try:
        return _answer(render_to_string(template, context | {"frame": "base_plain.html"}), status)
    except Exception as error:
        log.exception("error page failed", extra={"error": type(error).__name__, "status": status})
        return _answer(_LAST_RESORT, status)


def _static(status: int, request: HttpRequest | None, kept: Mapping[str, str] | None = None) -> HttpResponse:
    try:
        context = {"request_id": _request_id(request), "kept": kept}
        return _answer(render_to_string(f"{status}.html", context), status)
    except Exception:
        log.exception("error page failed", extra={"status": status})
        return _answer(_LAST_RESORT, status)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, headers={"Cache-Control": "no-store"})


def _request_id(request: HttpRequest | None) -> str:
    return str(getattr(request, "request_id", ""))
