"""The index follows the pages: whatever saves a page writes its entries in the same transaction.

What is read is always the stored page, never the object at hand: an editor's draft is saved through an object that
carries the draft's text and says that it is live.
"""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail.rich_text import RichText

from .models import SearchEntry
from .weights import CALLED, HEADING, LEAD, TEXT, TITLE, weigh, write

Kind = SearchEntry.Kind
DRAFT_ONLY = {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}
LONGEST_TITLE = 300


def refresh(pk: int) -> None:
    """Write the entries of a page as it is stored now; a page that is not published has none."""
    with transaction.atomic():
        SearchEntry.objects.filter(page=pk).delete()
        page = Page.objects.filter(pk=pk, live=True).select_related("locale").first()
        if page:
            SearchEntry.objects.bulk_create(entries_of(page.specific))


def rebuild() -> int:
    """Write all entries anew; return how many there are."""
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        for pk in Page.objects.live().values_list("pk", flat=True):
            refresh(pk)
        return SearchEntry.objects.count()


def entries_of(page: Any) -> Iterator[SearchEntry]:
    """Yield what can be found of a page: the page, and each paragraph where it is a guideline."""
    from cms.models import CallPage, GuidelinePage, PublicPage

    if isinstance(page, GuidelinePage):
        parts = ((page.title, TITLE), (page.code, TITLE), (page.intro, LEAD))
        yield _entry(page, Kind.GUIDELINE, parts, ((CALLED["guideline"], HEADING),))
        yield from _paragraphs(page)
    elif isinstance(page, CallPage):
        yield _entry(page, Kind.CALL, _parts(page), same=f"call-{page.call_id}")
    elif isinstance(page, PublicPage):
        yield _entry(page, Kind.ARTICLE, _parts(page))


def _paragraphs(page: Any) -> Iterator[SearchEntry]:
    seen: set[str] = set()
    for chapter in page.body:
        title = chapter.value["title"]
        for code, parts in _of_chapter(chapter.value["content"]):
            if code in seen:
                continue  # publishing refuses a code that stands twice, and says so better
            seen.add(code)
            place = (
                (code, TITLE),
                (title, HEADING),
                (page.code, TEXT),
                (page.title, TEXT),
                (CALLED["paragraph"], TEXT),
            )
            yield _entry(page, Kind.PARAGRAPH, parts, place, code=code, heading=title[:LONGEST_TITLE])


def _of_chapter(content: Any) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the code of each paragraph with its texts; what stands between paragraphs belongs to the one before,
    and what stands before the first belongs to that."""
    code = ""
    parts: list[tuple[str, int]] = []
    for child in content:
        if child.block_type == "paragraph":
            if code:
                yield code, parts
                parts = []
            code = child.value["code"]
            for name, block in child.block.child_blocks.items():
                if name == "rules":
                    parts += [(rule.value.get("wording") or "", TEXT) for rule in child.value["rules"]]
                elif name != "examples":  # they speak of the same once more, with figures of their own
                    parts += _texts(block, child.value[name])
        else:
            parts += _texts(child.block, child.value)
    if code:
        yield code, parts


def _parts(page: Any) -> list[tuple[str, int]]:
    """Return the texts of a page that is no guideline, each with its weight."""
    parts = [(page.title, TITLE), (getattr(page, "intro", ""), LEAD)]
    parts += [(getattr(page, name, ""), TEXT) for name in ("target_group", "who_can_apply")]
    for stream in ("body", "steps"):
        for block in getattr(page, stream, ()):
            parts += _texts(block.block, block.value)
    return parts


def _texts(block: Any, value: Any) -> list[tuple[str, int]]:
    """Return the texts of a block, and what is emphasised in rich text once more: it says what the text is about."""
    if not isinstance(value, RichText):
        return [(text, TEXT) for text in block.get_searchable_content(value)]
    soup = BeautifulSoup(value.source, "html.parser")
    emphasised = " ".join(tag.get_text(" ") for tag in soup(["h2", "h3", "h4", "b", "strong"]))
    for tag in soup(["p", "li", "h2", "h3", "h4", "br"]):
        tag.append(" ")
    return [(soup.get_text(), TEXT), (emphasised, HEADING)]


def _entry(page: Any, kind: str, parts: Any, place: Any = (), **fields: str) -> SearchEntry:
    """Return an entry: found by its parts and by the place it stands in, shown by what counts as text."""
    shown = [text for text, weight in parts if text and weight in (LEAD, TEXT)]
    return SearchEntry(
        page_id=page.pk,
        kind=kind,
        language=page.locale.language_code,
        title=page.title[:LONGEST_TITLE],
        text=" ".join(" ".join(shown).split()),
        words=write(weigh(*parts, *place)),
        **{"same": f"{page.translation_key}:{fields.get('code', '')}"} | fields,
    )


def _page_saved(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    if isinstance(instance, Page) and not raw and not (update_fields and set(update_fields) <= DRAFT_ONLY):
        refresh(instance.pk)


def connect() -> None:
    """Follow every way a page can be saved; with a deleted page its entries go by themselves."""
    post_save.connect(_page_saved, dispatch_uid="cms.search.index")
