"""A call's applications side by side, in a constant number of queries; all amounts in whole kroner (R4.1)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from workflows.assessment.models import Assessment, CriterionScore
from workflows.cases.awards import newest_award
from workflows.cases.models import Case, CaseStatus, FactSheet, Finding, WorkItem
from workflows.cases.rights import visible_cases
from workflows.directory.models import User
from workflows.funds.models import Pot
from workflows.schemes.models import Call

from .history import Earlier, Mark, histories_of, worst

DECIDING = ("declare", "decide")  # the tasks of the grant flow at which a case waits for its decision
UNMET = "unmet"


@dataclass
class Row:
    """One application: what is asked and recommended, its score (0–5, weighted), and what to take into account."""

    case: Case
    score: Decimal | None = None
    unmet: list[Finding] = field(default_factory=list)
    history: list[Earlier] = field(default_factory=list)

    @property
    def requested(self) -> int:
        """Return what the network asks for."""
        return self.case.application.requested_amount or 0

    @property
    def assessment(self) -> Assessment | None:
        """Return the recommendation, if there is one yet."""
        return getattr(self.case, "assessment", None)

    @property
    def recommended(self) -> int | None:
        """Return the recommended amount; 0 is to refuse, None that nobody has recommended yet."""
        return self.assessment.recommended_amount if self.assessment else None

    @property
    def awarded(self) -> int | None:
        """Return what was decided; None while it is not."""
        awarded: int | None = vars(self.case)["decided"]
        return awarded

    @property
    def is_open(self) -> bool:
        """Return whether the case is assessed and waits for its decision: only then can an amount be proposed."""
        return self.assessment is not None and self.awarded is None and bool(vars(self.case)["awaits"])

    @property
    def marks(self) -> list[Mark]:
        """Return what the history says to take into account."""
        return worst(self.history)

    @property
    def granted_before(self) -> int:
        """Return how many earlier cases held money."""
        return sum(1 for each in self.history if each.balance.granted)


def bare_rows_of(call: Call, user: User) -> list[Row]:
    """Return the same with nothing but the cases and their recommendations: for saving; one query."""
    return [Row(case) for case in _at(call, user)]


def rows_of(call: Call, user: User) -> list[Row]:
    """Return the call's filed applications that a person sees, by case number; six queries however many."""
    cases = _at(call, user)
    scores, unmet, histories = _scores(cases), _unmet(cases), histories_of(cases, user, use=False)
    return [Row(case, _weighted(case, scores[case.pk]), unmet[case.pk], histories[case.pk]) for case in cases]


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "number": lambda row: row.case.pk,
    "network": lambda row: str(row.case.network).casefold(),
    "municipality": lambda row: str(row.case.municipality).casefold(),
    "requested": lambda row: row.requested,
    "recommended": lambda row: -1 if row.recommended is None else row.recommended,
    "score": lambda row: Decimal(-1) if row.score is None else row.score,
    "findings": lambda row: len(row.unmet),
}


def in_order(rows: list[Row], asked: str) -> list[Row]:
    """Return the rows as the address asks (`score`, `-score`); by case number for anything unknown (E12)."""
    key = SORTS.get(asked.removeprefix("-"), SORTS["number"])
    return sorted(rows, key=key, reverse=asked.startswith("-"))


def pot_of(call: Call) -> Pot | None:
    """Return the pot that the call's cases are granted from."""
    return Pot.objects.filter(office=call.office_id, scheme=call.scheme_version.code, year=call.year).first()


def _at(call: Call, user: User) -> list[Case]:
    cases = list(_cases(call, user))
    for case in cases:
        case.call = call
    return cases


def _cases(call: Call, user: User) -> QuerySet[Case]:
    awaits = WorkItem.objects.filter(case=OuterRef("pk"), open=True, flow="grant", node__in=DECIDING)
    return (
        visible_cases(user)
        .filter(call=call)
        .exclude(status=CaseStatus.DRAFT)
        .annotate(awaits=Subquery(awaits.values("node")[:1]), decided=newest_award())
        .select_related("application", "assessment", "network", "municipality", "scheme_version")
        .order_by("pk")
    )


def _scores(cases: list[Case]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = CriterionScore.objects.filter(assessment__case__in=[case.pk for case in cases])
    for case, criterion, score in rows.values_list("assessment__case", "criterion", "score"):
        found[case][criterion] = score
    return found


def _weighted(case: Case, scores: dict[str, int]) -> Decimal | None:
    """Return the mean score by the criteria's published weights; None where nothing is scored."""
    weights = {each["code"]: each.get("weight", 1) for each in case.scheme_version.definition["criteria"]}
    total = sum(weights.get(code, 1) for code in scores)
    if not total:
        return None
    weighed = sum(Decimal(score) * weights.get(code, 1) for code, score in scores.items())
    return (weighed / total).quantize(Decimal("0.01"))


def _unmet(cases: list[Case]) -> dict[int, list[Finding]]:
    """Return what was not met in each case's newest check."""
    newest = FactSheet.objects.filter(case=OuterRef("sheet__case")).order_by("-id").values("pk")[:1]
    found: dict[int, list[Finding]] = defaultdict(list)
    rows = Finding.objects.filter(
        outcome=UNMET, sheet__case__in=[case.pk for case in cases], sheet=Subquery(newest)
    )
    for finding in rows.select_related("rule__edition", "sheet").defer("sheet__facts"):
        found[finding.sheet.case_id].append(finding)
    return found
