"""Who may stop a step from being completed, and must say why. Asked by the one door, `work.complete`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from workflows.directory.models import User
from workflows.registry import Guard, Registry

from .models import Case

Ask = Callable[[Case, User, dict[str, Any]], str]


@dataclass(frozen=True)
class Veto:
    """Asked before a step (`grant.decide`) is done, with the case, the person and what they entered.

    `ask` returns the reason why it may not be done, '' where it may. Where a required plugin cannot answer, the step
    waits; where another cannot, it is passed over and counted.
    """

    code: str
    steps: frozenset[str]
    ask: Ask


def _guarded(veto: Veto, guard: Guard) -> Veto:
    def instead(case: Case, by: User, data: dict[str, Any]) -> str:
        return (
            _("This cannot go on now: a check that is needed does not work. Try again later.")
            if guard.required
            else ""
        )

    def of(case: Case, by: User, data: dict[str, Any]) -> Case:
        return case

    def ask(case: Case, by: User, data: dict[str, Any]) -> str:
        reason = veto.ask(case, by, data)
        if not isinstance(reason, str):
            raise TypeError("A veto gives its reason as a text.")
        return reason

    return replace(veto, ask=guard("veto", ask, instead, of=of, off=lambda case, by, data: ""))


_vetoes: Registry[Veto] = Registry("The veto", _guarded)


def register(veto: Veto) -> Veto:
    """Let somebody be asked before some steps; refuses a second of the same code."""
    return _vetoes.add(veto.code, veto)


def reasons_against(step: str, case: Case, by: User, data: dict[str, Any]) -> list[str]:
    """Return every reason why a step may not be done now."""
    asked = (veto.ask(case, by, data) for veto in _vetoes.values() if step in veto.steps)
    return [reason for reason in asked if reason]
