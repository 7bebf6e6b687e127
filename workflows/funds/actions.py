"""The verbs of the ledger: each moves whole kroner, in the pot and in the ledger, in one transaction (R4.2).

What each does to `Pot.available` stands beside its kind in `LedgerKind`. What a pot can still give is tested by
the very UPDATE that takes it, and what a case can still be paid under the lock of its pot's row, so that no two
can take the same krone (A6, A8).
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice, User
from workflows.errors import Refused
from workflows.ui.amounts import MAXIMUM, format_amount

from .balances import CaseBalance, balance_of
from .models import LedgerEntry, LedgerKind, Pot


class NotEnough(Refused):
    """The pot has not that much left; `remaining` says how many kroner it has."""

    def __init__(self, remaining: int) -> None:
        super().__init__(_("Not enough funds: %(amount)s remains.") % {"amount": format_amount(remaining)})
        self.remaining = remaining


class TooMuch(Refused):
    """The case's grant does not go that far; `remaining` says how many kroner it does."""

    def __init__(self, remaining: int) -> None:
        super().__init__(
            _("The amount is too large: in this case %(amount)s is left.")
            % {"amount": format_amount(remaining)}
        )
        self.remaining = remaining


def open_pot(*, office: GovernorOffice, scheme: str, year: int) -> Pot:
    """Return the pot of an office for a scheme (its code) and a year, made empty if there was none."""
    pot, _created = Pot.objects.get_or_create(office=office, scheme=scheme, year=year)
    return pot


@transaction.atomic
def give_authority(
    *,
    office: GovernorOffice,
    scheme: str,
    year: int,
    amount: int,
    by: User | None,
    note: str = "",
    act: str = "",
) -> LedgerEntry:
    """Give an office authority to spend `amount` kroner, for the first time or more (R4.2).

    `act` names what this is part of: IntegrityError for a second entry of it in the same pot.
    """
    pot = open_pot(office=office, scheme=scheme, year=year)
    return change_authority(pot=pot, change=_kroner(amount), by=by, note=note, act=act)


@transaction.atomic
def lower_authority(*, pot: Pot, amount: int, by: User | None, note: str = "", act: str = "") -> LedgerEntry:
    """Take `amount` kroner of authority back. Raises NotEnough if as much is not free: what is committed stays (A8)."""
    return change_authority(pot=pot, change=-_kroner(amount), by=by, note=note, act=act)


@transaction.atomic
def change_authority(*, pot: Pot, change: int, by: User | None, note: str = "", act: str = "") -> LedgerEntry:
    """Raise a pot's authority by `change` kroner, or lower it by as many below zero (R4.2).

    `act` names what this is part of: IntegrityError for a second entry of it in the same pot. Raises NotEnough if
    as much is not free.
    """
    _kroner(abs(change))
    return _move(
        pot.pk,
        LedgerKind.AUTHORITY,
        change,
        by=by,
        change=change,
        authority=change,
        note=note,
        act=act,
    )


@transaction.atomic
def return_to_directorate(
    *, pot: Pot, amount: int, by: User | None, note: str = "", act: str = ""
) -> LedgerEntry:
    """Hand back `amount` kroner that were never committed; the authority given stays on record.

    Raises NotEnough if as much is not free.
    """
    return _move(pot.pk, LedgerKind.RETURN, _kroner(amount), by=by, change=-amount, note=note, act=act)


@transaction.atomic
def move_authority(
    *, source: Pot, target: Pot, amount: int, by: User | None, note: str = "", act: str = ""
) -> tuple[LedgerEntry, LedgerEntry]:
    """Let `amount` kroner that are free in one pot be another's of the same year; the authority given stays on record.

    Returns the entry of each. The pots are changed in the order of their keys, so that two opposite moves at once
    wait for each other and never both for ever. Raises NotEnough if as much is not free in `source`.
    """
    if source.pk == target.pk or source.year != target.year:
        raise ValueError("Authority is moved between two pots of the same year.")
    act = act or uuid.uuid4().hex
    changes = {source.pk: -_kroner(amount), target.pk: amount}
    entries = {
        pot: _move(pot, LedgerKind.MOVE, change, by=by, change=change, moved=-change, note=note, act=act)
        for pot, change in sorted(changes.items())
    }
    return entries[source.pk], entries[target.pk]


@transaction.atomic
def commit_funds(*, case: Case, amount: int, by: User | None, act: str = "") -> LedgerEntry:
    """Commit `amount` kroner of the pot of the case's office, scheme and year to the case (A6).

    Call it in the transaction of the decision. `act` names a later decision that grants so much more; the first
    has none. Raises NotEnough if the pot has not that much left, or if there is no pot; IntegrityError if the
    decision already has its commitment.
    """
    pot = (
        Pot.objects.filter(office=case.office_id, scheme=case.scheme, year=case.year)
        .values_list("pk", flat=True)
        .first()
    )
    if pot is None:
        raise NotEnough(0)
    return _move(pot, LedgerKind.COMMITMENT, _kroner(amount), by=by, change=-amount, case=case, act=act)


def release(*, case: Case, amount: int, by: User | None, note: str = "", act: str = "") -> LedgerEntry:
    """Let go of `amount` kroner that were committed and not paid.

    Within the pot's year they are available again; after it they go to the directorate (R5.3). `act` names the
    decision that grants so much less. Raises TooMuch for more than is committed and not paid.
    """
    return _move_in_case(
        case, LedgerKind.RELEASE, amount, by=by, within=lambda balance: balance.unpaid, note=note, act=act
    )


def register_payment(*, case: Case, amount: int, by: User | None, act: str = "") -> LedgerEntry:
    """Enter that `amount` kroner were paid: once in a case, or once for each `act`, which names an instalment.

    Raises TooMuch for more than is committed and not paid, IntegrityError for an instalment that is entered.
    """
    return _move_in_case(
        case, LedgerKind.PAYMENT, amount, by=by, within=lambda balance: balance.unpaid, act=act
    )


def carry_over(*, case: Case, amount: int, by: User | None, note: str = "") -> LedgerEntry:
    """Enter that `amount` kroner of the grant may be used in the next year (R5.2). Raises TooMuch beyond the grant."""
    return _move_in_case(
        case,
        LedgerKind.CARRY_OVER,
        amount,
        by=by,
        within=lambda balance: balance.granted - balance.repaid - balance.carried_over,
        note=note,
    )


def repay(*, case: Case, amount: int, by: User | None, note: str = "") -> LedgerEntry:
    """Enter that `amount` kroner came back; they go to the directorate, never to a pot (R5.3).

    Raises TooMuch for more than was paid and has not come back.
    """
    return _move_in_case(
        case,
        LedgerKind.REPAYMENT,
        amount,
        by=by,
        within=lambda balance: balance.paid - balance.repaid,
        note=note,
    )


def _kroner(amount: int) -> int:
    """Return the amount if it is one: whole kroner, more than none."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"Whole kroner are needed, not {amount!r}.")
    if not 0 < amount <= MAXIMUM:
        raise ValueError(f"{amount} kroner cannot be moved.")
    return amount


def _move(
    pot: int,
    kind: LedgerKind,
    amount: int,
    *,
    by: User | None,
    change: int = 0,
    authority: int = 0,
    moved: int = 0,
    case: Case | None = None,
    note: str = "",
    act: str = "",
) -> LedgerEntry:
    """Change the pot if it has what is taken, and write the entry; inside the caller's transaction."""
    if change:
        changed = Pot.objects.filter(pk=pot, available__gte=-change).update(
            available=F("available") + change,
            authority=F("authority") + authority,
            moved=F("moved") + moved,
        )
        if not changed:
            raise NotEnough(Pot.objects.values_list("available", flat=True).get(pk=pot))
    return LedgerEntry.objects.create(
        pot_id=pot, case=case, kind=kind, amount=amount, available_change=change, by=by, note=note, act=act
    )


@transaction.atomic
def _move_in_case(
    case: Case,
    kind: LedgerKind,
    amount: int,
    *,
    by: User | None,
    within: Callable[[CaseBalance], int],
    note: str = "",
    act: str = "",
) -> LedgerEntry:
    """Write a movement of what was committed to a case, if the case has as much left, under the lock of its pot."""
    amount = _kroner(amount)
    pot = (
        Pot.objects.select_for_update(of=("self",))
        .filter(entries__case=case, entries__kind=LedgerKind.COMMITMENT)
        .first()
    )
    remaining = within(balance_of(case)) if pot else 0
    if pot is None or amount > remaining:
        raise TooMuch(remaining)
    again_available = kind == LedgerKind.RELEASE and clock.today().year <= pot.year
    change = amount if again_available else 0
    return _move(pot.pk, kind, amount, by=by, change=change, case=case, note=note, act=act)
