"""The log of a network: what was done, who did it and when, in the reader's language. Lines are never changed.

What an import does is told by the same lines (decision 0035).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
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
    Kind.REGISTER: _("%(about)s was changed in the register: %(columns)s"),
    Kind.UNDONE: _("An import was undone: %(line)s"),
}


@dataclass(frozen=True)
class Line:
    """One line as a page shows it."""

    text: str
    note: str
    on: dt.date
    by: User | None
    at: dt.datetime
    internal: bool


@dataclass(frozen=True)
class Imported:
    """A line that an import is to write: of which network, by its code; the rest as in `write`."""

    network: str
    kind: NetworkLog.Kind
    on: dt.date | None = None
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)


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


def write_imported(lines: Iterable[Imported], *, by: User | None, undone: bool = False) -> None:
    """Write the lines of an import, or with `undone` that each of them was taken back; `by` None is an operator."""
    waiting = list(lines)
    networks = dict(
        Network.objects.filter(code__in={line.network for line in waiting}).values_list("code", "pk")
    )
    now = clock.now()
    rows = [
        {
            "network": networks[line.network],
            "kind": Kind.UNDONE if undone else line.kind,
            "on": now.date() if undone else line.on or now.date(),
            "fields": line.fields | {"was": str(line.kind)} if undone else line.fields,
            "note": "" if undone else line.note,
            "internal": False,
            "imported": True,
            "by": by and by.pk,
            "at": now,
        }
        for line in waiting
        if line.network in networks
    ]
    if rows:
        _insert(rows)


def _insert(rows: list[dict[str, Any]]) -> None:
    """Write lines by one statement: an import has tens of thousands, and a model for each cost a quarter of it."""
    quote, known = connection.ops.quote_name, {each.name: each for each in NetworkLog._meta.concrete_fields}
    fields = [known[name] for name in rows[0]]
    columns = ", ".join(quote(str(each.column)) for each in fields)
    statement = (
        f"INSERT INTO {quote(NetworkLog._meta.db_table)} ({columns}) "  # noqa: S608
        f"VALUES ({', '.join(['%s'] * len(fields))})"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [[each.get_db_prep_save(row[each.name], connection) for each in fields] for row in rows],
        )


def visible_lines(user: User, network: Network) -> QuerySet[NetworkLog]:
    """Return the lines a person may read of a network they see: internal ones only at the office and directorate."""
    lines = NetworkLog.objects.filter(network=network).select_related("by")
    return lines if rights.sees_internal(user, network) else lines.exclude(internal=True)


def told(line: NetworkLog) -> Line:
    """Return a line in the reader's language."""
    text = _text(Kind(line.kind), line.fields)
    return Line(text, line.note, line.on, line.by, line.at, line.internal)


def _text(kind: NetworkLog.Kind, fields: dict[str, str]) -> str:
    if kind == Kind.UNDONE:
        fields = {"line": _text(Kind(fields["was"]), fields)}
    elif kind == Kind.REGISTER:
        fields = fields | {"columns": ", ".join(_names(fields["table"], fields["columns"].split()))}
    return str(_WORDS[kind]) % fields


def _names(table: str, columns: list[str]) -> list[str]:
    """Return what people call columns of a register; one that is no longer there keeps its name for machines."""
    known = {each.name: each for each in apps.get_model("workflows", table)._meta.fields}
    return [str(known[name].verbose_name) if name in known else name for name in columns]
