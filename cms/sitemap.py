"""Where everything public lies, for search engines: `/sitemap.xml` and `/robots.txt`."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from workflows import clock
from workflows.ui.paths import local_path

from . import calls
from .cache import MINUTE, public
from .models import CallIndexPage, CallPage, PublicPage
from .search.finding import beneath, restricted_paths

# Not made of pages, and the same in both languages.
OTHERS = ("/kilder/", "/hvem-gjor-hva/", "/tildelinger/", "/nettverk-i-norge/")
# For those who take part, and an endless set of questions.
CLOSED = (
    "/cms/",
    "/konto/",
    "/min-side/",
    "/oppgaver/",
    "/saker/",
    "/klokke/",
    "/sok/",
    "/utlysninger/*/sok/",
)

Addresses = dict[str, tuple[str, Any]]  # by language: path, and when it was last changed


class PublicAddresses(Sitemap):
    """Every public page and call, each with its address in the other form of Norwegian."""

    limit = 45_000

    def items(self) -> list[tuple[str, Addresses]]:
        """Return each address with the language it is in, and those of the same text."""
        return [(language, each) for each in everything() for language in each]

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return what the file says of each; the host is the site's own, whatever a request asked for."""
        return [
            {
                "item": address,
                "location": absolute(address[language][0]),
                "lastmod": address[language][1],
                "alternates": [
                    {"lang_code": code, "location": absolute(path)} for code, (path, _when) in address.items()
                ]
                if len(address) > 1
                else [],
            }
            for language, address in self.paginator.page(page).object_list
        ]


def everything() -> Iterator[Addresses]:
    """Yield every text that everyone may read, in a number of queries that does not grow."""
    hidden = restricted_paths()
    same: dict[Any, Addresses] = {}
    shown: set[str] = set()
    pages = Page.objects.live().filter(depth__gt=1).exclude(beneath(hidden, "path")).order_by("path")
    for page in pages.select_related("locale", "content_type"):
        kind, language = page.specific_class, page.locale.language_code
        if kind is CallIndexPage:
            shown.add(language)
        if kind and issubclass(kind, PublicPage) and kind is not CallPage and (path := page.get_url()):
            same.setdefault(page.translation_key, {})[language] = (path, page.last_published_at)
    yield from same.values()
    added = dict(CallPage.objects.live().values_list("call").annotate(Max("last_published_at")))
    for call in calls.everything():
        changed = added.get(call.pk) or (call.opens if call.opens <= clock.now() else None)
        yield {
            language: (local_path(f"/utlysninger/{call.pk}/", language), changed)
            for language in sorted(shown)
        }
    for path in OTHERS:
        yield {code: (local_path(path, code), None) for code, _name in settings.LANGUAGES}


def absolute(path: str) -> str:
    """Return the address of a path on the site's own host."""
    return settings.SITE_URL.rstrip("/") + path


@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """Answer the sitemap, to be kept like a page (`?p=2` where there are very many)."""
    return public(sitemap(request, {"all": PublicAddresses}), seconds=5 * MINUTE)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell machines where the sitemap is, and what is no use to them."""
    closed = [local_path(path, code) for path in CLOSED for code, _name in settings.LANGUAGES]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in dict.fromkeys(closed))]
    text = "\n".join([*lines, "", f"Sitemap: {absolute('/sitemap.xml')}", ""])
    return public(HttpResponse(text, content_type="text/plain; charset=utf-8"), seconds=60 * MINUTE)
