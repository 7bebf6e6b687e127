"""What cases hold, in queries: the decision that holds is the newest, and earlier ones stay beside it (A14)."""

from typing import Any

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery


def newest_award(case: str = "pk") -> Subquery:
    """Return, for the case that `case` names in a query, the kroner its newest decision awards; NULL without one."""
    decisions = apps.get_model("workflows", "Decision")._default_manager.filter(case=OuterRef(case))
    return Subquery(decisions.order_by("-number").values("awarded_amount")[:1])


def granted(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cases whose newest decision awards money, each with it as `award`, in kroner."""
    return cases.annotate(award=newest_award()).filter(award__gt=0)
