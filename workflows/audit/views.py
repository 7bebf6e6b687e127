"""What the case page shows of the audit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import latest_findings
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import at_office, decides_at
from workflows.directory.models import User

from . import covering, deferring, inviting, stopping
from .models import AuditObligation, AuditStatement


def audit(case: Case, user: User) -> dict[str, Any]:
    """Return the obligation, the paragraphs it rests on, what it covers, the statement, and what may be done now."""
    deferral, stop = covering.deferral_of(case), covering.stop_of(case)
    covered = list(covering.covered_cases(case)) if deferral else []
    waits_for_deadline = stop is not None and stop.deadline is None and at_office(user, case)
    reads_invitation = at_office(user, case) or bool(inviting.may_invite(user, case))
    return {
        "obligation": AuditObligation.objects.filter(case=case).first(),
        "statement": AuditStatement.objects.filter(case=case).first(),
        "findings": [(f.rule, f) for f in latest_findings(case, "audit")],
        "deferral": deferral,
        "stop": stop,
        "covered": covered,
        "sum": sum(vars(each)["award"] for each in covered),
        "invitation": case.audit_invitations.order_by("id").last() if reads_invitation else None,
        "may_invite": bool(inviting.may_invite(user, case)) and inviting.waits_for_invited(case),
        "may_defer": decides_at(user, case) and not deferring.refusal(case),
        "may_stop": waits_for_deadline
        or (bool(stopping.may_tell(user, case)) and not stopping.refusal(case)),
    }


register(CasePanel("revisjon", _("Audit"), "audit/part_audit.html", audit, order=50))
