"""The log of a network: what was done, who did it and when, in the reader's language. Lines are never changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import Network, NetworkLog, User

from . import rights

Kind = NetworkLog.Kind
_WORDS = {
    Kind.STARTED: _("The network started"),
    Kind.JOINED: _("%(service)s takes part"),
    Kind.LEFT: _("%(service)s leaves"),
    Kind.PERSONS: _("%(service)s sends %(persons)s, of them %(leaders)s from the leadership"),
    Kind.LEADER: _("%(person)s becomes network leader"),
    Kind.STEERING: _("%(person)s joins the steering group"),
    Kind.STEERING_ENDED: _("%(person)s leaves the steering group"),
    Kind.PLAN: _("A plan was added: %(title)s"),
    Kind.THEMES: _("The themes were set: %(themes)s"),
    Kind.CONTINUATION: _("It was written how the cooperation continues without funds"),
    Kind.INVITED: _("%(service)s is invited by %(initiator)s"),
    Kind.ACCEPTED: _("%(service)s accepted the invitation"),
    Kind.DECLINED: _("%(service)s declined the invitation"),
    Kind.HELP_ASKED: _("The network asked the office for help"),
    Kind.HELP_ANSWERED: _("The office answered the request for help"),
    Kind.NOTED: _("%(office)s has seen that %(service)s takes part"),
    Kind.FOLLOW_UP: _("Follow-up by the office"),
    Kind.PERSON_INVITED: _("Invited by e-mail: %(number)s"),
    Kind.PERSON_CAME: _("%(person)s accepted the invitation"),
    Kind.PERSON_LEFT: _("%(person)s takes part no longer"),
}


@dataclass(frozen=True)
class Line:
    """One line as a page shows it."""

    text: str
    note: str
    on: dt.date
    by: User
    at: dt.datetime
    internal: bool


def write(
    network: Network,
    kind: NetworkLog.Kind,
    *,
    by: User,
    on: dt.date | None = None,
    note: str = "",
    internal: bool = False,
    **fields: Any,
) -> NetworkLog:
    """Write a line; `on` is the day it holds from (today if nothing is said), `fields` fill the words of its kind."""
    return NetworkLog.objects.create(
        network=network,
        kind=kind,
        on=on or clock.today(),
        note=note,
        internal=internal,
        fields={name: str(value) for name, value in fields.items()},
        by=by,
    )


def visible_lines(user: User, network: Network) -> QuerySet[NetworkLog]:
    """Return the lines a person may read of a network they see: internal ones only at the office and directorate."""
    lines = NetworkLog.objects.filter(network=network).select_related("by")
    return lines if rights.sees_internal(user, network) else lines.exclude(internal=True)


def told(line: NetworkLog) -> Line:
    """Return a line in the reader's language."""
    text = str(_WORDS[Kind(line.kind)]) % line.fields
    return Line(text, line.note, line.on, line.by, line.at, line.internal)
