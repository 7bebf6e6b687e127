"""Public pages come whole from the cache: no query, no session, the same for everyone (E18).

A view opts in by `public(response, seconds=…)` of `workflows.ui.caching`. The key is address, allowed query and publish
generation; the generation lies in the shared `pages` cache and is renewed when pages, calls, grants or the directory
change, from any process, once the change is committed. An answer that carries a cookie, or that somebody made private
on the way, is never kept.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import urlencode
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from workflows import models as casework
from workflows.ui.caching import MINUTE, public

log = logging.getLogger("nettverksmidler.cache")

__all__ = ["MINUTE", "PublicPageCacheMiddleware", "connect", "drop", "generation", "public", "renew"]
ALLOWED_QUERY = {"embete", "fylke", "kommune", "ordning", "side", "tema"}
IGNORED_QUERY = {"fbclid", "gclid", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term"}
FOR_ONE_READER = {"cookie", "accept-language"}  # a public page depends on neither
_GENERATION = "generation"

WATCHED = [
    casework.BufetatRegion, casework.Call, casework.ClockShift, casework.ContactChange, casework.ContactPerson,
    casework.County, casework.Decision, casework.DevelopmentProject, casework.Edition, casework.GovernorOffice,
    casework.KnowledgeEnvironment, casework.Municipality, casework.MunicipalityChange, casework.Network,
    casework.NetworkMembership, casework.OfficeTransfer, casework.Payment, casework.RegionOffer, casework.Repayment,
    casework.SchemeVersion, casework.Service, Locale, PageViewRestriction, Site,
]  # fmt: skip


def generation() -> str:
    """Return the present publish generation; a cache that lost it begins a new one."""
    store = caches["pages"]
    if known := store.get(_GENERATION):
        return str(known)
    store.add(_GENERATION, uuid.uuid4().hex, None)
    return str(store.get(_GENERATION) or uuid.uuid4().hex)


def renew() -> None:
    """Begin a new generation now: no page kept so far is served again."""
    caches["pages"].set(_GENERATION, uuid.uuid4().hex, None)


def drop(*args: Any, **kwargs: Any) -> None:
    """Begin a new generation when the present transaction commits; once is enough in one transaction."""
    waiting = transaction.get_connection().run_on_commit
    if not any(function is _renew_safely for _savepoints, function, _robust in waiting):
        transaction.on_commit(_renew_safely)


def _renew_safely() -> None:
    try:
        renew()
    except Exception:  # noqa: BLE001 – whatever a cache server throws, what was decided stands
        log.error("the pages kept could not be dropped")


class PublicPageCacheMiddleware:
    """Answer public pages from the cache, and keep those that may be kept. First after the request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        kept = _get(key) if key else None
        if kept is not None:
            content, headers = kept
            return _conditional(request, HttpResponse(content, headers=headers))
        response = self.get_response(request)
        seconds = getattr(response, "public_for", 0)
        if not seconds:
            return response
        if not _is_for_everyone(request, response):
            response["Cache-Control"] = "no-store, private"
            return response
        _strip(response)
        set_response_etag(response)
        if key and request.method == "GET":
            _set(key, (bytes(response.content), dict(response.headers)), seconds)
        return _conditional(request, response)


def _key(request: HttpRequest) -> str | None:
    """Return where a request's page is kept, or None when it cannot come from the cache."""
    if request.method not in ("GET", "HEAD"):
        return None
    query = [(name, value) for name, value in request.GET.lists() if name not in IGNORED_QUERY]
    if any(name not in ALLOWED_QUERY for name, _values in query):
        return None
    host = request.META.get("HTTP_HOST", "")
    try:
        parts = [generation(), request.scheme or "", host, request.path, urlencode(sorted(query), doseq=True)]
    except Exception:  # noqa: BLE001 – a cache that is down must not take the pages with it
        log.warning("the pages kept cannot be read")
        return None
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _get(key: str) -> tuple[bytes, dict[str, str]] | None:
    try:
        return caches["pages"].get(key)
    except Exception:  # noqa: BLE001 – as above
        return None


def _set(key: str, page: tuple[bytes, dict[str, str]], seconds: int) -> None:
    try:
        caches["pages"].set(key, page, seconds)
    except Exception:  # noqa: BLE001 – a full disk must not take the pages with it
        log.warning("a page could not be kept")


def _is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a marked response really is public: nobody made it private, and it hands out no cookie."""
    control = response.get("Cache-Control", "")
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming:
        return False
    if response.cookies:
        # A session that somebody already has is renewed now and then, wherever they read; any other cookie is a fault.
        renewed = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not renewed or set(response.cookies) != {settings.SESSION_COOKIE_NAME}:
            log.error("a public page hands out a cookie", extra={"path": request.path})
        return False
    return "public" in control and "private" not in control


def _strip(response: HttpResponse) -> None:
    """Take away what speaks of one reader."""
    vary = [word.strip() for word in response.get("Vary", "").split(",")]
    kept = [word for word in vary if word and word.lower() not in FOR_ONE_READER]
    if kept:
        response["Vary"] = ", ".join(kept)
    else:
        del response["Vary"]


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 to a browser that has the page already."""
    answer = get_conditional_response(request, etag=response.get("ETag"), response=response)
    return answer or response


def connect() -> None:
    """Watch everything that public pages show."""
    for model in WATCHED:
        post_save.connect(drop, sender=model, dispatch_uid=f"cms.cache.save.{model._meta.label}")
        post_delete.connect(drop, sender=model, dispatch_uid=f"cms.cache.delete.{model._meta.label}")
    m2m_changed.connect(
        drop, sender=casework.Service.municipalities.through, dispatch_uid="cms.cache.services"
    )
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(drop, dispatch_uid="cms.cache.page")
    post_delete.connect(_page_deleted, dispatch_uid="cms.cache.page_deleted")


def _page_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        drop()
