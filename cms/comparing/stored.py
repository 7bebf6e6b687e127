"""Published editions as the comparison reads them: the words of their pages, the rules that were compiled."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from cms.publishing import SOURCE_LANGUAGE
from cms.reading import HEAVY
from workflows.schemes.models import Edition as Compiled
from workflows.schemes.models import Rule as CompiledRule
from workflows.schemes.models import Standing

from .editions import Edition, Paragraph, Place, Rule
from .words import ITEM

_LINE_ENDS = re.compile(r"</(?:p|li|h\d|tr|blockquote)>|<br ?/?>")
_ITEM = re.compile(r"<li[^>]*>")
_LINK = re.compile(r"<a [^>]*>")
_SPACES = re.compile(r"[ \t\r\f]+")


def plain(rich: str) -> str:
    """Return rich text as lines of plain text, with a dot before what stands in a list."""
    marked = _ITEM.sub(ITEM, _LINE_ENDS.sub("\n", rich))
    lines = (_SPACES.sub(" ", line).strip() for line in html.unescape(strip_tags(marked)).split("\n"))
    return "\n".join(line for line in lines if line)


def published(locale: Any) -> list[Any]:
    """Return the published editions a reader of a language meets, the oldest first, without their text.

    Where the nynorsk page is lacking, the bokmål page stands for it.
    """
    pages = _live(locale).defer(*HEAVY)
    by_code = {page.code: page for page in sorted(pages, key=lambda page: page.locale_id == locale.pk)}
    return sorted(by_code.values(), key=lambda page: (page.valid_from, page.code))


def _live(locale: Any) -> Any:
    """Return the published pages that everyone may read: what is compared is kept for everyone."""
    from cms.models import GuidelinePage

    languages = [locale.language_code, SOURCE_LANGUAGE]
    pages = GuidelinePage.objects.live().filter(locale__language_code__in=languages)
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(below=path).filter(below__startswith=F("page__path"))
    return pages.exclude(Exists(restricted)).select_related("locale")


def editions(codes: list[str], known: list[Any], locale: Any) -> dict[str, Edition]:
    """Return editions by code with their words and rules; `known` are all that are published.

    The number of queries does not grow with them. A paragraph that the nynorsk page lacks is that of the bokmål page.
    """
    pages: dict[str, list[Any]] = {code: [] for code in codes}
    for page in _live(locale).filter(code__in=codes):
        pages[page.code].append(page)
    newest = Compiled.objects.filter(document=OuterRef("edition__document")).order_by("-version").values("pk")
    of_newest = {"edition": Subquery(newest[:1]), "edition__document__in": codes}
    rules: dict[str, list[Rule]] = {code: [] for code in codes}
    for row in CompiledRule.objects.filter(**of_newest).select_related("edition"):
        rules[row.edition.document].append(rule(row, locale.language_code))
    said: dict[str, dict[Place, tuple[str, str]]] = {code: {} for code in codes}
    standings = Standing.objects.filter(**of_newest).select_related("edition", "rule__edition")
    for each in standings.order_by("pk"):
        place = (each.rule.edition.document, each.rule.code, each.rule.number)
        said[each.edition.document][place] = (each.standing, each.replaced_by)
    replaces = {page.code: page.replaces for page in known}
    return {
        code: _edition(code, _own_first(pages[code], locale), rules[code], said[code], replaces)
        for code in codes
    }


def _own_first(pages: list[Any], locale: Any) -> list[Any]:
    return sorted(pages, key=lambda page: page.locale_id != locale.pk)


def rule(row: CompiledRule, language: str) -> Rule:
    """Return a compiled rule as the comparison reads it, worded in a language."""
    return Rule(
        row.code,
        row.number,
        row.kind,
        row.severity,
        tuple(row.schemes),
        tuple(row.steps),
        row.params,
        row.wording(language),
    )


def _edition(
    code: str,
    pages: list[Any],
    rules: list[Rule],
    said: dict[Place, tuple[str, str]],
    replaces: dict[str, str],
) -> Edition:
    """Return an edition of its pages: that of the reader's language first, then that which lends what it lacks."""
    own = {each.code: each for each in _texts(pages[0])}
    whole = {each.code: each for each in _texts(pages[-1])} | own
    order = {each: place for place, each in enumerate(whole)}
    chapters = [{block.value["number"]: block.value["title"] for block in page.body} for page in pages]
    return Edition(
        code=code,
        paragraphs=tuple(whole.values()),
        rules=tuple(sorted(rules, key=lambda each: (order.get(each.code, len(order)), each.number))),
        chapters=chapters[-1] | chapters[0],
        takes_over_from=frozenset(_chain(code, replaces)),
        standings=said,
    )


def _texts(page: Any) -> Iterator[Paragraph]:
    url = page.get_url()
    yield from _paragraphs(page, url)
    for block in page.footnotes:
        number, links = block.value["number"], tuple(filter(None, [block.value["url"]]))
        yield Paragraph(f"[{number}]", block.value["text"], "", links, f"{url}#fotnote-{number}")


def _chain(code: str, replaces: dict[str, str]) -> Iterator[str]:
    """Yield what an edition takes over from, and what that took over from; a circle ends where it closes."""
    seen = {code, ""}
    while (code := replaces.get(code, "")) not in seen:
        seen.add(code)
        yield code


def _paragraphs(page: Any, url: str) -> Iterator[Paragraph]:
    """Yield the paragraphs in order; what stands between them belongs to the one before it."""
    for chapter in page.body:
        number, code = chapter.value["number"], ""
        texts: list[str] = []
        links: list[str] = []
        for child in chapter.value["content"]:
            if child.block_type == "paragraph":
                if code:
                    yield _paragraph(code, texts, links, number, url)
                source = child.value["text"].source
                code, texts, links = child.value["code"], [plain(source)], _LINK.findall(source)
            else:
                texts += map(plain, child.block.get_searchable_content(child.value))
        if code:
            yield _paragraph(code, texts, links, number, url)


def _paragraph(code: str, texts: list[str], links: list[str], chapter: str, url: str) -> Paragraph:
    text = "\n".join(text for text in texts if text)
    return Paragraph(code, text, chapter, tuple(links), f"{url}#p-{code}")
