"""Schemes beyond the two of the cast: foster homes, and those of 2021, with calls and pots, made where a test asks."""

import datetime as dt
import json

from tests import way
from tests.cast import CONTENT
from workflows import publishing
from workflows.application.beginning import start_application
from workflows.cases.models import Case
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice, Network, RoleAssignment, User
from workflows.funds import actions as funds
from workflows.schemes.models import Call, Edition, SchemeVersion


def call_of(scheme: str, document: str = "2024", *, office: str = "ROG") -> Call:
    """Publish a scheme for a document, open a call of the document's first year, and give the office a pot."""
    later = "" if document == "2024" else f"-{document}"
    publishing.publish_scheme(json.loads((CONTENT / f"scheme-{scheme}{later}.json").read_text()))
    version = SchemeVersion.objects.newest(scheme, document=document)
    assert version is not None
    year, at = int(document), GovernorOffice.objects.get(code=office)
    funds.give_authority(office=at, scheme=scheme, year=year, amount=2_000_000, by=None)
    return publishing.open_call(
        office=at,
        scheme_version=version,
        edition=Edition.objects.filter(document=document).latest("version"),
        year=year,
        opens=dt.datetime(year, 1, 15, 9, tzinfo=OSLO),
        deadline=dt.datetime(year, 5, 31, 23, 59, tzinfo=OSLO),
    )


def begun(call: Call, *, network: str = "jaeren") -> Case:
    """Return a draft of a network under a call; its people hold their roles since 2021."""
    RoleAssignment.objects.update(valid_from="2021-01-01")
    found = Network.objects.get(code=network)
    found.memberships.update(joined="2021-01-01")
    leader = User.objects.get(roles__network=found, roles__role="network_leader")
    return start_application(call=call, network=found, by=leader)


def complete(call: Call, requested: int = 150_000, *, network: str = "jaeren", **changes: object) -> Case:
    """Return a case under a call that was found complete: it waits for a caseworker's declaration."""
    case = begun(call, network=network)
    leader = way.leader_of(case)
    typed = way.application_data(case, requested) | changes
    case = way.do(case, "write", leader, way.plan(), **typed)
    case = way.do(case, "submit", leader, choice="send")
    return way.do(case, "formal_check", "caseworker", result="complete")


def ready_to_decide(call: Call, requested: int = 150_000) -> Case:
    """Return a case under a call whose decision maker has declared impartiality."""
    case = complete(call, requested)
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **way.answers.assessment(case))
    return way.do(case, "declare", "decision_maker", declaration="impartial")
