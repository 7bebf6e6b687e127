"""Cases at every stage, and those who meet them."""

import datetime as dt
from collections.abc import Callable

import pytest

from cms.demo import pages as demo
from tests import way
from workflows.cases.models import Case
from workflows.directory.models import BufetatRegion, User
from workflows.statements import actions as statements

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
    """Cases at every human step of the five flows, and one closed, in January 2025, and the demo's pages."""
    cases = [stage(scheme) for stage, scheme in UNTIL_PAID]
    cases += [returned(), impartial(), accepted(), registered()]
    at_audit = [way.paid(PROJECTS, 250_000) for _each in range(3)]
    to_control, owing = way.paid(LEADERS), way.paid(PROJECTS)
    at(2025, 1, 10)
    cases.append(report(to_control, 150_000))
    cases.append(approve(report(owing, 100_000)))
    at_audit = [approve(report(case, 250_000)) for case in at_audit]
    auditor = User.objects.get(username="auditor")
    for case in at_audit[1:]:
        way.do(case, "appoint", way.leader_of(case), email=auditor.email)
    way.do(at_audit[2], "state", auditor, **way.answers.statement("10.01.2025"))
    return [*cases, *at_audit]


def returned() -> Case:
    """Return a case that was sent back for what is missing."""
    return way.do(
        way.submitted(PROJECTS), "formal_check", "caseworker", result="ask", asked_for="Prosjektplan."
    )


def impartial() -> Case:
    """Return a case that waits for a recommendation, and for Bufetat's statement."""
    case = way.do(way.complete(LEADERS), "declare", "caseworker", declaration="impartial")
    statements.ask(
        case=case,
        body=BufetatRegion.objects.get(code="west"),
        question="Kan regionen bistå?",
        due=dt.date(2024, 3, 20),
        by=User.objects.get(username="caseworker"),
    )
    return case


def accepted() -> Case:
    """Return a case whose grant is accepted."""
    case = way.granted(LEADERS)
    return way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")


def registered() -> Case:
    """Return a case whose payment waits for another person's attestation."""
    return way.do(accepted(), "register_payment", "caseworker", paid_on="04.03.2024", reference="")


def report(case: Case, used: int) -> Case:
    """Return a case whose report is sent; `used` in kroner."""
    return way.do(case, "report", way.leader_of(case), **way.answers.report(used))


def approve(case: Case) -> Case:
    """Return a case whose report is approved."""
    return way.do(case, "control", "caseworker", **way.answers.control(case))
