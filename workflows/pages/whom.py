"""Who has a case: what is waited for, from whom and since when (P5–P10).

Those outside the office see that the office has the case and what for, not which of its steps it has come to.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case, WorkItem

_CONSIDERS = _("Considers the application")
_INSIDE: dict[str, str | Promise] = {  # what the office has a case for, by flow or step
    "application": _("Sees that the application is complete"),
    "assessment": _CONSIDERS,
    "grant": _CONSIDERS,
    "grant.register_payment": _("Pays the money out"),
    "grant.attest_payment": _("Pays the money out"),
    "report": _("Goes through the report"),
    "report.decide_carry_over": _("Decides whether money can be used next year"),
    "report.repay": _("Waits for the money that is to be paid back"),
    "audit": _("Goes through the audit statement"),
    "change": _("Considers the change"),
    "appeal": _("Considers the appeal"),
}
WHERE = ("municipality", "service", "region", "environment")  # what work items are told of with
ASIDE = "statements"  # what the office asks others for while it assesses: not for the network


@dataclass
class Waited:
    """Something that is waited for: what, from whom, since when, and by when where that is said."""

    case: Case
    what: str
    who: str
    since: dt.datetime
    due: dt.date | None = None
    places: list[str] = field(default_factory=list)


def waited_for(items: Iterable[WorkItem], *, internal: bool) -> list[Waited]:
    """Return what open work is waited for, one for each case and thing asked, in the order it was opened.

    Asks the database nothing where the items' cases, tasks and places are known.
    """
    found: dict[tuple[int, str], Waited] = {}
    for item in items:
        if not internal and item.flow == ASIDE:
            continue
        one = _outside(item) if item.office_id and not internal else _told(item)
        known = found.setdefault((item.case_id, one.what), one)
        known.since = min(known.since, item.opened)
        place = next((str(getattr(item, kind)) for kind in WHERE if getattr(item, f"{kind}_id")), "")
        if place and place not in known.places:
            known.places.append(place)
    return list(found.values())


def _told(item: WorkItem) -> Waited:
    """Return work as it is called, with whom it is for."""
    return Waited(item.case, str(item.task_title), item.get_role_display(), item.opened, item.due)


def _outside(item: WorkItem) -> Waited:
    """Return the office's work as the others see it."""
    what = _INSIDE.get(f"{item.flow}.{item.node}") or _INSIDE.get(item.flow, _("Handles the case"))
    return Waited(item.case, str(what), str(item.case.office), item.opened)
