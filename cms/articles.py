"""Articles in lists: news, and reports on what the funds led to (R1.7)."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import QueryDict
from wagtail.models import Page

PER_PAGE, ON_THE_FRONT_PAGE = 20, 3


def _newest_first(articles: QuerySet[Any]) -> QuerySet[Any]:
    return (
        articles.filter(live=True)
        .defer("body")
        .order_by(F("date").desc(nulls_last=True), "-first_published_at", "-pk")
    )


def listed(index: Page, query: QueryDict) -> dict[str, Any] | None:
    """Return the articles of a list by year, the newest first, by pages (`?side=2`); None for no such page."""
    from .models import ArticlePage

    paginator = Paginator(
        _newest_first(ArticlePage.objects.child_of(index).select_related("report")), PER_PAGE
    )
    number = query.get("side", "1")
    if not number.isdecimal() or not 1 <= int(number) <= paginator.num_pages:
        return None
    page = paginator.page(int(number))
    years = groupby(page, key=lambda article: article.date.year if article.date else None)
    return {
        "years": [(year, list(articles)) for year, articles in years],
        "previous_url": f"?side={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?side={page.next_page_number()}" if page.has_next() else "",
        "position": f"{page.start_index()}–{page.end_index()} / {paginator.count}"
        if paginator.num_pages > 1
        else "",
    }


def newest(home: Page) -> list[Any]:
    """Return the newest news beneath a front page."""
    from .models import ArticleIndexPage, ArticlePage

    indexes = ArticleIndexPage.objects.child_of(home).live().filter(kind=ArticleIndexPage.Kind.NEWS)
    news = [ArticlePage.objects.child_of(index) for index in indexes]
    return list(_newest_first(news[0])[:ON_THE_FRONT_PAGE]) if news else []
