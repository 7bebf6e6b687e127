"""The parts of a case page. The flows register theirs, so that cases need not know the flows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from workflows.directory.models import User
from workflows.registry import Guard, Registry

from .models import Case

Content = Callable[[Case, User], dict[str, Any] | None]


@dataclass(frozen=True)
class CasePanel:
    """One part: its address, title, template, and what it shows (None: nothing yet). Internal ones are the office's.

    `for_asked` ones are read by those who are only asked for a statement as well. `shown` says who of those who see
    the case sees the part; everyone, where nothing is said.
    """

    slug: str
    title: str | Promise
    template: str
    content: Content
    order: int
    internal: bool = False
    for_asked: bool = False
    shown: Callable[[Case, User], bool] = lambda case, user: True
    draw: Callable[..., HttpResponse] = render


def _resting(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Say that the part's plugin does not work."""
    return render(request, "plugins/part_resting.html", context)


def _guarded(panel: CasePanel, guard: Guard) -> CasePanel:
    """Return a plugin's part, which shows nothing where it fails."""
    return replace(
        panel,
        content=guard("content", panel.content, lambda case, user: None, of=lambda case, user: case),
        shown=guard("shown", panel.shown, lambda case, user: False, of=lambda case, user: case),
        draw=guard("draw", panel.draw, _resting),
    )


_panels: Registry[CasePanel] = Registry("The part", _guarded)


def register(panel: CasePanel) -> CasePanel:
    """Add a part; refuses a second with the same address."""
    return _panels.add(panel.slug, panel)


def panels(*, internal: bool) -> list[CasePanel]:
    """Return the parts in order; the office's own only when `internal`."""
    shown = (panel for panel in _panels.values() if internal or not panel.internal)
    return sorted(shown, key=lambda panel: panel.order)


def panel(slug: str, *, internal: bool) -> CasePanel | None:
    """Return one part by its address, if the person may see it."""
    found = _panels.get(slug)
    return found if found and (internal or not found.internal) else None


@dataclass(frozen=True)
class Beside:
    """What the office reads beside some of its tasks (`assessment.assess`): a template that gets `content`."""

    tasks: frozenset[str]
    template: str
    content: Content
    order: int


_beside: list[Beside] = []


def register_beside(part: Beside) -> Beside:
    """Add what is read beside tasks."""
    _beside.append(part)
    return part


def beside(task: str, case: Case, user: User) -> list[tuple[str, dict[str, Any]]]:
    """Return the templates of what is read beside a task of the office, in order, each with what it shows."""
    shown = [part for part in _beside if task in part.tasks]
    told = [(part.template, part.content(case, user)) for part in sorted(shown, key=lambda part: part.order)]
    return [(template, content) for template, content in told if content]
