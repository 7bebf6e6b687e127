"""What the case page shows of the decision, its conditions and its payments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows import letters
from workflows.cases.acts import acts_on
from workflows.cases.checking import latest_findings
from workflows.cases.correspondence import reads_messages
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import sees_internal
from workflows.directory.models import User

from . import acts, paying
from .models import AccountChange, Condition, Decision, Instalment, Outcome, Payment, PaymentStop

LETTERS = (*Outcome.values, "decision_changed", "decision_withdrawn")


def decision(case: Case, user: User) -> dict[str, Any]:
    """Return the decision that holds, its letter, the earlier ones, and what one may do about them."""
    letter = case.documents.filter(kind__in=LETTERS).order_by("-id").first()
    decisions = list(Decision.objects.filter(case=case).select_related("by", "terms"))
    return {
        "decision": decisions[-1] if decisions else None,
        "earlier": decisions[:-1],
        "payments": list(Payment.objects.filter(case=case)),
        "letter": letter,
        "letter_html": letters.preview_html(letter) if letter else "",
        "conditions": _conditions(case) if reads_messages(case, user) else [],
        "findings": [(f.rule, f) for f in latest_findings(case, "decision")],
        "acts": acts_on(case, user, part="vedtak"),
    }


def _conditions(case: Case) -> list[Condition]:
    return list(Condition.objects.filter(case=case).select_related("rule__edition"))


def conditions(case: Case, user: User) -> dict[str, Any]:
    """Return the conditions, each with what one may do about it."""
    found = _conditions(case)
    for condition in found:
        condition.case = case
        vars(condition)["acts"] = acts_on(condition, user, part=acts.CONDITIONS, beneath=True)
    return {"conditions": found}


def payment(case: Case, user: User) -> dict[str, Any]:
    """Return what is paid, what is planned, the account, and what holds the payment back."""
    decided = getattr(case, "decision", None)
    part = paying.next_part(case) if decided else None
    paid = list(Payment.objects.filter(case=case).select_related("registered_by", "attested_by"))
    internal = sees_internal(user, case)
    return {
        "decision": decided,
        "payments": paid,
        "planned": list(Instalment.objects.filter(case=case, number__gt=len(paid))),
        "part": part,
        "held_back": paying.held_back(case) if part else [],
        "account": paying.account_of(case),
        "changes": list(AccountChange.objects.filter(case=case).select_related("by", "confirmed_by")),
        "stops": list(PaymentStop.objects.filter(case=case).select_related("by", "lifted_by"))
        if internal
        else [],
        "acts": acts_on(case, user, part=acts.PAYMENT) if decided else [],
    }


register(CasePanel("vedtak", _("Decision and letter"), "grant/part_decision.html", decision, order=30))
register(
    CasePanel(
        acts.CONDITIONS, _("Conditions"), "grant/part_conditions.html", conditions, order=32,
        shown=reads_messages,
    )
)  # fmt: skip
register(
    CasePanel(acts.PAYMENT, _("Payment"), "grant/part_payment.html", payment, order=34, shown=reads_messages)
)
