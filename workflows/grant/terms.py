"""Terms the decision maker sets, where the case's documents state no deadline and no audit (2021; R3.2).

The form asks for them only then; what a published paragraph states is never typed anew.
"""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.cases.unstated import AUDIT, REPORT, USE, unstated
from workflows.deadlines import deadline
from workflows.ui.forms import DateField, YesNoField

from .models import Decision, DecisionTerms, Outcome

_FIELDS = ("terms_use_deadline", "terms_report_deadline", "terms_audit", "terms_audit_deadline")


def add_terms(form: Any) -> None:
    """Add a field for each thing the documents do not state, and one for the reasons."""
    made: dict[str, Any] = {
        USE: {"terms_use_deadline": lambda: DateField(label=_("The money must be used by"), required=False)},
        REPORT: {"terms_report_deadline": lambda: DateField(label=_("The report is due"), required=False)},
        AUDIT: {
            "terms_audit": lambda: YesNoField(label=_("Is an audit statement demanded?"), required=False),
            "terms_audit_deadline": lambda: DateField(
                label=_("The audit statement is due"),
                required=False,
                help_text=_("Fill in when a statement is demanded."),
            ),
        },
    }
    lacking = unstated(form.case)
    for subject in lacking:
        form.fields |= {name: make() for name, make in made[subject].items()}
    if lacking:
        form.fields["terms_reasons"] = forms.CharField(
            label=_("Why you set these terms"),
            help_text=_("They are not stated in the document the case is under."),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


def demand_terms(form: Any, cleaned: dict[str, Any]) -> None:
    """Demand every term the form asks for when money is granted: dates after today's decision, and a reason."""
    if "terms_reasons" not in form.fields or cleaned.get("outcome") in (None, Outcome.REFUSED):
        return
    for name in (*_FIELDS, "terms_reasons"):
        if name not in form.fields or name in form.errors:
            continue
        if name == "terms_audit_deadline" and not cleaned.get("terms_audit"):
            continue
        if cleaned.get(name) in (None, ""):
            form.add_error(name, _("The document does not state this: set it in the decision."))
        elif isinstance(cleaned[name], dt.date) and cleaned[name] <= form.today:
            form.add_error(name, _("Choose a day after the decision."))


def deadlines(case: Case, data: dict[str, Any]) -> dict[str, dt.date | None]:
    """Return the decision's deadlines: as published, or as the decision maker has set them."""
    audit = data.get("terms_audit_deadline") if data.get("terms_audit") else None
    return {
        "use_deadline": deadline(case, "use_deadline") or data.get("terms_use_deadline"),
        "report_opens": deadline(case, "report_opens"),
        "report_deadline": deadline(case, "report_deadline") or data.get("terms_report_deadline"),
        "audit_deadline": deadline(case, "audit_deadline") or audit,
    }


def keep_terms(decision: Decision, data: dict[str, Any]) -> None:
    """Keep with the decision that its terms were set, if an audit is demanded, and why."""
    if data.get("terms_reasons") and decision.outcome != Outcome.REFUSED:
        DecisionTerms.objects.create(
            decision=decision,
            audit_demanded=bool(data.get("terms_audit")),
            reasons=data["terms_reasons"],
        )


def demands_audit(case: Case) -> bool:
    """Return whether the decision's own terms demand an audit statement; they can only where no paragraph does."""
    return (
        AUDIT in unstated(case)
        and DecisionTerms.objects.filter(decision__case=case, audit_demanded=True).exists()
    )


def sets_audit(decision: Decision) -> bool:
    """Return whether a decision's own terms demand an audit statement; also of one that is not saved yet."""
    return decision.audit_deadline is not None and deadline(decision.case, "audit_deadline") is None
