"""Who has written what is not published yet: whose revisions changed anything that is read or checked.

Wagtail's form saves a revision also where nothing was changed: streams get new ids, rich texts new keys. A reviewer who
approves from the edit page has not written anything by that.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Page, Revision

_KEYS = re.compile(r'\s*data-block-key=\\?"[^"\\]*\\?"')
_BOOKKEEPING = {
    "pk", "path", "depth", "numchild", "url_path", "content_type", "owner", "draft_title", "live", "expired",
    "has_unpublished_changes", "first_published_at", "last_published_at", "latest_revision",
    "latest_revision_created_at", "live_revision", "locked", "locked_at", "locked_by", "wagtail_admin_comments",
}  # fmt: skip


def unpublished() -> QuerySet[Revision]:
    """Return the revisions of pages from the published one on; all of a page that is not published."""
    page = Page.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField()))
    published = Coalesce(Subquery(page.values("live_revision_id")[:1]), 0, output_field=BigIntegerField())
    return Revision.page_revisions.annotate(published=published).filter(pk__gte=F("published"))


def written_by(user: Any, ids: Iterable[str]) -> set[str]:
    """Return which of the pages of these ids a person has written something of that is not published; in one query."""
    rows = unpublished().filter(object_id__in=list(ids)).order_by("object_id", "pk")
    before: tuple[str, Any] = ("", None)
    found = set()
    for page, pk, published, writer, content in rows.values_list(
        "object_id", "pk", "published", "user_id", "content"
    ):
        says = essence(content)
        if writer == user.pk and pk != published and (page, says) != before:
            found.add(page)
        before = (page, says)
    return found


def essence(content: dict[str, Any]) -> dict[str, Any]:
    """Return what a revision says, without what Wagtail keeps about it."""
    return {
        name: _plain(json.loads(value) if isinstance(value, str) and value.startswith("[{") else value)
        for name, value in content.items()
        if name not in _BOOKKEEPING
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != "id"}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return _KEYS.sub("", value) if isinstance(value, str) else value or ""
