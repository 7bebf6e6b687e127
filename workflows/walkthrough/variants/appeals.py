"""Appeals against a refusal, in a scheme that has them: the published ones of today have none (R4.8, R8.4)."""

from collections.abc import Callable, Mapping

from workflows.appeal.actions import appeal
from workflows.appeal.models import AppealResult
from workflows.cases.models import Case
from workflows.directory.models import Role
from workflows.funds.balances import balance_of
from workflows.walkthrough.turns import END, Change

from .applying import REFUSES
from .base import Variant, holder, says


def _appealed(case: Case) -> None:
    appeal(
        case=case, by=holder(case, Role.NETWORK_LEADER), text="Vi mener at prosjektet svarer til formålet."
    )


def _granted_after(result: str) -> Callable[[Case], bool]:
    """Return whether a case was refused, and granted and paid after an appeal that ended so."""

    def seen(case: Case) -> bool:
        found, paid = case.appeals.get(), balance_of(case).paid
        return (found.result, case.decision.number) == (
            result,
            2,
        ) and paid == case.decision.awarded_amount > 0

    return seen


def _stands(case: Case) -> bool:
    found = case.appeals.get()
    return (
        found.result == AppealResult.UPHELD
        and balance_of(case).committed == case.decision.awarded_amount == 0
    )


def _variant(name: str, text: str, changes: Mapping[str, Change], seen: Callable[[Case], bool]) -> Variant:
    return Variant(
        name, text, options={"appeal": True}, changes={**REFUSES, **changes}, acts={END: _appealed}, seen=seen
    )


VARIANTS = [
    _variant(
        "appeal-reversed",
        "A refusal is appealed against, and a decision maker who took no part grants what was applied for.",
        {"appeal.prepare": says(result="consider")},
        _granted_after(AppealResult.REVERSED),
    ),
    _variant(
        "appeal-forwarded",
        "A refusal is appealed against and forwarded, and the appeal body grants what was applied for.",
        {},
        _granted_after(AppealResult.CHANGED),
    ),
    _variant(
        "appeal-upheld",
        "A refusal is appealed against and forwarded, and the appeal body lets it stand.",
        {"appeal.decide": says(result="uphold", awarded_amount="")},
        _stands,
    ),
]
