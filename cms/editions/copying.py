"""The next edition begins as a copy of the one before: the same paragraphs in both languages, unpublished."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.text import slugify


@transaction.atomic
def begin_next(page: Any, *, code: str, title: str, title_nn: str, valid_from: dt.date, by: Any) -> Any:
    """Make drafts of the edition that takes over from `page`, in each language that it has; return the bokmål one.

    Paragraph codes, rules and what is said of older documents are as they were.
    """
    key = uuid.uuid4()
    made = []
    for each, name in ((page, title), (_nynorsk(page), title_nn)):
        if each is None:
            continue
        changes = {
            "slug": slugify(code), "code": code, "title": name, "draft_title": name, "replaces": page.code,
            "valid_from": valid_from, "valid_to": None, "revision_date": None, "translation_key": key,
            "go_live_at": None, "expire_at": None,
        }  # fmt: skip
        made.append(
            each.copy(update_attrs=changes, copy_revisions=False, user=by, reset_translation_key=False)
        )
    return made[0]


def _nynorsk(page: Any) -> Any:
    """Return the nynorsk page of the same edition, published or not; an alias has no words of its own."""
    return page.get_translations().filter(locale__language_code="nn", alias_of__isnull=True).first()
