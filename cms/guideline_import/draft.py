"""An outline to an unpublished page: a new one, or a new revision of a draft; what is published is never touched."""

import datetime as dt
import json
import uuid
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import GuidelineIndexPage, GuidelinePage
from workflows import clock

from .refusal import ImportRefused
from .structure import Outline


def save_draft(
    outline: Outline, *, index: GuidelineIndexPage, code: str, title: str = "", user: Any = None
) -> GuidelinePage:
    """Return the draft with this code beneath an index, made, or given a new revision where it was there.

    `user`: who does it, and must be allowed to; None is the command line, which may. Raises ImportRefused when the
    edition is or was published, or the draft is locked.
    """
    with transaction.atomic(), translation.override(index.locale.language_code):
        Page.objects.select_for_update().get(
            pk=index.pk
        )  # of two at once with one code, the second finds the first
        page = _existing(index, code, user)
        fields = fields_of(outline, code=code, title=title)
        if page is None:
            page = _new(index, code)
            _fill(page, fields)
            index.add_child(instance=page)
        else:  # what an editor has said of the edition is kept
            kept = {"body", "footnotes", *(["title"] if title else [])}
            _fill(page, {name: fields[name] for name in kept})
        # A draft may lack what it must have to be published, such as who answers for it.
        page.save_revision(user=user, log_action=True, changed=True, clean=False)
        return page


def may_import(user: Any, index: GuidelineIndexPage) -> bool:
    """Return whether somebody may begin editions beneath an index."""
    return bool(index.permissions_for_user(user).can_add_subpage())


def fields_of(outline: Outline, *, code: str, title: str = "") -> dict[str, Any]:
    """Return the fields of the page. Nothing but the texts comes from the document; there are no rules."""
    return {
        "title": title or outline.title or _("Guidelines %(code)s") % {"code": code},
        "body": [
            _block(
                "chapter",
                {
                    "number": chapter.number,
                    "title": chapter.title or _("Introduction"),
                    "content": [
                        _block("paragraph", {"code": each.code, "text": each.html, "rules": []})
                        for each in chapter.paragraphs
                    ],
                },
            )
            for chapter in outline.chapters
        ],
        "footnotes": [
            _block("footnote", {"number": note.number, "text": note.text, "url": note.url})
            for note in outline.notes
        ],
    }


def _block(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _fill(page: GuidelinePage, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(page, name, json.dumps(value) if isinstance(value, list) else value)


def _existing(index: GuidelineIndexPage, code: str, user: Any) -> GuidelinePage | None:
    """Return the draft that is there, or None; raises ImportRefused when it may not be written over."""
    page = GuidelinePage.objects.child_of(index).filter(code=code).order_by("-live", "pk").first()
    if page is None:
        return None
    if page.live or page.first_published_at:
        raise ImportRefused(
            _("The edition %(code)s has been published. Choose another code, or change it in the editor.")
            % {"code": code}
        )
    rights = page.permissions_for_user(user) if user else None
    if page.locked or (rights and rights.page_locked()):
        raise ImportRefused(
            _("There is a draft with the code %(code)s that is locked. Nothing was changed.") % {"code": code}
        )
    if rights and not rights.can_edit():
        raise ImportRefused(
            _("There is a draft with the code %(code)s that you may not change.") % {"code": code}
        )
    latest: GuidelinePage = page.get_latest_revision_as_object()
    return latest


def _new(index: GuidelineIndexPage, code: str) -> GuidelinePage:
    """Return a page that is not stored yet: valid from the year in its code, and paired with its other language."""
    today = clock.today()
    year = int(code) if code.isdecimal() and len(code) == 4 and code.startswith("20") else 0
    before = GuidelinePage.objects.child_of(index).order_by("-valid_from").first()
    page = GuidelinePage(
        code=code,
        live=False,
        locale=index.locale,
        valid_from=dt.date(year, 1, 1) if year else today,
        responsible_body=before.responsible_body if before else "",
    )
    if not index.get_children().filter(slug=code.lower()).exists():
        page.slug = code.lower()  # else Wagtail makes one of the title
    other = GuidelinePage.objects.filter(code=code).exclude(locale=index.locale).first()
    if (
        other
        and not GuidelinePage.objects.filter(
            translation_key=other.translation_key, locale=index.locale
        ).exists()
    ):
        page.translation_key = other.translation_key
    return page
