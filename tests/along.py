"""Takes one case from draft to closed audit, stopping at every task: for tests of what holds for all of them."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests import way
from workflows import work
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import User
from workflows.walkthrough import answers

REPORTS_OPEN = dt.date(2025, 1, 10)


@dataclass
class Stop:
    """An open task: whose it is, and what completes it."""

    case: Case
    item: WorkItem
    by: User
    data: dict[str, Any]
    files: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the task's name with its flow's."""
        return f"{self.item.flow}.{self.item.node}"

    @property
    def url(self) -> str:
        """Return the address of the task."""
        return self.item.get_absolute_url()


def along(
    scheme: str, at: Callable[..., None], *, requested: int = 250_000, case: Case | None = None
) -> Iterator[Stop]:
    """Yield every task of a case in its turn; one that is still open when the next is asked for is done then."""
    case = case or way.begin(scheme)
    for node, who in _WAY:
        if node == "report":
            at(REPORTS_OPEN.year, REPORTS_OPEN.month, REPORTS_OPEN.day)
        items = case.items.filter(node=node, open=True).select_related("task", "case").order_by("id")
        for item in items[:1]:
            stop = Stop(case, item, _person(item, who), _typed(case, item, requested))
            if node == "write":
                stop.files = way.plan()
            yield stop
            if WorkItem.objects.get(pk=item.pk).open:
                files = way.plan() if stop.files else {}
                work.complete(
                    item, by=stop.by, data=way.as_post(stop.data), files=files, key=uuid.uuid4().hex
                )
            case = Case.objects.get(pk=case.pk)


_WAY = [
    ("write", "leader"),
    ("confirm", "participant"),
    ("submit", "leader"),
    ("formal_check", "caseworker"),
    ("supplement", "leader"),
    ("formal_check", "caseworker"),
    ("declare", "caseworker"),
    ("assess", "caseworker"),
    ("declare", "decision_maker"),
    ("decide", "decision_maker"),
    ("accept", "leader"),
    ("register_payment", "caseworker"),
    ("attest_payment", "payment_attester"),
    ("report", "leader"),
    ("control", "caseworker"),
    ("repay", "caseworker"),
    ("appoint", "leader"),
    ("state", "auditor"),
    ("control", "caseworker"),
]


def _person(item: WorkItem, who: str) -> User:
    if who == "leader":
        return way.leader_of(item.case)
    if who == "participant":
        return User.objects.filter(roles__role=item.role).get(
            roles__municipality=item.municipality_id, roles__service=item.service_id
        )
    return User.objects.get(username=who)


def _typed(case: Case, item: WorkItem, requested: int) -> dict[str, Any]:
    """Return what completes a task: once back for what is missing, and some money left at the end."""
    first = not case.formal_checks.exists()
    day = f"{REPORTS_OPEN:%d.%m.%Y}"
    typed: dict[str, Callable[[], dict[str, Any]]] = {
        "write": lambda: way.application_data(case, requested),
        "confirm": lambda: {"title": "Leder", "confirmed": "on"},
        "submit": lambda: {"choice": "send"},
        "formal_check": lambda: {"result": "ask", "asked_for": "Mer."} if first else {"result": "complete"},
        "supplement": lambda: way.application_data(case, requested),
        "declare": lambda: {"declaration": "impartial", "reason": ""},
        "assess": lambda: answers.assessment(case),
        "decide": lambda: answers.decision(case, requested),
        "accept": lambda: {"account_number": way.ACCOUNT, "accepted": "on"},
        "register_payment": lambda: {"paid_on": "04.03.2024", "reference": ""},
        "attest_payment": lambda: {"attested": "on"},
        "report": lambda: answers.report(requested),
        "control": lambda: answers.control(case, item.flow),
        "repay": lambda: {"received_on": day},
        "appoint": lambda: {"email": "auditor@example.org"},
        "state": lambda: answers.statement(day),
    }
    return typed[item.node]()
