"""One edition follows another: the one that takes over ends the one before it, and two never hold at once (R1.2, R1.3).

An edition says whom it takes over from. When the older one ends is derived from that, so that publishing the next
edition ahead compiles nothing anew and touches nothing that cases rest on.
"""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from workflows.publishing import PublishError
from workflows.ui.dates import long_date

_DAY = dt.timedelta(days=1)


class Overlap(PublishError):
    """Two editions of the same line would hold on the same day."""


def with_takeover(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return guideline pages that know the day from which another published edition takes over, in the same query."""
    return pages.annotate(taken_over=Subquery(_successors(pages.model, OuterRef("code"))[:1]))


def takeover_of(page: Any) -> dt.date | None:
    """Return the day from which a published edition takes over from this one, or None."""
    return _successors(type(page), page.code).first() if page.code else None


def last_day_of(page: Any) -> dt.date | None:
    """Return the last day an edition holds: or None until further notice: its own, or that of another's takeover."""
    ends = [page.valid_to, page.taken_over and page.taken_over - _DAY]
    return min((day for day in ends if day), default=None)


def _successors(model: Any, code: Any) -> QuerySet[Any]:
    """Return the days from which others take over from an edition, whatever language they are published in."""
    return (
        model.objects.filter(live=True, replaces=code)
        .order_by("valid_from")
        .values_list("valid_from", flat=True)
    )


def refuse_overlap(page: Any) -> None:
    """Raise Overlap unless a bokmål page begins after the one it takes over from, and before the one that follows."""
    others = type(page).objects.filter(locale=page.locale, live=True).exclude(pk=page.pk)
    faults = []
    if page.replaces:
        before = others.filter(code=page.replaces).only("title", "valid_from").first()
        rival = others.filter(replaces=page.replaces).only("title").first()
        if before is None:
            faults.append(
                _("There is no published edition %(code)s to take over from.") % {"code": page.replaces}
            )
        elif before.valid_from >= page.valid_from:
            faults.append(
                _(
                    "This edition takes over from “%(other)s”, and must begin after %(day)s, when that one began."
                )
                % {"other": before.title, "day": long_date(before.valid_from)}
            )
        if rival is not None:
            faults.append(
                _("“%(other)s” takes over from %(code)s already: the two would hold at the same time.")
                % {"other": rival.title, "code": page.replaces}
            )
    after = others.filter(replaces=page.code).only("title", "valid_from").first()
    if after is not None and after.valid_from <= page.valid_from:
        faults.append(
            _("“%(other)s” takes over from this edition on %(day)s, before this one begins.")
            % {"other": after.title, "day": long_date(after.valid_from)}
        )
    if faults:
        raise Overlap(faults)


def beside(page: Any) -> list[Any]:
    """Return the published editions outside its line that hold on the day it begins: an editor should know."""
    if not page.valid_from:
        return []
    others = (
        type(page)
        .objects.filter(locale=page.locale, live=True, valid_from__lte=page.valid_from)
        .exclude(code__in=[page.code, page.replaces])
    )
    held = with_takeover(others.only("title", "code", "valid_from", "valid_to"))
    return [each for each in held if (end := last_day_of(each)) is None or end >= page.valid_from]
