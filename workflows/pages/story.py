"""A case as those outside the office follow it: what has happened, who has it now, and what is to come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.status import STATUS

from workflows.cases.models import Case, CasePause, Document, WorkItem
from workflows.ui.amounts import format_amount
from workflows.ui.dates import day_of, long_date

from .ahead import Ahead
from .timeline import pause_step
from .whom import Waited

_HAPPENED: dict[
    str, str | Promise
] = {  # done work, as it is told afterwards; decisions and payments tell of theirs
    "application.confirm": gettext_lazy("Stood behind the application"),
    "application.submit": gettext_lazy("The application was sent"),
    "application.enter": gettext_lazy("The application was registered by the county governor"),
    "application.supplement": gettext_lazy("What was missing was sent"),
    "grant.document_conditions": gettext_lazy("What was required was documented"),
    "grant.accept": gettext_lazy("The grant was accepted"),
    "report.report": gettext_lazy("The report was sent"),
    "report.control": gettext_lazy("The county governor went through the report"),
    "report.progress": gettext_lazy("The progress report was sent"),
    "report.decide_carry_over": gettext_lazy("It was decided whether money can be used next year"),
    "report.repay": gettext_lazy("Money was paid back"),
    "audit.appoint": gettext_lazy("The auditor was named"),
    "audit.upload": gettext_lazy("The audit statement was sent"),
    "audit.state": gettext_lazy("The auditor gave the statement"),
    "audit.control": gettext_lazy("The county governor went through the audit statement"),
    "change.decide": gettext_lazy("The change was decided on"),
    "appeal.decide": gettext_lazy("The appeal was decided"),
}


AT_ONCE = dt.timedelta(minutes=1)  # a letter is written with what it tells of


@dataclass
class Event:
    """Something that happened: a moment or a day, what, more about it, and the letters that came with it."""

    at: dt.date
    moment: Any
    title: str
    note: str = ""
    letters: list[Document] = field(default_factory=list)
    state: str = "done"
    when: str = ""

    def step(self) -> dict[str, Any]:
        """Return it as a step of a timeline."""
        links = [{"title": letter.title, "url": letter.get_absolute_url()} for letter in self.letters]
        return {
            "title": self.title,
            "state": self.state,
            "when": self.when or self.at,
            "note": self.note,
            "links": links,
        }


def story(
    case: Case,
    *,
    done: Iterable[WorkItem],
    waited: Iterable[Waited],
    coming: Iterable[Ahead],
    documents: Iterable[Document],
) -> list[dict[str, Any]]:
    """Return the steps of the timeline: past by date with their letters, what is waited for, and what is to come."""
    past = sorted(_gathered(_happened(case, done)), key=_in_time)
    for letter in documents:
        if letter.direction == Document.Direction.OUT:
            _attach(past, letter)
    steps = [event.step() for event in sorted(past, key=_in_time)]
    steps += [
        {
            "title": each.what,
            "state": "current",
            "when": _("since %(date)s") % {"date": long_date(each.since)},
            "note": _who(each),
        }
        for each in waited
    ]
    return steps + [
        {"title": each.title, "state": "waiting", "when": _by(each.by), "note": each.note} for each in coming
    ]


def _happened(case: Case, done: Iterable[WorkItem]) -> list[Event]:
    """Return what happened in a case, in no order; what was called off did not."""
    past = [_event(case.created, _("The draft was begun"))]
    for item in done:
        title = _HAPPENED.get(f"{item.flow}.{item.node}")
        if title and item.done_at and item.task.status == STATUS.DONE:
            place = item.municipality or item.service
            past.append(_event(item.done_at, str(title), str(place or "")))
    past += [_pause(pause) for pause in case.pauses.all()]
    for decision in case.decisions.all():
        amount = format_amount(decision.awarded_amount) if decision.awarded_amount else ""
        title = _("Decided: %(outcome)s") % {"outcome": decision.get_outcome_display()}
        past.append(_event(decision.at, title, amount))
    for payment in case.payments.all():
        if payment.attested_at:
            past.append(_event(payment.paid_on, _("The money was paid out"), format_amount(payment.amount)))
    if case.closed_at:
        past.append(_event(case.closed_at, _("The case was closed"), str(case.get_ending_display())))
    return past


def _gathered(past: Iterable[Event]) -> list[Event]:
    """Return the events with those of one kind and day as one: participants stand behind an application together."""
    found: dict[tuple[dt.date, str], Event] = {}
    for event in past:
        same = found.setdefault((event.at, event.title), event)
        if same is not event and event.note:
            same.note = f"{same.note}, {event.note}" if same.note else event.note
    return list(found.values())


def _in_time(event: Event) -> tuple[dt.date, str]:
    return event.at, str(event.moment)


def _event(moment: dt.date, title: str, note: str = "") -> Event:
    return Event(day_of(moment), moment, title, note)


def _pause(pause: CasePause) -> Event:
    """Return a time the clock stood still, or still does."""
    told = pause_step(pause)
    title = _("The clock stood still") if pause.until else told["title"]
    event = _event(pause.since, title, told["note"])
    event.state, event.when = told["state"], told["when"]
    return event


def _attach(past: list[Event], letter: Document) -> None:
    """Put a letter with what it tells of, which came at the same moment; otherwise it is an event of its own."""

    def apart(event: Event) -> dt.timedelta:
        return abs(event.moment - letter.date) if isinstance(event.moment, dt.datetime) else AT_ONCE

    nearest = min(reversed(past), key=apart)
    if apart(nearest) < AT_ONCE:
        nearest.letters.append(letter)
        return
    alone = _event(letter.date, _("Letter from the county governor"))
    alone.letters.append(letter)
    past.append(alone)


def _who(waited: Waited) -> str:
    return " · ".join([waited.who, *([", ".join(waited.places)] if waited.places else [])])


def _by(day: dt.date | None) -> str:
    return _("by %(date)s") % {"date": long_date(day)} if day else ""
