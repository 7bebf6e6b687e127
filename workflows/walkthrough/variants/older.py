"""Under the document of 2021, which states neither audit, report nor deadlines, and has no leader networks."""

from workflows.audit.models import AuditObligation
from workflows.cases.models import Case

from .base import Variant, says


def _nothing_stated(case: Case) -> bool:
    """Return whether no deadline and no audit was made up where the document states none."""
    decision = case.decision
    dates = (decision.use_deadline, decision.report_opens, decision.report_deadline, decision.audit_deadline)
    return not any(dates) and not AuditObligation.objects.filter(case=case, owed=True).exists()


VARIANTS = [
    Variant(
        "not-stated",
        "The older document states no deadline and no audit, and none is demanded.",
        edition="2021",
        schemes=("self_initiated", "foster_home"),
        amounts=(150_000, 200_000, 200_001),
        changes={"application.write": says(knowledge_environment_contact="yes")},  # its paragraph 4.1
        seen=_nothing_stated,
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
