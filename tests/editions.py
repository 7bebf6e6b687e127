"""Schemes beyond the two of the cast: foster homes, and those of 2021, with calls and pots, made where a test asks."""

import datetime as dt
import json
from typing import Any

from tests import way
from tests.cast import CONTENT
from workflows import clock, publishing
from workflows.application.beginning import start_application
from workflows.cases.models import Case, DevelopmentProject
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice, Network, RoleAssignment, User
from workflows.funds import actions as funds
from workflows.schemes.models import Call, Edition, SchemeVersion


def call_of(scheme: str, document: str = "2024", *, office: str = "ROG", year: int = 0) -> Call:
    """Publish a scheme for a document, open a call of a year (the document's first), and give the office a pot."""
    later = "" if document == "2024" else f"-{document}"
    publishing.publish_scheme(json.loads((CONTENT / f"scheme-{scheme}{later}.json").read_text()))
    version = SchemeVersion.objects.newest(scheme, document=document)
    assert version is not None
    year, at = year or int(document), GovernorOffice.objects.get(code=office)
    funds.give_authority(office=at, scheme=scheme, year=year, amount=2_000_000, by=None)
    return publishing.open_call(
        office=at,
        scheme_version=version,
        edition=Edition.objects.filter(document=document).latest("version"),
        year=year,
        opens=dt.datetime(year, 1, 15, 9, tzinfo=OSLO),
        deadline=dt.datetime(year, 5, 31, 23, 59, tzinfo=OSLO),
    )


def begun(call: Call, *, network: str = "jaeren", project: DevelopmentProject | None = None) -> Case:
    """Return a draft of a network under a call, of a project that goes on; its people hold their roles since 2021."""
    RoleAssignment.objects.update(valid_from="2021-01-01")
    found = Network.objects.get(code=network)
    found.memberships.update(joined="2021-01-01")
    leader = User.objects.get(roles__network=found, roles__role="network_leader")
    return start_application(call=call, network=found, by=leader, project=project)


def complete(
    call: Call,
    requested: int = 150_000,
    *,
    network: str = "jaeren",
    project: DevelopmentProject | None = None,
    **changes: object,
) -> Case:
    """Return a case under a call that was found complete: it waits for a caseworker's declaration."""
    case = begun(call, network=network, project=project)
    leader = way.leader_of(case)
    typed = way.application_data(case, requested) | changes
    case = way.do(case, "write", leader, way.plan(), **typed)
    case = way.do(case, "submit", leader, choice="send")
    return way.do(case, "formal_check", "caseworker", result="complete")


def ready_to_decide(call: Call, requested: int = 150_000, **more: Any) -> Case:
    """Return a case under a call whose decision maker has declared impartiality."""
    case = complete(call, requested, **more)
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **way.answers.assessment(case))
    return way.do(case, "declare", "decision_maker", declaration="impartial")


def paid(call: Call, requested: int = 150_000, **more: Any) -> Case:
    """Return a case under a call whose grant is paid today, confirmed where the account may be another than before."""
    case = ready_to_decide(call, requested, **more)
    case = way.do(case, "decide", "decision_maker", **way.answers.decision(case, requested))
    case = way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")
    typed = {"paid_on": f"{clock.today():%d.%m.%Y}", "reference": "", "account_confirmed": "on"}
    case = way.do(case, "register_payment", "caseworker", **typed)
    return way.do(case, "attest_payment", "payment_attester", attested="on")


def report_settled(case: Case) -> Case:
    """Return a case whose report, of all that was awarded, is approved."""
    report = way.answers.report(case.decision.awarded_amount, case=case)
    case = way.do(case, "report", way.leader_of(case), **report)
    return way.do(case, "control", "caseworker", **way.answers.control(case))
