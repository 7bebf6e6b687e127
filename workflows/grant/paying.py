"""Paying a grant out: in how many parts, to which account, and what holds it back (R4.9, R8.10)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock
from workflows.assessment.conditions import ConditionKind
from workflows.cases import journal
from workflows.cases.models import Case
from workflows.cases.rights import Answer, Scope, at_office, demand
from workflows.directory.models import Role, User
from workflows.errors import Refused
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date

from .conditions import blocking
from .models import Acceptance, AccountChange, Instalment, Outcome, Payment, PaymentStop

MOST = 12


@dataclass(frozen=True)
class Part:
    """A part of the grant that is to be paid: its number, whole kroner, and the day it is planned for, if any."""

    number: int
    amount: int
    planned_on: dt.date | None = None


def left_to_register(case: Case) -> int:
    """Return how many kroner of what is awarded are in no payment yet."""
    return int(case.decision.awarded_amount) - sum(
        Payment.objects.filter(case=case).values_list("amount", flat=True)
    )


def next_part(case: Case) -> Part | None:
    """Return the part to be paid next: the plan's, or all that is left where there is no plan; None for nothing."""
    left = left_to_register(case)
    if left <= 0:
        return None
    number = Payment.objects.filter(case=case).count() + 1
    planned = Instalment.objects.filter(case=case, number=number).first()
    if planned is None:
        return Part(number, left)
    return Part(number, min(planned.amount, left), planned.planned_on)


def held_back(case: Case) -> list[str]:
    """Return why nothing is paid out now, in words: a stop, a condition, an account that nobody has confirmed."""
    reasons = [_("Payment is stopped: %(reason)s") % {"reason": stop.reason} for stop in stops(case)]
    reasons += blocking(case, ConditionKind.BLOCKS_PAYMENT)
    newest = AccountChange.objects.filter(case=case).last()
    if newest and newest.confirmed_at is None:
        reasons.append(_("The changed account number must be confirmed by another person before it is used."))
    return reasons


def not_yet(part: Part) -> str:
    """Return why a part is not paid yet: its day has not come; an empty text where it has."""
    if part.planned_on is None or part.planned_on <= clock.today():
        return ""
    return _("This instalment is planned for %(date)s.") % {"date": long_date(part.planned_on)}


def stops(case: Case) -> list[PaymentStop]:
    """Return the stop of payment that is in force, if any."""
    return list(PaymentStop.objects.filter(case=case, lifted_at__isnull=True))


def account_of(case: Case) -> str | None:
    """Return the account the grant goes to: the newest that is confirmed, else the accepted one."""
    changed = AccountChange.objects.filter(case=case, confirmed_at__isnull=False).last()
    if changed:
        return changed.account_number
    return Acceptance.objects.filter(case=case).values_list("account_number", flat=True).first()


def paid_before_to(case: Case) -> str | None:
    """Return the account the recipient's latest attested payment went to; what is only claimed does not count."""
    earlier = Payment.objects.filter(case__municipality=case.municipality_id, attested_at__isnull=False)
    return earlier.order_by("-attested_at").values_list("account_number", flat=True).first()


# What is done about it on the case page


def may_plan(user: User, case: Case) -> Answer:
    """Return whether a person may plan instalments: while something is in no payment yet."""
    answer = _may_pay(user, case)
    if answer and left_to_register(case) <= 0:
        return Answer(False, _("All that is granted is paid."))
    return answer


def _may_pay(user: User, case: Case) -> Answer:
    """Return whether a person deals with a grant's payment: the office's caseworkers and decision makers."""
    if case.office_id not in Scope.of(user).places("office", Role.CASEWORKER, Role.DECISION_MAKER):
        return Answer(False, _("Only the office that handles the case can do this."))
    decision = getattr(case, "decision", None)
    if decision is None or decision.outcome == Outcome.REFUSED:
        return Answer(False, _("Nothing is granted in this case."))
    if case.closed_at is not None:
        return Answer(False, _("The case is closed."))
    return Answer(True)


def may_stop(user: User, case: Case) -> Answer:
    """Return whether a person may stop the payment: where something is granted and nothing stopped yet."""
    answer = _may_pay(user, case)
    if answer and stops(case):
        return Answer(False, _("Payment is already stopped."))
    if answer and left_to_register(case) <= 0 and not case.payments.filter(attested_at__isnull=True).exists():
        return Answer(False, _("All that is granted is paid."))
    return answer


def may_resume(user: User, case: Case) -> Answer:
    """Return whether a person may let a stopped payment go on."""
    answer = _may_pay(user, case)
    return Answer(False, _("Payment is not stopped.")) if answer and not stops(case) else answer


@transaction.atomic
def plan(*, case: Case, by: User, parts: list[tuple[dt.date, int]]) -> list[Instalment]:
    """Plan what is not yet paid, as days and whole kroner; replaces the plan there was for it.

    Raises NotAllowed, and Refused when the sum is not what is left to pay.
    """
    case = _locked(case)
    demand(may_plan(by, case))
    left = left_to_register(case)
    if left <= 0:
        raise Refused(_("Everything that was awarded is paid."))
    if sum(amount for _day, amount in parts) != left:
        raise Refused(
            _("The instalments must add up to what is left to pay: %(amount)s.")
            % {"amount": format_amount(left)}
        )
    first = unplan(case)
    planned = [
        Instalment(case=case, number=first + at, planned_on=day, amount=amount)
        for at, (day, amount) in enumerate(sorted(parts))
    ]
    journal.record(
        case=case,
        action="payment.planned",
        actor=by,
        details={"instalments": [[str(day), amount] for day, amount in sorted(parts)]},
    )
    return Instalment.objects.bulk_create(planned)


def unplan(case: Case) -> int:
    """Forget the plan for what is not yet paid, and return the number of the next payment."""
    first = Payment.objects.filter(case=case).count() + 1
    Instalment.objects.filter(case=case, number__gte=first).delete()
    return first


@transaction.atomic
def stop(*, case: Case, by: User, reason: str) -> PaymentStop:
    """Hold payment back; neither registered nor attested until it is lifted. Raises NotAllowed."""
    case = _locked(case)
    demand(may_stop(by, case))
    journal.record(case=case, action="payment.stopped", actor=by, details={"reason": reason})
    return PaymentStop.objects.create(case=case, by=by, reason=reason)


@transaction.atomic
def resume(*, case: Case, by: User, reason: str) -> PaymentStop:
    """Let payment go on, with the reason. Raises NotAllowed."""
    case = _locked(case)
    demand(may_resume(by, case))
    [stopped] = stops(case)
    stopped.lifted_by, stopped.lifted_at, stopped.lifted_reason = by, clock.now(), reason
    stopped.save()
    journal.record(case=case, action="payment.resumed", actor=by, details={"reason": reason})
    return stopped


def may_change_account(user: User, case: Case) -> Answer:
    """Return whether a person may give another account: network leader and office, while something is unpaid."""
    leads = case.network_id in Scope.of(user).places("network", Role.NETWORK_LEADER)
    if not leads and not at_office(user, case):
        return Answer(False, _("The network leader and the office change the account number."))
    if account_of(case) is None or left_to_register(case) <= 0:
        return Answer(False, _("There is no account number to change now."))
    return Answer(True)


@transaction.atomic
def change_account(*, case: Case, by: User, account_number: str) -> AccountChange:
    """Give another account; it is used once another person has confirmed it. Raises NotAllowed, Refused."""
    case = _locked(case)
    demand(may_change_account(by, case))
    if account_number == account_of(case):
        raise Refused(_("This is the account number that is used already."))
    journal.record(case=case, action="account.changed", actor=by, details={"account_number": account_number})
    return AccountChange.objects.create(case=case, by=by, account_number=account_number)


def may_confirm_account(user: User, case: Case) -> Answer:
    """Return whether a person may confirm the changed account: another than gave it, of municipality or office."""
    newest = AccountChange.objects.filter(case=case).last()
    if newest is None or newest.confirmed_at is not None:
        return Answer(False, _("There is no changed account number to confirm."))
    managed = Scope.of(user).places("municipality", Role.MUNICIPAL_MANAGEMENT)
    if case.municipality_id not in managed and not at_office(user, case):
        return Answer(False, _("The responsible municipality or the office confirms the account number."))
    if newest.by_id == user.pk:
        return Answer(False, _("Another person than the one who gave the account number confirms it."))
    return Answer(True)


@transaction.atomic
def confirm_account(*, case: Case, by: User) -> AccountChange:
    """Confirm the newest changed account (R8.10). Raises NotAllowed."""
    case = _locked(case)
    demand(may_confirm_account(by, case))
    newest = AccountChange.objects.filter(case=case).latest("id")
    newest.confirmed_by, newest.confirmed_at = by, clock.now()
    newest.save(update_fields=["confirmed_by", "confirmed_at"])
    journal.record(case=case, action="account.confirmed", actor=by, details={"change": newest.pk})
    return newest


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)
