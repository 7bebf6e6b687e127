"""What the case page shows of the decision."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows import letters
from workflows.cases.checking import latest_findings
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.directory.models import User

from .models import Decision, Outcome, Payment


def decision(case: Case, user: User) -> dict[str, Any]:
    """Return the decision, its letter and its payment."""
    letter = case.documents.filter(kind__in=Outcome.values).order_by("-id").first()
    return {
        "decision": Decision.objects.filter(case=case).select_related("terms").first(),
        "payment": Payment.objects.filter(case=case).first(),
        "letter": letter,
        "letter_html": letters.preview_html(letter) if letter else "",
        "findings": [(f.rule, f) for f in latest_findings(case, "decision")],
    }


register(CasePanel("vedtak", _("Decision and letter"), "grant/part_decision.html", decision, order=30))
