"""Cases at every stage, and those who meet them."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.demo import pages as demo
from tests import way
from tests.cast import make_person
from workflows.application.receiving import register
from workflows.cases.models import Case
from workflows.change.actions import start
from workflows.directory.models import BufetatRegion, GovernorOffice, Network, Role, User
from workflows.drafting.models import OtherText
from workflows.funds.actions import give_authority
from workflows.publishing import publish_scheme
from workflows.report.progress import demand_progress_report
from workflows.schemes.models import Call
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
    for scheme in (LEADERS, PROJECTS):
        give_authority(
            office=GovernorOffice.objects.get(code="ROG"), scheme=scheme, year=2024, amount=2_000_000, by=None
        )
    cases += [written_twice(), returned(), impartial(), accepted(), registered(), received()]
    cases += [conditioned(), documented(conditioned()), changing(), proposed(changing())]
    cases += [asked_for_progress(), progressed(asked_for_progress())]
    cases += [assessed_once(), held()]
    at_audit = [way.paid(PROJECTS, 250_000) for _each in range(4)]
    to_control, owing, carrying = way.paid(LEADERS), way.paid(PROJECTS), way.paid(PROJECTS)
    at(2025, 1, 10)
    left = way.answers.report(100_000) | way.answers.carry_over(50_000)
    cases.append(approve(way.do(carrying, "report", way.leader_of(carrying), **left)))
    cases.append(report(to_control, 150_000))
    cases.append(approve(report(owing, 100_000)))
    at_audit = [approve(report(case, 250_000)) for case in at_audit]
    auditor = User.objects.get(username="auditor")
    for case in at_audit[1:3]:
        way.do(case, "appoint", way.leader_of(case), email=auditor.email)
    way.do(at_audit[3], "appoint", way.leader_of(at_audit[3]), how="upload")
    way.do(at_audit[2], "state", auditor, **way.answers.statement("10.01.2025"))
    return [*cases, *at_audit]


def written_twice() -> Case:
    """Return a draft in which two have written the same field."""
    case, by = way.begin(LEADERS), User.objects.get(username="participant")
    OtherText.objects.create(case=case, field="address", answer="Storgata", by=by)
    return case


def assessed_once() -> Case:
    """Return a case of a scheme with a second assessor, whom it waits for."""
    with published(options={"second_assessor": True}):
        return way.assessed(LEADERS)


def held() -> Case:
    """Return a case whose decision waits for a second decision maker's approval, who is made here."""
    make_person("second_decision_maker", Role.DECISION_MAKER, office="ROG")
    params = {"name": "second_approval_over", "value": 100_000}
    words = {"nb": "Over 100 000 kroner godkjenner to.", "nn": "Over 100 000 kroner godkjenner to."}
    limit = {"code": "9.1", "kind": "parameter", "severity": "must", "steps": ["decision"]}
    with published(rules=[limit | {"params": params, "wording": words}]):
        return way.granted(LEADERS)


@contextmanager
def published(
    *, options: dict[str, Any] | None = None, rules: Sequence[dict[str, Any]] = ()
) -> Iterator[None]:
    """Let the leaders' call have a scheme with other options and rules for a while."""
    call = Call.objects.get(office__code="ROG", scheme_version__code=LEADERS)
    definition = call.scheme_version.definition
    version = publish_scheme(definition | {"options": definition["options"] | (options or {})}, rules=rules)
    Call.objects.filter(pk=call.pk).update(scheme_version=version)
    yield
    Call.objects.filter(pk=call.pk).update(scheme_version=call.scheme_version)


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


def received() -> Case:
    """Return a case that came on paper, and is to be entered."""
    call = Call.objects.get(office__code="ROG", scheme_version__code=PROJECTS)
    return register(
        call=call,
        network=Network.objects.get(code="jaeren"),
        received_at=call.opens + dt.timedelta(days=10),
        channel="post",
        archive_reference="",
        original=SimpleUploadedFile("soknad.pdf", way.PDF, content_type="application/pdf"),
        by=User.objects.get(username="caseworker"),
    )


def conditioned() -> Case:
    """Return a case whose network is asked for what is required for funds to be awarded."""
    condition = {"condition_1_text": "Støtte fra et kunnskapsmiljø.", "condition_1_kind": "before_award"}
    asks = {"outcome": "ask", "reasons": "Retningslinjene ber om det.", **condition}
    return way.do(way.ready_to_decide(LEADERS), "decide", "decision_maker", **asks)


def documented(case: Case) -> Case:
    """Return the case when its network has said how it meets what is required."""
    said = {f"documented_{condition.pk}": "Vi har en avtale." for condition in case.conditions.all()}
    return way.do(case, "document_conditions", way.leader_of(case), **said)


def changing() -> Case:
    """Return a case where the office has begun a new decision."""
    case = way.granted(LEADERS)
    by = User.objects.get(username="caseworker")
    start(case=case, by=by, cause="change", text="Prosjektet er blitt mindre.")
    return Case.objects.get(pk=case.pk)


def proposed(case: Case) -> Case:
    """Return the case when the new decision is proposed."""
    typed = {"result": "change", "awarded_amount": "100000", "reasons": "Mindre omfang."}
    return way.do(case, "propose", "caseworker", **typed)


def asked_for_progress() -> Case:
    """Return a case whose network is asked for a progress report."""
    case, by = way.paid(PROJECTS), User.objects.get(username="caseworker")
    demand_progress_report(case=case, by=by, due=dt.date(2024, 10, 1))
    return Case.objects.get(pk=case.pk)


def progressed(case: Case) -> Case:
    """Return the case when the progress report is written."""
    typed = {"done": "To samlinger.", "deviations": "Ingen.", "ahead": "Evaluering."}
    return way.do(case, "progress", way.leader_of(case), **typed)


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
