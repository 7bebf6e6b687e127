"""What the case page shows of the audit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import latest_findings
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.directory.models import User

from .models import AuditObligation, AuditStatement


def audit(case: Case, user: User) -> dict[str, Any]:
    """Return the obligation, the paragraphs it rests on, and the statement."""
    return {
        "obligation": AuditObligation.objects.filter(case=case).first(),
        "statement": AuditStatement.objects.filter(case=case).first(),
        "findings": [(f.rule, f) for f in latest_findings(case, "audit")],
    }


register(CasePanel("revisjon", _("Audit"), "audit/part_audit.html", audit, order=50))
