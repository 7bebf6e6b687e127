"""What was paid in a case elsewhere, entered here in the pot of the office that paid it (R7.3)."""

import re
from itertools import groupby

from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.errors import Refused
from workflows.funds import taking_over
from workflows.funds.balances import balance_of
from workflows.funds.checking import faults_of_grants
from workflows.funds.models import LedgerEntry
from workflows.grant.models import DECISION_ACT, Decision
from workflows.report.models import RepaymentClaim
from workflows.verifying import faults_of_claims, faults_of_decisions

from .opening import Came
from .rows import Keys, NotPlaced, unsaved

_WRONG = (AttributeError, KeyError, TypeError, ValueError, NotPlaced)
_DECISION = re.compile(rf"{re.escape(DECISION_ACT)}(\d+)")
_PAYMENT = re.compile(r"payment-\d+-(\d+)")


def take_over(came: Came, case: Case, keys: Keys) -> None:
    """Enter the case's movements; Refused where they do not add up, or do not fit what was decided and claimed."""
    rows = sorted(came.tables["ledger"], key=lambda row: (row["pot_id"], row["id"]))
    for pot, movements in groupby(rows, key=lambda row: row["pot_id"]):
        about = came.about("workflows.Pot", pot)
        office = GovernorOffice.objects.filter(code=str(about.get("office"))).first()
        if office is None:
            raise Refused(_("The office %(code)s is not here.") % {"code": about.get("office")})
        if about["scheme"] != case.scheme:
            raise Refused(_("The money of the case does not add up."))
        note = _("Paid before case %(number)s came here") % {"number": came.number}
        taking_over.take_over(
            case=case,
            office=office,
            year=int(about["year"]),
            movements=[_movement(row, case, keys) for row in movements],
            note=note[:200],
        )
    balance = balance_of(case)
    faults = [
        *faults_of_grants(LedgerEntry.objects.filter(case=case)),
        *faults_of_decisions(Decision.objects.filter(case=case)),
        *faults_of_claims(RepaymentClaim.objects.filter(case=case)),
    ]
    if balance.unpaid or faults:
        raise Refused(_("The money of the case does not add up."), *faults)


def _movement(row: dict[str, object], case: Case, keys: Keys) -> LedgerEntry:
    try:
        made = unsaved(LedgerEntry, row, keys, pot=None, case=case, act=_act(str(row["act"]), case, keys))
    except _WRONG as fault:
        raise Refused(_("The money of the case does not add up.")) from fault
    assert isinstance(made, LedgerEntry)
    return made


def _act(act: str, case: Case, keys: Keys) -> str:
    """Return the name of an act with the keys that case and decision have here."""
    if decision := _DECISION.fullmatch(act):
        return f"{DECISION_ACT}{keys.here(Decision, int(decision[1]))}"
    if payment := _PAYMENT.fullmatch(act):
        return f"payment-{case.pk}-{payment[1]}"
    return ""
