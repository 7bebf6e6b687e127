"""When the year has ended: what an office did not distribute goes back to the directorate (R4.4)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from workflows import clock, reminders
from workflows.cases.rights import demand
from workflows.directory.models import GovernorOffice, User
from workflows.errors import Refused
from workflows.funds import actions, rights
from workflows.funds.models import LedgerEntry, Pot

from . import december

ACT = "year-end"  # in the ledger: one such entry in a pot, whatever happens


@dataclass(frozen=True)
class Standing:
    """How an office stands at the end of a year: what it has left, what is undecided, and when money was returned."""

    office: GovernorOffice
    left: int
    undecided: int
    returned_at: dt.datetime | None = None


def end_year(*, office: GovernorOffice, year: int, by: User | None) -> list[LedgerEntry]:
    """Return what is left in each of an office's pots of a year to the directorate; again, and nothing happens.

    `by` is None for the operator's command. Returns the entries written now. Raises NotThere, NotAllowed, and
    Refused before the year has ended.
    """
    if by is not None:
        demand(rights.may(by, rights.END_YEAR, office=office))
    refuse_before_the_end(year)
    with transaction.atomic():
        pots = Pot.objects.filter(office=office, year=year, available__gt=0)
        entries = [
            actions.return_to_directorate(pot=pot, amount=pot.available, by=by, act=ACT)
            for pot in pots.select_for_update().order_by("pk")
        ]
        reminders.settle(december.key_of(office, year))
    return entries


def refuse_before_the_end(year: int) -> None:
    """Raise Refused while the year has not ended in Oslo."""
    if year >= clock.today().year:
        raise Refused(
            _("The year %(year)s has not ended: money can be distributed until 31 December.") % {"year": year}
        )


def standings(user: User, year: int) -> list[Standing]:
    """Return how each office a person sees the pots of stands at the end of a year; four queries."""
    of_year = Pot.objects.filter(year=year).order_by().values_list("office")
    left = dict(of_year.annotate(Sum("available")))
    returned = dict(of_year.filter(entries__act=ACT).annotate(Max("entries__at")))
    waiting = dict(december.undecided(year).order_by().values_list("office").annotate(Count("pk")))
    return [
        Standing(office, left[office.pk], waiting.get(office.pk, 0), returned.get(office.pk))
        for office in rights.visible_offices(user)
        if office.pk in left
    ]
