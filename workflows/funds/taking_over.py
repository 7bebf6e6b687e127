"""Money of a case that came from another installation: what was paid there, in the pot it was paid from (R7.3)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.errors import Refused
from workflows.ui.amounts import MAXIMUM

from .actions import change_authority, open_pot
from .models import LedgerEntry, LedgerKind, Pot

_OF_CASES = (
    LedgerKind.COMMITMENT,
    LedgerKind.RELEASE,
    LedgerKind.PAYMENT,
    LedgerKind.CARRY_OVER,
    LedgerKind.REPAYMENT,
)


@transaction.atomic
def take_over(
    *, case: Case, office: GovernorOffice, year: int, movements: Iterable[LedgerEntry], note: str
) -> None:
    """Enter a case's movements as they were made, in the pot of the office that paid, for the case's scheme.

    The pot gets as much authority as was committed, and gives back as much as was let go of within its year: what it
    has available is afterwards what it was before. `movements` are not stored, in their order, in whole kroner.
    Raises Refused for a movement that no case has, or more given back than was committed.
    """
    rows = list(movements)
    for row in rows:
        if row.kind not in _OF_CASES or not 0 < row.amount <= MAXIMUM:
            raise Refused(_("The money of the case does not add up."))
    committed = sum(row.amount for row in rows if row.kind == LedgerKind.COMMITMENT)
    pot = open_pot(office=office, scheme=case.scheme, year=year)
    before = Pot.objects.values_list("available", flat=True).get(pk=pot.pk)
    if committed:
        change_authority(pot=pot, change=committed, by=None, note=note)
    for row in rows:
        row.pot, row.case = pot, case
        if row.available_change:
            moved = Pot.objects.filter(pk=pot.pk, available__gte=-row.available_change)
            if not moved.update(available=F("available") + row.available_change):
                raise Refused(_("The money of the case does not add up."))
        row.save(force_insert=True)
    after = Pot.objects.values_list("available", flat=True).get(pk=pot.pk)
    if after > before:
        change_authority(pot=pot, change=before - after, by=None, note=note)
    if after < before:
        raise Refused(_("The money of the case does not add up."))
