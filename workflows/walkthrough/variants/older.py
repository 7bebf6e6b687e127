"""Under the document of 2021, which states neither audit, report nor deadlines, and has no leader networks."""

from workflows.audit.models import AuditObligation
from workflows.cases.models import Case
from workflows.cases.unstated import SUBJECTS, unstated

from .base import Variant, says


def _goes_by_the_decision(case: Case) -> bool:
    """Return whether nothing is stated, and deadlines and audit are those that the decision maker set, with reasons."""
    decision, owed = case.decision, AuditObligation.objects.get(case=case).owed
    set_there = (decision.use_deadline, decision.report_deadline, decision.terms.reasons)
    audited = owed == decision.terms.audit_demanded == bool(decision.audit_deadline)
    return (
        set(unstated(case)) == set(SUBJECTS) and all(set_there) and decision.report_opens is None and audited
    )


VARIANTS = [
    Variant(
        "not-stated",
        "The older document states no deadline and no audit: the decision maker sets them, with reasons.",
        edition="2021",
        schemes=("self_initiated", "foster_home"),
        amounts=(150_000, 200_000, 200_001),
        changes={"application.write": says(knowledge_environment_contact="yes")},  # its paragraph 4.1
        seen=_goes_by_the_decision,
    ),
    Variant(
        "no-such-scheme",
        "The older document has no leader networks: no call can be announced.",
        edition="2021",
        schemes=("leader_network",),
        can_be_announced=False,
        seen=lambda case: False,
    ),
]
