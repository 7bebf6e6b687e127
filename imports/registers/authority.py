"""Spending authority from a file: what each pot shall have, written by the verbs of the ledger alone (R4.2).

A row says the whole authority of an office for a scheme and a year; the ledger gets the difference. To take a batch
back is to write counter-entries, as long as the money is free.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds import CHANGED, KINDS, NEW, REFUSED, UNCHANGED, Kind, PlannedRow, Tell
from imports.reading import Column, ReadRow, ReadTable
from imports.resources import Fault
from imports.sets.writing import lock
from workflows import clock
from workflows.cases.rights import Answer
from workflows.directory.models import GovernorOffice, User
from workflows.funds import managing
from workflows.funds.actions import open_pot
from workflows.funds.models import Pot
from workflows.funds.rights import DISTRIBUTE, may
from workflows.money.reading import scheme_names
from workflows.ui.amounts import MAXIMUM, format_amount

NAMES = ("office", "scheme", "year", "authority")
LONGEST_REASON = 200
Key = tuple[str, str, int]  # office, scheme, year


class _Wanted(NamedTuple):
    key: Key
    change: int  # kroner
    reason: str


class AuthorityKind(Kind):
    """What the offices may spend: the directorate's fund managers, two of them."""

    code = "authority"
    label = gettext_lazy("Spending authority")
    needs_second = True
    names = NAMES

    def columns(self) -> Sequence[Column]:
        """Return the columns: which pot, and what it shall have."""
        offices = [(each.code, str(each)) for each in GovernorOffice.objects.real()]
        return (
            Column("office", _headings("Embete", "Kontor", "Office"), "choice", required=True, choices=tuple(offices),
                   example="ROG"),
            Column("scheme", _headings("Ordning", "Ordning", "Scheme"), "choice", required=True,
                   choices=tuple(scheme_names().items()), example="leader_network"),
            Column("year", _headings("År", "År", "Year"), "number", required=True, example=str(clock.today().year)),
            Column("authority", _headings("Belastningsfullmakt", "Belastningsfullmakt", "Spending authority"), "amount",
                   required=True, help=_("The whole authority of the year, in whole kroner: not what is added to it."),
                   example="2 000 000"),
            Column("reason", _headings("Begrunnelse", "Grunngiving", "Reason"), example="Tildelingsbrev 2024"),
        )  # fmt: skip

    def may_import(self, user: User) -> Answer:
        """Return whether a person distributes authority."""
        return may(user, DISTRIBUTE)

    def plan(
        self, table: ReadTable, *, by: User | None, tell: Tell = lambda done: None
    ) -> Iterator[PlannedRow]:
        """Yield what each row would do with its pot."""
        pots = {(pot.office.code, pot.scheme, pot.year): pot for pot in Pot.objects.select_related("office")}
        known = {column.name: {code for code, _label in column.choices} for column in self.columns()}
        faults_of_cells, seen = table.faults_by_row(), dict[Key, int]()
        for row in table.rows:
            told = [Fault(row.number, each.column, each.value, str(each.reason))
                    for each in faults_of_cells.get(row.number, ())]  # fmt: skip
            yield _planned(row, table, pots, known, seen, told)
        tell(len(table.rows))

    def apply(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> None:
        """Raise and lower the pots. Raises NotAllowed, or Refused with what is free."""
        for row in rows:
            if row.outcome in (NEW, CHANGED):
                _change(row.data, by=_somebody(by), act=f"{key}-{row.number}")

    def undo(self, rows: Iterable[PlannedRow], *, by: User | None, key: str) -> list[Fault]:
        """Write counter-entries, or return which pots were changed since or have given the money away."""
        pots = {(pot.office.code, pot.scheme, pot.year): pot for pot in Pot.objects.select_related("office")}
        wanted, faults = [], []
        for row in rows:
            office, scheme, year = row.name.split(" · ")
            pot = pots[(office, scheme, int(year))]
            old, new = row.changes["authority"] if row.outcome == CHANGED else ("0", row.cells[3])
            change = int(old) - int(new)
            if pot.authority != int(new):
                words = _("It was changed since: the import wrote «%(written)s».") % {"written": new}
                faults.append(Fault(row.number, "authority", str(pot.authority), words))
            elif pot.available + change < 0:
                words = _("Not enough funds: %(amount)s remains.") % {"amount": format_amount(pot.available)}
                faults.append(Fault(row.number, "authority", new, words))
            wanted.append((row.number, _Wanted((office, scheme, int(year)), change, _("Import undone"))))
        if faults:
            return faults
        for number, each in wanted:
            _change(each, by=_somebody(by), act=f"{key}-{number}-undone")
        return []

    def lock(self) -> None:
        """Let nobody change a pot meanwhile."""
        lock(Pot)


def _planned(
    row: ReadRow,
    table: ReadTable,
    pots: dict[Key, Pot],
    known: dict[str, set[str]],
    seen: dict[Key, int],
    faults: list[Fault],
) -> PlannedRow:
    cells, number = row.cells, row.number
    bad = {fault.column for fault in faults}

    def refuse(column: str, reason: str, *, of_file: bool = False) -> None:
        if column not in bad:
            faults.append(Fault(number, column, cells.get(column, ""), reason, of_file))
            bad.add(column)

    for column in ("office", "scheme"):
        if cells.get(column, "") not in known[column]:
            refuse(column, _("This is none of the choices."))
    year = _whole(cells.get("year", ""))
    if year is None or not 2000 <= year <= 2100:
        refuse("year", _("Write a year with four digits."))
    elif year < clock.today().year:
        refuse(
            "year", _("The year %(year)s is over. Its authority can no longer be changed.") % {"year": year}
        )
    amount = _whole(cells.get("authority", ""))
    if amount is None or not 0 <= amount <= MAXIMUM:
        refuse("authority", _("Write an amount in whole kroner."))
    key = (cells.get("office", ""), cells.get("scheme", ""), year or 0)
    name = " · ".join(str(part) for part in key)
    if not faults and seen.setdefault(key, number) != number:
        refuse("office", _("Row %(row)s is the same.") % {"row": seen[key]}, of_file=True)
    pot = pots.get(key)
    old = pot.authority if pot else 0
    if not faults and pot and amount is not None and pot.available + amount - old < 0:
        words = _("Not enough funds: %(amount)s remains.") % {"amount": format_amount(pot.available)}
        refuse("authority", words)
    if faults or amount is None:
        return PlannedRow(number, REFUSED, name, cells=row.values, faults=faults)
    wanted = _Wanted(key, amount - old, cells.get("reason", ""))
    if amount == old:
        return PlannedRow(number, UNCHANGED, name)
    if pot is None or not old:
        return PlannedRow(number, NEW, name, cells=(*[str(part) for part in key], str(amount)), data=wanted)
    return PlannedRow(number, CHANGED, name, changes={"authority": (str(old), str(amount))}, data=wanted)


def _change(wanted: _Wanted, *, by: User, act: str) -> None:
    office, scheme, year = wanted.key
    pot = open_pot(office=GovernorOffice.objects.get(code=office), scheme=scheme, year=year)
    reason = wanted.reason[:LONGEST_REASON] or _("Import from a file")
    managing.change_authority(pot=pot, change=wanted.change, by=by, reason=reason, key=act)


def _somebody(by: User | None) -> User:
    if by is None:
        raise TypeError("Money is never moved by nobody.")
    return by


def _whole(text: str) -> int | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return (
        int(value)
        if value.is_finite() and abs(value) < 10**15 and value == value.to_integral_value()
        else None
    )


def _headings(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


KINDS.add(AuthorityKind.code, AuthorityKind())
