"""The table of which steps may share a person: open to everyone (R8.19)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflows.base import flows, steps
from workflows.cases import duties
from workflows.cases.models import Capacity


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Show who does which step, and which steps one person cannot both do in the same case."""
    shown = [
        (
            flow.process_title,
            [
                {
                    "title": step.task_title,
                    "role": _role(step.role),
                    "apart": [Capacity(other).label for other in duties.forbidding(step.capacity)]
                    if step.capacity
                    else [],
                }
                for step in steps(flow)
            ],
        )
        for flow in flows()
    ]
    return render(request, "cases/duties.html", {"flows": shown})


def _role(role: str) -> str:
    from workflows.directory.models import Role

    return str(Role(role).label)
