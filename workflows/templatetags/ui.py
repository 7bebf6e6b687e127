"""Tags and filters of every page: amounts, dates, numbers, status, timeline, paging (`{% load ui %}`)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms, template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflows.ui import amounts, dates, numbers, paths
from workflows.ui.boundfield import SummaryEntry, summary

register = template.Library()

TONES = ("neutral", "info", "success", "warning", "danger")


@register.filter
def kroner(value: int | Decimal | None) -> str:
    """`kr 1 250 000`, with no-break spaces; nothing for None."""
    return amounts.format_amount(None if value == "" else value)


@register.filter
def digits(value: int | Decimal | None) -> str:
    """`1 250 000`, for columns that say kr in their heading."""
    return "" if value is None or value == "" else amounts.group_digits(value)


@register.filter
def orgnr(value: str | None) -> str:
    """`974 760 665`."""
    return numbers.format_orgnr(value)


@register.filter
def accountnr(value: str | None) -> str:
    """`1234 56 78903`."""
    return numbers.format_accountnr(value)


@register.filter
def phone(value: str | None) -> str:
    """`912 34 567` or `22 00 35 00`."""
    return numbers.format_phone(value)


@register.filter
def long_date(value: dt.date | dt.datetime | None) -> str:
    """`5. juni 2024`."""
    return dates.long_date(value or None)


@register.filter
def short_date(value: dt.date | dt.datetime | None) -> str:
    """`05.06.2024`, for tables."""
    return dates.short_date(value or None)


@register.filter
def long_datetime(value: dt.datetime | None) -> str:
    """`5. juni 2024 kl. 23.59`, in Oslo's time."""
    return dates.long_datetime(value or None)


@register.filter
def until(value: dt.date) -> str:
    """`in 5 days, 31. mai 2024`."""
    return dates.until(value)


@register.filter
def when(value: Any) -> str:
    """A moment as `long_datetime`, a date as `long_date`, a text as it is."""
    if isinstance(value, dt.datetime):
        return long_datetime(value)
    return long_date(value) if isinstance(value, dt.date) else value or ""


@register.filter
def error_entries(form: forms.BaseForm) -> list[SummaryEntry]:
    """The lines of a form's error summary."""
    return summary(form)


@register.simple_tag
def status_tag(label: str, tone: str = "neutral", outline: bool = False) -> SafeString:
    """A status in words, coloured by its tone: neutral, info, success, warning or danger."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"status_tag knows the tones {', '.join(TONES)}, not {tone!r}")
    variant = SafeString(' data-variant="outline"') if outline else ""
    return format_html('<span class="ds-tag" data-color="{}"{}>{}</span>', tone, variant, label)


@register.simple_tag
def nothing(said: str, then: str, url: str = "", action: str = "") -> SafeString:
    """Return the paragraph of an empty place: that nothing is here, what comes next, and a link where one leads on.

    A place of its own, in the middle of a page, is `ui/empty.html`. Raises ValueError where nothing comes next.
    """
    if not then:
        raise ValueError(f"Nothing says what comes next: {said}")
    link = format_html(' <a class="ds-link" href="{}">{}</a>', url, action) if url else ""
    return format_html(
        '<p class="ds-paragraph nothing">{} <span class="next-step">{}</span>{}</p>', said, then, link
    )


@register.simple_tag
def local_path(path: str) -> str:
    """The address of a page in the language of this page: `{% local_path "/saker/" %}`."""
    return paths.local_path(path)


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[paths.LanguageLink]:
    """This page in each language: `{% language_links as links %}`."""
    return paths.language_links(context.get("request"), context.get("page"))


@register.inclusion_tag("ui/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, numeric: bool = False) -> dict[str, Any]:
    """A column heading that sorts by a link: `?sort=due`, and `?sort=-due` the second time.

    The other filters stay, paging starts anew. The view reads `sort` and passes it to its query.
    """
    query = context["request"].GET.copy()
    current = query.get("sort", context.get("default_sort", ""))
    is_ascending, is_descending = current == key, current == f"-{key}"
    query["sort"] = f"-{key}" if is_ascending else key
    for paging in ("page", "after", "before"):
        query.pop(paging, None)
    direction = "ascending" if is_ascending else "descending" if is_descending else ""
    return {"label": label, "numeric": numeric, "direction": direction, "url": f"?{query.urlencode()}"}
