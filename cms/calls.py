"""Calls as readers meet them: rows of the casework, with what the pages around them say (R8.5)."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from wagtail.models import Page

from workflows import clock
from workflows.schemes.models import Call
from workflows.ui.paths import local_path

from . import announcing, contacts, reading
from .publishing import SOURCE_LANGUAGE

PAST_PER_PAGE = 20


@dataclass(frozen=True)
class Card:
    """One call in a list."""

    call: Call
    state: str  # open, coming or past

    @property
    def url(self) -> str:
        """Return the address of the call's page."""
        return local_path(f"/utlysninger/{self.call.pk}/")

    @property
    def days_left(self) -> int:
        """Return how many days remain until the deadline."""
        return (self.call.deadline.astimezone(clock.OSLO).date() - clock.today()).days


def _calls() -> QuerySet[Call]:
    return Call.objects.real().select_related("office", "scheme_version", "edition")


def everything() -> QuerySet[Call]:
    """Return every call, the newest first."""
    return _calls().order_by("-year", "deadline", "id")


def open_now() -> QuerySet[Call]:
    """Return the calls one can apply to now, the nearest deadline first."""
    return _calls().filter(opens__lte=clock.now(), deadline__gt=clock.now()).order_by("deadline", "id")


def state_of(call: Call) -> str:
    """Return whether a call is open, coming or past."""
    if call.is_open:
        return "open"
    return "coming" if call.opens > clock.now() else "past"


def cards(queryset: QuerySet[Call], limit: int | None = None) -> list[Card]:
    """Return calls as cards."""
    return [Card(call, state_of(call)) for call in queryset[:limit]]


def listed(query: QueryDict) -> dict[str, Any] | None:
    """Return every call by state, the past ones by page (`?side=2`); None for a page that does not exist."""
    current = [
        Card(call, state_of(call))
        for call in _calls().filter(deadline__gt=clock.now()).order_by("deadline", "id")
    ]
    paginator = Paginator(
        _calls().filter(deadline__lte=clock.now()).order_by("-deadline", "-id"), PAST_PER_PAGE
    )
    number = query.get("side", "1")
    if not number.isdecimal() or not 1 <= int(number) <= paginator.num_pages:
        return None
    page = paginator.page(int(number))
    return {
        "open_calls": [card for card in current if card.state == "open"],
        "coming_calls": [card for card in current if card.state == "coming"],
        "past_calls": [Card(call, "past") for call in page],
        "previous_url": f"?side={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?side={page.next_page_number()}" if page.has_next() else "",
        "position": f"{page.start_index()}–{page.end_index()} / {paginator.count}"
        if paginator.num_pages > 1
        else "",
    }


def fact_box(pk: int, index: Page) -> dict[str, Any] | None:
    """Return what a call's page shows, or None when there is no such call."""
    from .models import CallPage

    call = _calls().select_related("local_edition").filter(pk=pk).first()
    if call is None:
        return None
    pages = CallPage.objects.live().filter(call=call).select_related("locale").order_by("pk")
    by_language = {page.locale.language_code: page for page in pages}
    added = by_language.get(index.locale.language_code) or by_language.get(SOURCE_LANGUAGE)
    return fact_box_of(call, index, added)


def fact_box_of(call: Call, index: Page, added: Any = None) -> dict[str, Any]:
    """Return what the page of a call shows; `added` is the office's page of it, if there is one (R8.5).

    Target group and downloads come from the scheme's page unless the office says otherwise. What the office wrote in
    bokmål alone is shown as that: its criteria hold in both languages.
    """
    from .models import GuidelinePage, SchemePage

    definition, language = call.scheme_version.definition, get_language() or "nb"
    scheme_pages = SchemePage.objects.live().filter(locale=index.locale, scheme=call.scheme_version.code)
    scheme = scheme_pages.select_related("application_example", "plan_template").first()
    guidelines = GuidelinePage.objects.live().filter(locale=index.locale, code=call.edition.document)

    def said(name: str) -> str:
        return getattr(added, name, "") or getattr(scheme, name, "")

    return {
        "call": call,
        "card": Card(call, state_of(call)),
        "added": added,
        "written_in": added.locale.language_code if added and added.locale != index.locale else "",
        "texts": reading.texts(added.body) if added else [],
        "local": _local_paragraphs(call, added),
        "local_code": call.local_edition.document if call.local_edition else "",
        "published": added.first_published_at if added and added.first_published_at else call.opens,
        "updated": added.last_published_at if added else None,
        "target_group": said("target_group"),
        "who_can_apply": said("who_can_apply"),
        "responsible": (added.responsible if added else "") or str(call.office),
        "purpose": definition.get("purpose", {}).get(language, ""),
        "criteria": [
            {"title": each["title"].get(language), "guidance": each.get("guidance", {}).get(language)}
            for each in definition.get("criteria", [])
        ],
        "scheme": scheme,
        "guideline": guidelines.defer(*reading.HEAVY).first(),
        "contacts": contacts.in_order(contacts.persons_today().filter(office=call.office)),
        "apply_url": local_path(f"/utlysninger/{call.pk}/sok/"),
        "title": f"{call.scheme_version} {call.year}",
    }


def _local_paragraphs(call: Call, added: Any) -> list[reading.Paragraph]:
    """Return the office's own criteria as they are shown, each with what is checked in it."""
    marks = reading.marks_of_edition(call.local_edition)
    return reading.paragraphs(announcing.paragraphs_of(added), marks) if added else []


def place_of_rule(document: str, code: str) -> str | None:
    """Return the address of a local rule on its call's page, or None when no call has it (R1.5)."""
    call = Call.objects.filter(local_edition__document=document).first()
    if call is None or not call.local_edition or not call.local_edition.rules.filter(code=code).exists():
        return None
    return local_path(f"/utlysninger/{call.pk}/#p-{code}")
