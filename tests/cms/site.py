"""A small site for tests of publishing: front pages, the list of guidelines, and documents of a few paragraphs."""

import datetime as dt
from typing import Any

from wagtail.models import Page

from cms.demo import pages
from cms.models import GuidelineIndexPage, GuidelinePage, HomePage
from workflows.schemes.models import Edition

ALL = ["self_initiated", "foster_home", "leader_network"]


def overhead(limit: int = 5, **changes: Any) -> dict[str, Any]:
    """Return the rule that overhead is at most `limit` per cent."""
    return {
        "kind": "comparison",
        "severity": "must",
        "schemes": ["self_initiated"],
        "steps": ["application", "decision"],
        "params": {"fact": "overhead_percent_requested", "operator": "<=", "value": limit},
        "wording": {"nb": f"Overhead er høyst {limit} prosent.", "nn": f"Overhead er høgst {limit} prosent."},
    } | changes


def schemes(*names: str) -> dict[str, Any]:
    """Return the rule that says which schemes there are."""
    return overhead() | {"kind": "schemes", "schemes": list(names), "params": {"schemes": list(names)}}


def example(*expected: dict[str, Any], given: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """Return an example: overhead is 5,01 per cent of what is applied for, and what should follow."""
    return {
        "description": {"nb": "Overhead er 5,01 prosent.", "nn": "Overhead er 5,01 prosent på nynorsk."},
        "scheme": "self_initiated",
        "step": "application",
        "given": given or {"overhead_percent_requested": "5,01"},
        "expected": list(expected),
    } | changes


def follows(paragraph: str, outcome: str, number: int | None = None) -> dict[str, Any]:
    """Return what an example expects of a paragraph."""
    return {"paragraph": paragraph, "outcome": outcome, "number": number}


def paragraph(code: str, *rules: dict[str, Any], text: str = "Tekst", examples: Any = ()) -> dict[str, Any]:
    """Return a paragraph with its rules and examples."""
    words = {"nb": f"<p>{text} i punkt {code}.</p>", "nn": f"<p>{text} i punkt {code} på nynorsk.</p>"}
    return {"code": code, "text": words, "rules": list(rules), "examples": list(examples)}


def document(code: str, *paragraphs: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a document as the demo's content has it, with one chapter."""
    chapter = {
        "number": "3",
        "title": {"nb": "Forvaltning", "nn": "Forvalting"},
        "paragraphs": list(paragraphs),
    }
    title = {"nb": f"Retningslinjer {code}", "nn": f"Retningsliner {code}"}
    return {
        "code": code,
        "title": title,
        "intro": {"nb": "Om dette", "nn": "Om dette"},
        "valid_from": f"{code}-01-01",
        "valid_to": None,
        "responsible_body": "Direktoratet",
        "revision": f"{int(code) + 1}-02",
        "footnotes": [],
        "standings": [],
        "chapters": [chapter],
    } | changes


def make_site() -> dict[str, HomePage]:
    """Make front pages and the lists of guidelines in both languages."""
    texts, site = pages.read("pages"), pages.read("site")
    homes = pages._homes(texts["home"], site)
    pages._pages(GuidelineIndexPage, homes, "retningslinjer", texts["guidelines"])
    return homes


def publish(code: str, *paragraphs: dict[str, Any], **changes: Any) -> GuidelinePage:
    """Make and publish a document in both languages; return its bokmål page."""
    pages.guideline(document(code, *paragraphs, **changes), make_site())
    return page_of(code)


def draft(code: str, *paragraphs: dict[str, Any], **changes: Any) -> GuidelinePage:
    """Make a bokmål page that is not published."""
    index = GuidelineIndexPage.objects.child_of(make_site()["nb"]).get()
    page = GuidelinePage(slug=code, live=False, locale=index.locale)
    index.add_child(instance=rewrite(page, document(code, *paragraphs, **changes)))
    return page


def rewrite(page: GuidelinePage, texts: dict[str, Any], language: str = "nb") -> GuidelinePage:
    """Write a document's fields into a page, unsaved."""
    for name, value in pages.guideline_fields(texts, language).items():
        setattr(page, name, pages.json.dumps(value) if isinstance(value, list) else value)
    return page


def page_of(code: str, language: str = "nb") -> GuidelinePage:
    """Return a document's page as it is stored."""
    return GuidelinePage.objects.get(code=code, locale__language_code=language)


def editions(code: str) -> list[int]:
    """Return the versions of a document."""
    return list(Edition.objects.filter(document=code).order_by("version").values_list("version", flat=True))


def tree_of(page: Page) -> list[tuple[str, bool]]:
    """Return every page from here on, and whether it is live: what must be the same after a refusal."""
    return list(
        Page.objects.filter(path__startswith=page.path).order_by("path").values_list("url_path", "live")
    )


def in_days(days: int) -> dt.datetime:
    """Return the machine's own time in so many days: Wagtail's schedule knows no moved clock."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)  # noqa: TID251
