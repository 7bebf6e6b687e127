"""What the directorate does with pots: distributes, raises, lowers and moves authority, with a reason (P2, R4.2).

Each act has a key, as the page gave it out: sent twice, it is done once. What is written for an act carries its name
in the ledger, where no pot takes a second entry of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.rights import demand
from workflows.directory.models import GovernorOffice, User
from workflows.errors import AlreadyDone, Refused

from . import actions, rights
from .models import LedgerEntry, Pot

Written = dict[tuple[int, str, int], int]  # office, scheme and year of a pot: the entry's amount


@dataclass(frozen=True)
class Done:
    """The entries of an act, and whether they were written before, by the same call."""

    entries: list[LedgerEntry]
    repeated: bool = False


def distribute(
    *, amounts: Mapping[GovernorOffice, int], scheme: str, year: int, by: User, reason: str, key: str
) -> Done:
    """Give offices authority for a scheme (its code) and a year: to all of them, or to none.

    Raises NotAllowed, Refused for a year that is over, AlreadyDone for a key that did something else.
    """
    demand(rights.may(by, rights.DISTRIBUTE))
    refuse_ended(year)
    offices = sorted(amounts, key=lambda office: office.code)  # the same order for all: no two wait for ever

    def write(act: str) -> list[LedgerEntry]:
        pots = [actions.open_pot(office=office, scheme=scheme, year=year) for office in offices]
        given = {pot: amounts[office] for pot, office in zip(pots, offices, strict=True)}
        return [
            actions.change_authority(pot=pot, change=given[pot], by=by, note=reason, act=act)
            for pot in sorted(pots, key=lambda pot: pot.pk)
        ]

    return _once({(office.pk, scheme, year): amounts[office] for office in offices}, write, by=by, key=key)


def change_authority(*, pot: Pot, change: int, by: User, reason: str, key: str) -> Done:
    """Raise a pot's authority by `change` kroner, or lower it by as many below zero.

    Raises NotThere, NotAllowed, NotEnough when it would go below what is committed (A8), Refused for a year that is
    over, AlreadyDone for a key that did something else.
    """
    demand(rights.may(by, rights.CHANGE, office=pot.office))
    refuse_ended(pot.year)
    return _once(
        {_of(pot): change},
        lambda act: [actions.change_authority(pot=pot, change=change, by=by, note=reason, act=act)],
        by=by,
        key=key,
    )


def move(
    *, source: Pot, office: GovernorOffice, scheme: str, amount: int, by: User, reason: str, key: str
) -> Done:
    """Move `amount` free kroner of a pot to another office's, or to another scheme's, of the same year.

    Raises NotThere, NotAllowed, NotEnough with what is free, Refused for a year that is over or for the same pot,
    AlreadyDone for a key that did something else.
    """
    demand(rights.may(by, rights.MOVE, office=source.office))
    refuse_ended(source.year)
    there = (office.pk, scheme, source.year)
    if there == _of(source):
        raise Refused(_("Choose another pot than the one the money is in."))

    def write(act: str) -> list[LedgerEntry]:
        target = actions.open_pot(office=office, scheme=scheme, year=source.year)
        return list(
            actions.move_authority(source=source, target=target, amount=amount, by=by, note=reason, act=act)
        )

    return _once({_of(source): -amount, there: amount}, write, by=by, key=key)


def refuse_ended(year: int) -> None:
    """Raise Refused for a year that is over: its money is the directorate's again (R4.4)."""
    if year < clock.today().year:
        raise Refused(
            _("The year %(year)s is over. Its authority can no longer be changed.") % {"year": year}
        )


def _of(pot: Pot) -> tuple[int, str, int]:
    return (pot.office_id, pot.scheme, pot.year)


def _once(wanted: Written, write: Callable[[str], list[LedgerEntry]], *, by: User, key: str) -> Done:
    """Write the entries of an act, unless this person's same act was done; whoever comes second finds the first."""
    act = f"{by.pk}-{key}"[:80]
    try:
        with transaction.atomic():
            earlier = _written(act)
            if not earlier:
                return Done(write(act))
    except (
        IntegrityError,
        actions.NotEnough,
    ):  # the same act at the same moment may have taken what there was
        earlier = _written(act)
        if not earlier:
            raise
    if {_of(entry.pot): entry.amount for entry in earlier} != wanted:
        raise AlreadyDone(by=earlier[0].by, at=earlier[0].at)
    return Done(earlier, repeated=True)


def _written(act: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(act=act).select_related("pot", "by").order_by("id"))
