"""What one may do in a case beside its tasks: appeal, stop a payment, waive a condition. The flows register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from workflows.directory.models import User

from . import away
from .models import Case
from .rights import Answer


@dataclass(frozen=True)
class CaseAct:
    """One act: its address, title and form, who may, what is done, and the part of the case page it belongs to.

    `on` finds what the act is done on beneath the case, by its key; without it the act is done on the case. `may`
    and `do` get that; `do` raises NotAllowed or Refused. The form is made with `case`, `on` and `by`.
    """

    slug: str
    title: str | Promise
    part: str
    form: Callable[..., forms.Form]
    may: Callable[[User, Any], Answer]
    do: Callable[[Any, User, forms.Form], Any]
    lead: str | Promise = ""
    on: Callable[[Case, int], Any] | None = None


_acts: dict[str, CaseAct] = {}


class ActForm(forms.Form):
    """A form of an act, which knows the case, what the act is done on, and who does it."""

    def __init__(self, *args: Any, case: Case, on: Any, by: User, **kwargs: Any) -> None:
        self.case, self.on, self.by = case, on, by
        super().__init__(*args, **kwargs)


def register(act: CaseAct) -> CaseAct:
    """Add an act; refuses a second with the same address."""
    if act.slug in _acts:
        raise ValueError(f"The act {act.slug} is already registered.")
    _acts[act.slug] = act
    return act


def find(slug: str) -> CaseAct | None:
    """Return an act by its address."""
    return _acts.get(slug)


def answer(act: CaseAct, user: User, on: Any) -> Answer:
    """Return whether a person may do an act, and if not why: nothing is done in a case that is elsewhere (R7.3)."""
    may = act.may(user, on)
    case = on if isinstance(on, Case) else getattr(on, "case", None)
    return away.answer(case) if may and case is not None and case.sent_away_at else may


def acts_in(case: Case, user: User) -> list[CaseAct]:
    """Return what a person may do on a case as a whole, whatever part of its page it belongs to."""
    return [act for act in _acts.values() if act.on is None and answer(act, user, case)]


def acts_on(on: Any, user: User, *, part: str, beneath: bool = False) -> list[CaseAct]:
    """Return what a person may do in a part of the case page: on the case, or on something `beneath` it."""
    there = (act for act in _acts.values() if act.part == part and (act.on is not None) == beneath)
    return [act for act in there if answer(act, user, on)]
