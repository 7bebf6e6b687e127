"""Addresses in two languages: bokmål at /…, nynorsk at /nn/…."""

from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language


class LanguageLink(NamedTuple):
    """A language the page can be read in."""

    code: str
    name: str
    url: str
    is_current: bool


def current_language() -> str:
    """Return the language of the page: `nb` or `nn`."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def local_path(path: str, language: str | None = None) -> str:
    """Return the address of `path` (written in bokmål's way, `/saker/`) in a language, else the page's own."""
    bare = _without_language(path)
    language = language or current_language()
    if language == settings.LANGUAGE_CODE:
        return bare
    root = get_script_prefix()
    return f"{root}{language}/{bare.removeprefix(root)}"


def site_url(path: str) -> str:
    """Return the whole address of a path: the host is the settings', never what a request says (E10)."""
    return urljoin(settings.SITE_URL, path)


def language_links(request: HttpRequest | None, page: object | None = None) -> list[LanguageLink]:
    """Return a link to the same page in each language.

    `page` is a Wagtail page, whose translations may have addresses of their own; where there is none, the link
    leads to the front page of that language.
    """
    own = _translations(request, page) if hasattr(page, "get_translations") else None
    here = request.get_full_path() if request else get_script_prefix()
    current = current_language()
    links = []
    for code, name in settings.LANGUAGES:
        front = local_path(get_script_prefix(), code)
        url = local_path(here, code) if own is None or code == current else own.get(code, front)
        links.append(LanguageLink(code, name, url, code == current))
    return links


def _without_language(path: str) -> str:
    root = get_script_prefix()
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and f"{path}/".startswith((f"{root}{code}/", f"{root}{code}?")):
            return root + path.removeprefix(f"{root}{code}").removeprefix("/")
    return path


def _translations(request: HttpRequest | None, page: object | None) -> dict[str, str]:
    translations = page.get_translations().live().select_related("locale")  # type: ignore[union-attr]
    return {each.locale.language_code: each.get_url(request) for each in translations}
