"""Takes a case along its way, by the one door, so that a test starts where it is interesting."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from workflows import work
from workflows.application.beginning import start_application
from workflows.application.drafts import Draft
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import Network, User
from workflows.drafting.sections import pages_of
from workflows.schemes.models import Call
from workflows.walkthrough import answers
from workflows.walkthrough.answers import ACCOUNT, PDF


def begin(scheme: str = "leader_network", *, network: str | None = None, by: User | None = None) -> Case:
    """Return a new draft of the network that applies under the scheme in Rogaland."""
    code = network or {"leader_network": "ryfylke", "self_initiated": "jaeren"}[scheme]
    found = Network.objects.get(code=code)
    call = Call.objects.get(office=found.office, scheme_version__code=scheme, year=2024)
    leader = by or User.objects.get(roles__network=found, roles__role="network_leader")
    return start_application(call=call, network=found, by=leader)


def item(case: Case, node: str) -> WorkItem:
    """Return the open work item of a node."""
    return WorkItem.objects.select_related("task", "case").get(case=case, node=node, open=True)


def do(case: Case, node: str, by: User | str, files: dict[str, Any] | None = None, **data: Any) -> Case:
    """Complete the open task of a node as somebody, and return the case afresh."""
    person = User.objects.get(username=by) if isinstance(by, str) else by
    work.complete(item(case, node), by=person, data=as_post(data), files=files or {}, key=uuid.uuid4().hex)
    return Case.objects.get(pk=case.pk)


def section(case: Case, node: str, code: str) -> str:
    """Return the address of the page on which a section of an application is written."""
    return f"{item(case, node).get_absolute_url()}del/{code}/"


def save(browser: Client, case: Case, node: str = "write", **typed: Any) -> list[int]:
    """Save what is typed on every page of a draft, and return the status of each answer."""
    draft = Draft(case, item(case, node).task)
    pages = [section(case, node, page.slug) for page in pages_of(draft.sections)]
    return [browser.post(page, {**typed, "action": "save"}).status_code for page in pages]


def as_post(data: dict[str, Any]) -> QueryDict:
    """Return data as a browser would post it."""
    post = QueryDict(mutable=True)
    for name, value in data.items():
        post.setlist(name, [str(v) for v in (value if isinstance(value, list) else [value])])
    return post


def application_data(case: Case, requested: int = 150_000, **changes: Any) -> dict[str, Any]:
    """Return what the network types: every field of the scheme's form, with changes."""
    return answers.application(case, requested, overhead=changes.pop("overhead", None)) | changes


def plan() -> dict[str, Any]:
    """Return a project plan to upload."""
    return {"project_plan": SimpleUploadedFile("prosjektplan.pdf", PDF, content_type="application/pdf")}


def leader_of(case: Case) -> User:
    """Return the leader of the case's network."""
    return User.objects.get(roles__network=case.network, roles__role="network_leader")


def written(scheme: str = "leader_network", requested: int = 150_000, **changes: Any) -> Case:
    """Return a case whose application is written, not yet sent."""
    case = begin(scheme, network=changes.pop("network", None))
    return do(case, "write", leader_of(case), plan(), **application_data(case, requested, **changes))


def submitted(scheme: str = "leader_network", requested: int = 150_000, **changes: Any) -> Case:
    """Return a case whose application is sent."""
    case = written(scheme, requested, **changes)
    return do(case, "submit", leader_of(case), choice="send")


def complete(scheme: str = "leader_network", requested: int = 150_000, **changes: Any) -> Case:
    """Return a case that waits for a caseworker's declaration."""
    return do(submitted(scheme, requested, **changes), "formal_check", "caseworker", result="complete")


def assessed(scheme: str = "leader_network", requested: int = 150_000, **changes: Any) -> Case:
    """Return a case with a recommendation to grant in full, or `recommended` in part."""
    recommended = changes.pop("recommended", None)
    case = complete(scheme, requested, **changes)
    case = do(case, "declare", "caseworker", declaration="impartial")
    return do(case, "assess", "caseworker", **answers.assessment(case, recommended=recommended))


def ready_to_decide(scheme: str = "leader_network", requested: int = 150_000, **changes: Any) -> Case:
    """Return a case whose decision maker has declared impartiality."""
    case = assessed(scheme, requested, **changes)
    return do(case, "declare", "decision_maker", declaration="impartial")


def granted(scheme: str = "leader_network", requested: int = 150_000, awarded: int | None = None) -> Case:
    """Return a case that is granted."""
    awarded = awarded or requested
    case = ready_to_decide(scheme, requested, recommended=None if awarded == requested else awarded)
    return do(case, "decide", "decision_maker", **answers.decision(case, awarded))


def paid(scheme: str = "leader_network", requested: int = 150_000, awarded: int | None = None) -> Case:
    """Return a case whose grant is paid, by two persons."""
    case = granted(scheme, requested, awarded)
    case = do(case, "accept", leader_of(case), account_number=ACCOUNT, accepted="on")
    case = do(case, "register_payment", "caseworker", paid_on="04.03.2024", reference="")
    return do(case, "attest_payment", "payment_attester", attested="on")


def reported(
    scheme: str = "leader_network",
    requested: int = 150_000,
    awarded: int | None = None,
    used: int | None = None,
) -> Case:
    """Return a case whose report is sent. The clock must stand where reports are open."""
    case = paid(scheme, requested, awarded)
    return do(
        case,
        "report",
        leader_of(case),
        **answers.report(case.decision.awarded_amount if used is None else used, case=case),
    )


def controlled(scheme: str = "leader_network", requested: int = 150_000, awarded: int | None = None) -> Case:
    """Return a case whose report is approved: closed, or waiting for an auditor."""
    case = reported(scheme, requested, awarded)
    return do(case, "control", "caseworker", **answers.control(case))
