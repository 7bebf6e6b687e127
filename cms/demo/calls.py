"""Calls of the demo that an office makes with a page, as an editor would: with a maximum and criteria of its own."""

import json
import uuid
from typing import Any

from django.db import transaction

from cms.models import CallPage, OfficeCallsPage
from workflows import clock
from workflows.schemes.models import Call, SchemeVersion

from .pages import _block, _paragraph, read

Terms = dict[str, Any]


def page_of(office: str, scheme: str) -> Terms | None:
    """Return the texts of the page of an office's call for a scheme, or None where it makes none."""
    return next(
        (row for row in read("articles")["calls"] if (row["office"], row["scheme"]) == (office, scheme)), None
    )


def announce(texts: Terms, terms: Terms) -> Call:
    """Announce a call by publishing its page in both languages, once, and return it.

    `terms` are edition, year, opens and deadline, as on the page.
    """
    sections = {
        section.locale.language_code: section
        for section in OfficeCallsPage.objects.filter(office__code=texts["office"]).select_related("locale")
    }
    made = (
        CallPage.objects.child_of(sections["nb"]).filter(scheme=texts["scheme"], year=terms["year"]).first()
    )
    if made and made.call:
        return made.call
    key = uuid.uuid4()
    with transaction.atomic():
        for language in ("nb", "nn"):  # the bokmål page announces, the nynorsk one words what was announced
            _publish(sections[language], key, language, texts, terms)
    call = CallPage.objects.get(translation_key=key, locale=sections["nb"].locale).call
    assert call is not None, "publishing the bokmål page announced it"
    return call


def _publish(section: OfficeCallsPage, key: uuid.UUID, language: str, texts: Terms, terms: Terms) -> None:
    scheme = SchemeVersion.objects.newest(texts["scheme"], document=terms["edition"])
    assert scheme is not None, "the demo published it"
    page = CallPage(
        title=f"{scheme.name_in(language)} {terms['year']}", locale=section.locale, translation_key=key,
        live=False, scheme=texts["scheme"], max_amount=texts["max_amount"], intro=texts["intro"][language],
        responsible=texts["responsible"][language], first_published_at=clock.now(), **terms,
    )  # fmt: skip
    blocks = [_block("paragraph", _paragraph(paragraph, language)) for paragraph in texts["paragraphs"]]
    page.local = json.dumps(blocks)
    section.add_child(instance=page)
    page.save_revision(log_action=False).publish(log_action=False)
    # The demo stands in its own time.
    CallPage.objects.filter(pk=page.pk).update(last_published_at=clock.now())
