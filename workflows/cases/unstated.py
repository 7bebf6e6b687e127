"""What the documents a case is under say nothing of: it then comes from terms in the decision, never from us (R3.2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .checking import parameter, rules_of
from .models import Case

USE, REPORT, AUDIT = "use_deadline", "report_deadline", "audit_statement"
SUBJECTS: dict[str, str | Promise] = {
    USE: _("Deadline to use the money"),
    REPORT: _("Deadline of the report"),
    AUDIT: _("Audit statement"),
}


def unstated(case: Case) -> list[str]:
    """Return which of the deadlines and the audit no paragraph of the case's documents states for its scheme.

    An audit that is demanded without a last day is not stated either: the decision says the day.
    """
    lacking = [name for name in (USE, REPORT) if parameter(case, name) is None]
    audited = any(
        rule.kind == "obligation"
        and rule.params["obligation"] == "audit_statement"
        and case.scheme in rule.schemes
        for rule in rules_of(case)
    )
    stated = audited and parameter(case, "audit_deadline") is not None
    return lacking if stated else [*lacking, AUDIT]


def unstated_in_words(case: Case) -> list[str]:
    """Return what is not stated, as people read it."""
    return [str(SUBJECTS[name]) for name in unstated(case)]
