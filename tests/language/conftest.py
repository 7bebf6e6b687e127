"""Cases at every stage, and those who meet them."""

from collections.abc import Callable

import pytest

from cms.demo import pages as demo
from tests import way
from workflows.cases.models import Case

LEADERS, PROJECTS = "leader_network", "self_initiated"
UNTIL_PAID = (
    (way.begin, PROJECTS),
    (way.written, LEADERS),
    (way.written, PROJECTS),
    (way.submitted, LEADERS),
    (way.complete, PROJECTS),
    (way.assessed, LEADERS),
    (way.ready_to_decide, PROJECTS),
    (way.granted, LEADERS),
    (way.paid, PROJECTS),
)


@pytest.fixture
def pages(db: None) -> None:
    """The demo's pages, in both languages."""
    demo.build()


@pytest.fixture
def stages(pages: None, at: Callable[..., None]) -> list[Case]:
    """Cases of both schemes at every stage from draft to closed, in January 2025, and the demo's pages."""
    cases = [stage(scheme) for stage, scheme in UNTIL_PAID]
    audited, owing, to_control, to_report = (
        way.paid(*given) for given in ((PROJECTS, 250_000), (LEADERS,), (PROJECTS,), (LEADERS,))
    )
    at(2025, 1, 10)
    for case, used, approved in (
        (audited, 250_000, True),
        (owing, 100_000, True),
        (to_control, 150_000, False),
    ):
        case = way.do(case, "report", way.leader_of(case), **way.answers.report(used))
        if approved:
            case = way.do(case, "control", "caseworker", **way.answers.control(case))
        cases.append(case)
    return [*cases, to_report]
