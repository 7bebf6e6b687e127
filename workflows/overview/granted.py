"""The cases that figures are made of: filed, at real offices, as they are asked for."""

from django.db.models import Exists, OuterRef, QuerySet

from workflows.cases.awards import granted
from workflows.cases.models import Case, CaseStatus
from workflows.grant.models import Decision

from .asking import Asked


def filed(asked: Asked) -> QuerySet[Case]:
    """Return the applications of the offices and the scheme asked for, of all years."""
    cases = Case.objects.real().filter(office__in=list(asked.offices)).exclude(status=CaseStatus.DRAFT)
    return (cases.filter(scheme_version__code=asked.scheme) if asked.scheme else cases).order_by()


def holding(asked: Asked) -> QuerySet[Case]:
    """Return those whose decision that holds awards money, each with it as `award` (kroner)."""
    return granted(filed(asked))


def decisions(asked: Asked) -> QuerySet[Decision]:
    """Return the decisions that hold and award money: the newest of each case."""
    newer = Decision.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    return Decision.objects.filter(
        ~Exists(newer), awarded_amount__gt=0, case__in=filed(asked).values("pk")
    ).order_by()
