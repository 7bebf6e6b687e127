"""Paging by key: as quick on the last page as on the first, and steady while rows come and go."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from workflows.directory.models import User

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
    return _told(queryset.order_by()[: MOST + 1].count())


class _CountOf(Subquery):
    """How many rows a queryset has, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts(user: User, querysets: dict[str, QuerySet[Any]]) -> dict[str, str]:
    """Return the counts of several lists of a person's, each stopping at '1 000+'; in one query."""
    columns = {
        f"count_of_{name}": Coalesce(_CountOf(found.order_by().values("pk")[: MOST + 1]), 0)
        for name, found in querysets.items()
    }
    row: Any = User.objects.filter(pk=user.pk).values(**columns).get()
    return {name: _told(row[f"count_of_{name}"]) for name in querysets}


def _told(count: int) -> str:
    return f"{MOST // 1000} 000+" if count > MOST else str(count)
