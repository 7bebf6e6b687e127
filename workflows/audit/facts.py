"""What the rules may ask of an audit statement."""

from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import parameter
from workflows.cases.models import Case
from workflows.rules.facts import AMOUNT, AUDIT, YES_NO, fact

from . import covering
from .models import AuditStatement


@fact(
    "auditor_kind_accepted",
    YES_NO,
    _("The auditor is of a kind that is accepted"),
    AUDIT,
    rests_on=("auditor_kinds",),
)
def auditor_kind_accepted(case: Case) -> bool | None:
    if getattr(case, "payment", None) is None:
        return None  # only what was paid is audited
    kind = AuditStatement.objects.filter(case=case).values_list("auditor_kind", flat=True).first()
    accepted = parameter(case, "auditor_kinds")
    return None if kind is None or accepted is None else kind in accepted


@fact(
    "audited_amount",
    AMOUNT,
    _("The sum the audit covers, where it is more than this grant"),
    AUDIT,
    rests_on=("audit_sum_per", "audit_on_early_stop"),
)
def audited_amount(case: Case) -> int | None:
    if getattr(case, "decision", None) is None:
        return None
    return covering.audited_amount(case)
