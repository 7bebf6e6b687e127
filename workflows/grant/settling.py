"""What a grant still waits for before the case closes (R4.6, R6.5)."""

from workflows.cases.models import Case
from workflows.cases.settling import settles

from .conditions import blocking


@settles("conditions", order=30)
def conditions_lacking(case: Case) -> list[str]:
    """Return each condition that is neither met nor waived."""
    return blocking(case)
