"""Municipalities outside any network: who they are, which need attention, and what was done (R2.10).

All of it is internal to the office and the directorate.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.rights import demand
from workflows.directory.models import Municipality, MunicipalityNote, NetworkMembership, User
from workflows.errors import Refused

from . import rights

Kind = MunicipalityNote.Kind
MARKS = (Kind.MARKED, Kind.UNMARKED)


def outside(user: User, *, marked: bool = False) -> QuerySet[Municipality]:
    """Return the municipalities a person's office has that take part in no network today; the marked ones alone."""
    present = NetworkMembership.objects.on().filter(service__municipalities=OuterRef("pk"))
    found = with_notes(rights.visible_municipalities(user).filter(~Exists(present)))
    return found.filter(Q(("mark", Kind.MARKED))) if marked else found


def with_notes(municipalities: QuerySet[Municipality]) -> QuerySet[Municipality]:
    """Return municipalities with `mark` (the newest mark's kind) and `reached_on` (the day of the last outreach)."""
    notes = MunicipalityNote.objects.filter(municipality=OuterRef("pk"))
    return municipalities.annotate(
        mark=Subquery(notes.filter(kind__in=MARKS).order_by("-id").values("kind")[:1]),
        reached_on=Subquery(notes.filter(kind=Kind.OUTREACH).order_by("-on", "-id").values("on")[:1]),
    )


@transaction.atomic
def note(
    *, municipality: Municipality, kind: str, text: str, by: User, on: dt.date | None = None, whom: str = ""
) -> MunicipalityNote:
    """Log outreach, or mark that a municipality needs special attention or no longer does.

    Raises NotThere, NotAllowed, or Refused: a day to come, or a mark that says what the last one said.
    """
    demand(rights.may_note(by, municipality))
    municipality = (
        Municipality.objects.select_for_update(of=("self",))
        .select_related("county__office")
        .get(pk=municipality.pk)
    )
    on = on or clock.today()
    if on > clock.today():
        raise Refused(_("Write today’s date or an earlier one."))
    if kind in MARKS and (is_marked(municipality) == (kind == Kind.MARKED)):
        raise Refused(_("That is how the municipality is marked already."))
    return MunicipalityNote.objects.create(
        municipality=municipality, office=municipality.office, kind=kind, on=on, whom=whom, text=text, by=by
    )


def is_marked(municipality: Municipality) -> bool:
    """Return whether a municipality is marked as needing special attention."""
    last = municipality.notes.filter(kind__in=MARKS).order_by("-id").values_list("kind", flat=True).first()
    return last == Kind.MARKED
