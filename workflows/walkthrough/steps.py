"""What is typed at every step on the plain way. A new step of the flows is one small function here."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from workflows import clock
from workflows.assessment.conditions import ConditionKind
from workflows.grant.conditions import open_conditions
from workflows.report.actions import left_to_use

from . import answers
from .turns import Turn, Typed

Typing = Callable[[Turn], Typed | None]  # None: left undone on the plain way
_steps: dict[str, Typing] = {}


def at(*steps: str) -> Callable[[Typing], Typing]:
    """Register what is typed at steps (`grant.decide`); raises ValueError for a second way to do one."""

    def register(function: Typing) -> Typing:
        for step in steps:
            if step in _steps:
                raise ValueError(f"What is typed at {step} is already said.")
            _steps[step] = function
        return function

    return register


def known() -> frozenset[str]:
    """Return the steps that can be done."""
    return frozenset(_steps)


def typed(turn: Turn) -> Typed | None:
    """Return what is typed at a turn, as its plan changes it; None where the step is left undone.

    Raises LookupError for a step of which nothing is said.
    """
    if turn.step not in _steps:
        raise LookupError(f"Nothing says what is typed at {turn.step}: workflows/walkthrough/steps.py.")
    plain = _steps[turn.step](turn)
    change = turn.plan.changes.get(turn.step)
    return change(turn, plain or {}) if change else plain


@at("application.write", "application.supplement", "application.enter")
def _application(turn: Turn) -> Typed:
    plan = SimpleUploadedFile("prosjektplan.pdf", answers.PDF, content_type="application/pdf")
    files = {**answers.files(turn.case.scheme_version.definition["sections"]), "project_plan": plan}
    return answers.application(turn.case, turn.plan.requested) | files


@at("application.confirm")
def _confirm(turn: Turn) -> Typed:
    return {"title": "Leder", "confirmed": "on"}


@at("application.submit")
def _submit(turn: Turn) -> Typed:
    return {"choice": "send"}


@at("application.formal_check")
def _complete(turn: Turn) -> Typed:
    return {"result": "complete"}


@at("assessment.declare", "grant.declare")
def _impartial(turn: Turn) -> Typed:
    return {"declaration": "impartial"}


@at("assessment.assess")
def _assess(turn: Turn) -> Typed:
    partly = turn.plan.awarded if turn.plan.awarded != turn.plan.requested else None
    return answers.assessment(turn.case, recommended=partly) | {"impartial": "on"}


@at("grant.decide")
def _decide(turn: Turn) -> Typed:
    return answers.decision(turn.case, turn.plan.awarded) | {"impartial": "on"}


@at("assessment.second_assess")
def _second(turn: Turn) -> Typed:
    return answers.second_assessment(turn.case) | {"impartial": "on"}


@at("grant.approve")
def _approve(turn: Turn) -> Typed:
    return {"result": "approve", "note": "", "impartial": "on"}


@at("grant.document_conditions")
def _document(turn: Turn) -> Typed:
    asked = open_conditions(turn.case, ConditionKind.BEFORE_AWARD)
    return {f"documented_{condition.pk}": "Avtalen er signert og ligger ved." for condition in asked}


@at("grant.control_conditions")
def _control_conditions(turn: Turn) -> Typed:
    asked = open_conditions(turn.case, ConditionKind.BEFORE_AWARD)
    return {f"met_{condition.pk}": "met" for condition in asked}


@at("grant.accept")
def _accept(turn: Turn) -> Typed:
    return {"account_number": answers.ACCOUNT, "accepted": "on"}


@at("grant.register_payment")
def _pay(turn: Turn) -> Typed:
    # the last two are asked for where nobody gave an account, and where it is another than before
    return {"paid_on": today(), "account_number": answers.ACCOUNT, "account_confirmed": "on"}


@at("grant.attest_payment")
def _attest(turn: Turn) -> Typed:
    return {"attested": "on"}


@at("report.report")
def _report(turn: Turn) -> Typed:
    return answers.report(turn.plan.used(turn.before, left_to_use(turn.case)), case=turn.case)


@at("report.control", "audit.control")
def _control(turn: Turn) -> Typed:
    return answers.control(turn.case, turn.item.flow)


@at("report.decide_carry_over")
def _decide_carry_over(turn: Turn) -> Typed:
    late = {"late_reason": "Forsinkelsen hadde ingen følger."}  # asked for where the application came late
    return answers.carry_over_decision() | late


@at("report.progress")
def _progress(turn: Turn) -> Typed:
    return {"done": "Tre samlinger.", "deviations": "Ingen.", "ahead": "Veiledning i grupper."}


@at("report.control_progress")
def _control_progress(turn: Turn) -> Typed:
    return {"result": "approve", "note": ""}


@at("report.repay")
def _repay(turn: Turn) -> Typed:
    return {"received_on": today(), "received": "on"}


@at("audit.appoint")
def _appoint(turn: Turn) -> Typed:
    return {"how": "account", "email": answers.AUDITOR}


@at("audit.state")
def _state(turn: Turn) -> Typed:
    return answers.statement(today())


@at("audit.upload")
def _upload(turn: Turn) -> Typed:
    signed = SimpleUploadedFile("revisorerklaring.pdf", answers.PDF, content_type="application/pdf")
    return answers.statement(today()) | {"statement": signed}


@at("appeal.prepare")
def _prepare_appeal(turn: Turn) -> Typed:
    return {"result": "forward", "statement": "Vi mener vedtaket er riktig."}


@at("appeal.consider", "appeal.decide")
def _decide_appeal(turn: Turn) -> Typed:
    return answers.anew(turn.plan.awarded) | {"impartial": "on"}


@at("change.propose", "change.decide")
def _change(turn: Turn) -> Typed:
    return answers.anew(turn.case.decision.awarded_amount) | {"other_changes": "", "impartial": "on"}


@at("statements.answer")
def _answer(turn: Turn) -> Typed:
    return {"answer": "Vi kan bidra med veiledning."}


def today() -> str:
    """Return today as people type it: 10.01.2025."""
    return f"{clock.today():%d.%m.%Y}"
