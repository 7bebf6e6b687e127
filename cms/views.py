"""Addresses that lead into pages: every page, and the paragraph a rule stands in."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from . import calls, reading
from .models import GuidelinePage
from .publishing import SOURCE_LANGUAGE, paragraphs_of
from .schemes import showing as schemes

_ADDRESS = re.compile(r"^(?:(?P<document>[0-9A-Za-z_]+)-)?(?P<code>\d+(?:\.\d+)*)$")


def page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page the way Wagtail does, but find it in two queries however deep it lies."""
    roots = [root for root in Site.get_site_root_paths() if root.language_code == get_language()]
    if len(roots) == 1:  # Wagtail finds its own way where several sites share the addresses
        request._wagtail_route_for_request = _route(request, roots[0].root_path, path)  # type: ignore[attr-defined]
    return serve(request, path)


def _route(request: HttpRequest, root_path: str, path: str) -> RouteResult | None:
    """Return the page an address means, with the pages on the way to it, or None."""
    parts = [part for part in path.split("/") if part]
    beginnings = [
        root_path + "".join(f"{part}/" for part in parts[:count]) for count in range(len(parts) + 1)
    ]
    way = list(Page.objects.filter(url_path__in=beginnings).select_related("locale").order_by("depth"))
    if not way:
        return None
    found = way[-1].specific
    found.locale, found.way = way[-1].locale, way[:-1]
    try:
        return found.route(request, parts[len(way) - 1 :])
    except Http404:
        return None


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from `/regel/2024-3.7/` to the paragraph; `/regel/3.7/` means the edition in force (R1.5).

    Where the nynorsk page lacks the paragraph, the bokmål page is shown.
    """
    match = _ADDRESS.match(code)
    if match is None:
        raise Http404
    for language in dict.fromkeys((get_language(), SOURCE_LANGUAGE)):
        locale = Locale.objects.filter(language_code=language).first()
        if match["document"]:
            page = GuidelinePage.objects.live().filter(locale=locale, code=match["document"]).first()
        else:
            page = reading.current(locale).first()
        if page and any(paragraph["code"] == match["code"] for paragraph in paragraphs_of(page)):
            return redirect(f"{page.get_url(request)}#p-{match['code']}")
    if match["document"] and (place := calls.place_of_rule(match["document"], match["code"])):
        return redirect(place)
    languages = (get_language() or SOURCE_LANGUAGE, SOURCE_LANGUAGE)
    if scheme := schemes.place_of_rule(match["document"] or "", match["code"], languages):
        return redirect(f"{scheme.get_url(request)}#p-{match['code']}")
    raise Http404
