"""Paging by key: as quick on the last page as on the first, and steady while rows come and go."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 25
MOST = 1000


@dataclass(frozen=True)
class Page:
    """The rows of one page, and where the next and the first page are."""

    rows: list[Any]
    next_url: str = ""
    first_url: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def by_key(queryset: QuerySet[Any], request: HttpRequest, *, order: str = "-id", name: str = "etter") -> Page:
    """Return the page that `?etter=<id>` (or another `name`) points to, of a queryset ordered by `id` or `-id`."""
    after = request.GET.get(name, "")
    if after.isdecimal() and len(after) < 19:
        queryset = queryset.filter(**{"id__lt" if order.startswith("-") else "id__gt": int(after)})
    rows = list(queryset.order_by(order)[: SIZE + 1])
    asked = {key: value for key, value in request.GET.items() if key != name}
    more = len(rows) > SIZE
    return Page(
        rows=rows[:SIZE],
        next_url="?" + urlencode(asked | {name: rows[SIZE - 1].pk}) if more else "",
        first_url="?" + urlencode(asked) if after else "",
    )


def up_to_thousand(queryset: QuerySet[Any]) -> str:
    """Return a count that stops at '1 000+', so that no list is slow for being long."""
    count = queryset.order_by()[: MOST + 1].count()
    return f"{MOST // 1000} 000+" if count > MOST else str(count)
