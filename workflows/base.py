"""What every flow is built of: CaseFlow, Step, Each and Finish, on Viewflow (subclassed, never patched).

Viewflow carries only where the case is; business truth is in our models.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.status import STATUS

from workflows import clock
from workflows.cases.models import DECIDES, Case, CaseProcess, CaseTask
from workflows.directory.models import OFFICE_ROLES, Role, User
from workflows.errors import Refused, WorkError
from workflows.registry import Guard, Registry

OnCase = Callable[[Case], dt.date | None]


@dataclass(frozen=True)
class Work:
    """What a verb is given: the task, who does it and for whom, and what they entered (validated)."""

    task: CaseTask
    case: Case
    by: User
    acting_for: User | None
    form: Any
    data: dict[str, Any]
    at: dt.datetime


class ConfirmForm(forms.Form):
    """The form of a step where nothing is entered; every step form is made with the case, the task and the person."""

    def __init__(self, *args: Any, case: Case, task: CaseTask, by: User, **kwargs: Any) -> None:
        self.case, self.task, self.by = case, task, by
        super().__init__(*args, **kwargs)


class Step(flow.View):
    """A person's task: a form, the verb that is performed with it, a role, and what it makes of the person."""

    def __init__(
        self,
        form: Callable[..., forms.Form],
        perform: Callable[[Work], dict[str, Any] | None],
        template: str = "cases/task.html",
    ) -> None:
        super().__init__(view=None)
        self.form, self.perform, self.template = form, perform, template
        self.draw: Callable[..., HttpResponse] = render
        self.role: str = ""
        self.capacity: str = ""
        self.leaves: str = ""
        self.along: str = ""
        self._due: OnCase | None = None
        self._opens: OnCase | None = None
        self._comes: Callable[[Case], bool] | None = None

    def Role(self, role: str) -> "Step":
        """Say whose task it is; a task without a role fails the start-up check."""
        self.role = role
        return self

    def WrittenWith(self, role: str) -> "Step":
        """Say who in the same place writes along with the one whose task it is, and cannot complete it."""
        self.along = role
        return self

    def Leaves(self, capacity: str) -> "Step":
        """Say in what capacity the doer has then taken part (separation of duties rests on it)."""
        self.capacity = self.leaves = capacity
        return self

    def Toward(self, capacity: str) -> "Step":
        """Say that the step leads to a capacity: who is shut out of that is shut out here already."""
        self.capacity = capacity
        return self

    def Due(self, days: int | OnCase) -> "Step":
        """Say when it should be done: a number of days after it opens, or a date worked out from the case."""
        self._due = days if callable(days) else lambda case: clock.today() + dt.timedelta(days=days)
        return self

    def Opens(self, on: OnCase) -> "Step":
        """Say from which date it can be done."""
        self._opens = on
        return self

    def Where(self, comes: Callable[[Case], bool]) -> "Step":
        """Say in which cases the step comes, where a scheme may be without it."""
        self._comes = comes
        return self

    def comes_in(self, case: Case) -> bool:
        """Return whether a case can come to the step."""
        return self._comes is None or self._comes(case)

    def place(self, task: CaseTask) -> dict[str, Any]:
        """Return what the work item needs to know: case, role, place, due and opening dates."""
        process = task.process
        case = process.case
        data = task.data or {}
        place: dict[str, Any] = {
            "process": process,
            "case": case,
            "flow": self.flow_class.folder(),
            "role": self.role,
            "due": self._due(case) if self._due else None,
            "opens_on": self._opens(case) if self._opens else None,
        }
        if self.role in OFFICE_ROLES:
            place["office_id"] = case.office_id
            if self.capacity in DECIDES and hasattr(case, "substitute_office"):
                place["office_id"] = case.substitute_office.office_id  # its leader is partial (R8.2)
        elif self.role == Role.NETWORK_LEADER:
            place["network_id"] = case.network_id
        for kind in ("municipality", "service", "region", "environment", "person", "office"):
            if data.get(kind):
                place |= {f"{kind}_id": data[kind], "party": f"{kind}:{data[kind]}"}
        if data.get("role"):
            place["role"] = data["role"]
        return place


class _EachActivation(SplitActivation):
    """Opens a node once for every party, and the others once."""

    @Activation.status.super()
    def activate(self) -> None:
        for node, condition, parties in self.flow_task._branches:
            if condition and not condition(self):
                continue
            self.next_tasks += [(node, party) for party in (parties(self) if parties else [None])]


class Each(flow.Split):
    """A parallel gateway that asks every one of a list of parties the same thing."""

    activation_class = _EachActivation

    def For(self, node: Any, parties: Callable[[Activation], Iterable[dict[str, Any]]]) -> "Each":
        """Open `node` once for each party; a party is what the task carries, such as {"municipality": 7}."""
        self._activate_next.append((node, None, parties))
        return self


class _FinishActivation(EndActivation):
    @Activation.status.super()
    def activate(self) -> None:
        super().activate.original()
        self.flow_class.ended(self.process.case)


class Finish(flow.End):
    """The end of a flow; `handover.py` says what starts then, in the same transaction."""

    activation_class = _FinishActivation


def _cannot_go_on(case: Case) -> None:
    raise Refused(_("What comes next is done by a plugin that does not work just now. Try again later."))


def _guarded_following(function: "Following", guard: Guard) -> "Following":
    """Return what a plugin lets follow; where it fails, the step is not done, and says so."""
    return guard("after", function, _cannot_go_on, passes=(WorkError,))


Following = Callable[[Case], None]
_after: Registry[Following] = Registry("What follows", _guarded_following)


def after(folder: str, *, scheme: str = "") -> Callable[[Following], Following]:
    """Register what happens when a flow has ended; refuses a second for the same flow.

    With `scheme` it is what happens in that scheme's cases, instead of what happens in the others'.
    """
    return lambda function: _after.add(f"{folder}:{scheme}" if scheme else folder, function)


class CaseFlow(flow.Flow):
    """A flow in a case. Its folder's name is its name everywhere: in lists, lines and data migrations."""

    process_class = CaseProcess
    task_class = CaseTask
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)
    schemes: tuple[str, ...] = ()  # whose cases come to it; all, where nothing is said
    instead_of: tuple[str, ...] = ()  # the flows, by their folders, that those cases do not come to

    @classmethod
    def folder(cls) -> str:
        """Return the name of the folder the flow lives in."""
        return cls.__module__.split(".")[-2]

    @classmethod
    def graph_hash(cls) -> str:
        """Return a hash of the flow's nodes and edges, so that a changed graph is noticed."""
        edges = sorted(
            f"{e.src.name}>{e.dst.name}:{e.edge_class}" for n in cls.instance.nodes() for e in n._outgoing()
        )
        names = sorted(f"{node.name}:{node.task_type}" for node in cls.instance.nodes())
        return hashlib.sha256("\n".join(names + edges).encode()).hexdigest()

    @classmethod
    def begin(cls, case: Case) -> CaseProcess:
        """Start the flow in a case; call it inside the transaction of what leads to it."""
        return cls.start.run(case=case)

    @classmethod
    def ended(cls, case: Case) -> None:
        """Let what follows the flow's end happen, in the same transaction; also when its run was called off."""
        following = _after.get(f"{cls.folder()}:{case.scheme}") or _after.get(cls.folder())
        if following:
            following(case)

    def on_start(self, activation: Activation, case: Case) -> CaseProcess:
        """Tie the process to its case, and keep the graph it was started on."""
        activation.process.case = case
        activation.process.graph_hash = self.graph_hash()
        return activation.process


def _cannot_perform(work: Work) -> None:
    raise Refused(_("This step is done by a plugin that does not work just now. Try again later."))


def _cannot_ask(*args: Any, **kwargs: Any) -> forms.Form:
    return ConfirmForm(*args, **kwargs)


def _drawn_plainly(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "cases/task.html", context, status=status)


def _guarded_flow(flow_class: "type[CaseFlow]", guard: Guard) -> "type[CaseFlow]":
    """Return a plugin's flow whose steps wait, and say so, where it fails."""
    for step in steps(flow_class):
        step.perform = guard("perform", step.perform, _cannot_perform, passes=(WorkError,))
        step.form = guard("form", step.form, _cannot_ask)
        step.draw = guard("draw", step.draw, _drawn_plainly)
        if step._due:
            step._due = guard("due", step._due, lambda case: None)
    return flow_class


_flows: Registry[type[CaseFlow]] = Registry("The flow", _guarded_flow)


def register_flow(flow_class: type[CaseFlow]) -> type[CaseFlow]:
    """Let cases go through a flow; refuses a second of its folder's name."""
    return _flows.add(flow_class.folder(), flow_class)


def flows() -> list[type[CaseFlow]]:
    """Return every flow, in the order cases go through them: one that comes instead of another stands beside it."""
    order = list(_flows)
    for folder, each in _flows.items():
        if each.instead_of and each.instead_of[0] in order:
            order.remove(folder)
            order.insert(order.index(each.instead_of[0]) + 1, folder)
    return [_flows[folder] for folder in order]


def call_off(process: CaseProcess) -> None:
    """End a flow's run early: what is open is cancelled; what follows is for the caller to start."""
    for task in CaseTask.objects.filter(process=process, finished__isnull=True):
        task.flow_task.activation_class(task).cancel()
    process.status, process.finished = STATUS.CANCELED, clock.now()
    process.save(update_fields=["status", "finished"])


def steps(flow_class: type[CaseFlow]) -> list[Step]:
    """Return a flow's human tasks, in the order the flow tells them."""
    told = [name for part in reversed(flow_class.__mro__) for name in vars(part)]
    found = [node for node in flow_class.instance.nodes() if isinstance(node, Step)]
    return sorted(found, key=lambda step: told.index(step.name))
