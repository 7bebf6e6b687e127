"""Changing a decision: asked for by the network or started by the office, proposed by one and decided by another."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock, letters
from workflows.base import Work
from workflows.cases import impartiality, journal, uploads
from workflows.cases.models import Capacity, Case, Document, Participation
from workflows.cases.rights import Answer, Scope, demand
from workflows.cases.settling import settles
from workflows.directory.models import Role, User
from workflows.grant.deciding import decide_anew
from workflows.grant.models import DecisionCause

from .models import Change


def may_ask(user: User, case: Case) -> Answer:
    """Return whether a person may ask for a change: the network leader, of a grant that is not closed."""
    if case.network_id not in Scope.of(user).places("network", Role.NETWORK_LEADER):
        return Answer(False, _("The network leader asks for changes for the network."))
    return _can_be_changed(case)


def may_start(user: User, case: Case) -> Answer:
    """Return whether a person may start a change or a reversal: the office's caseworkers and decision makers."""
    if case.office_id not in Scope.of(user).places("office", Role.CASEWORKER, Role.DECISION_MAKER):
        return Answer(False, _("Only the office that handles the case can do this."))
    return _can_be_changed(case)


def _can_be_changed(case: Case) -> Answer:
    decision = getattr(case, "decision", None)
    if decision is None or not decision.awarded_amount:
        return Answer(False, _("Nothing is granted in this case."))
    if case.closed_at is not None:
        return Answer(False, _("The case is closed."))
    if is_asked_for(case):
        return Answer(False, _("A change of the decision is already being handled."))
    return Answer(True)


def is_asked_for(case: Case) -> bool:
    """Return whether a change of the decision is asked for and not decided."""
    return Change.objects.filter(case=case, decided_at__isnull=True).exists()


@settles("change", order=25)
def change_lacking(case: Case) -> list[str]:
    """Return that a change of the decision is not decided."""
    return [_("The change of the decision is not decided.")] if is_asked_for(case) else []


@transaction.atomic
def ask(
    *,
    case: Case,
    by: User,
    text: str,
    asked: Mapping[str, Any] | None = None,
    upload: UploadedFile | None = None,
) -> Change:
    """Ask, for the network, for a change to the approved project; `asked` as `asking.differing` says it.

    Raises NotAllowed.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    demand(may_ask(by, case))
    document = _attached(case, upload, by)
    Participation.objects.create(case=case, person=by, capacity=Capacity.ASKED_FOR_CHANGE, at=clock.now())
    return _begin(case, DecisionCause.CHANGE, text, document, by=by, by_network=True, asked=asked)


@transaction.atomic
def start(*, case: Case, by: User, cause: str, text: str) -> Change:
    """Start a change or a reversal on the office's own initiative. Raises NotAllowed."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    demand(may_start(by, case))
    return _begin(case, cause, text, None, by=by, by_network=False)


def propose(work: Work) -> dict[str, Any]:
    """Propose what is to be decided anew; another person decides."""
    found, data = current(work.case), work.data
    found.proposed_amount = data["awarded_amount"] if data["result"] == work.form.CHANGES else None
    found.proposed_use_deadline = data.get("use_deadline")
    found.proposed_changes, found.proposal = data["other_changes"], data["reasons"]
    found.proposed_by = work.by
    found.save()
    return {"result": data["result"], "amount": data.get("awarded_amount")}


def decide(work: Work) -> dict[str, Any]:
    """Decide anew, withdraw the grant, or let it stand; with a letter each (A14)."""
    found, form, data = current(work.case), work.form, work.data
    if data.get("impartial"):
        impartiality.declare(case=work.case, by=work.by, partial=False)
    if data["result"] == form.KEEP:
        found.refused_because = data["reasons"]
        letters.compose(
            case=work.case,
            kind="change_refused",
            language=work.case.letter_language,
            fields={"reasons": data["reasons"]},
            by=work.by,
            at=work.at,
        )
    else:
        more = {"use_deadline": data.get("use_deadline"), "other_changes": data["other_changes"]}
        found.decision = decide_anew(work.case, form.anew(found.cause, **more), by=work.by, at=work.at)
    found.decided_by, found.decided_at = work.by, work.at
    found.save()
    return {"result": data["result"], "amount": data.get("awarded_amount")}


def current(case: Case) -> Change:
    """Return the change that is handled now: the newest."""
    return Change.objects.filter(case=case).latest("id")


def _attached(case: Case, upload: UploadedFile | None, by: User) -> Document | None:
    if upload is None:
        return None
    return uploads.register(case=case, upload=upload, title=_("Attachment to a change"), kind="change", by=by)


def _begin(
    case: Case,
    cause: str,
    text: str,
    document: Document | None,
    *,
    by: User,
    by_network: bool,
    asked: Mapping[str, Any] | None = None,
) -> Change:
    from .flows import ChangeFlow

    change = Change.objects.create(
        case=case,
        cause=cause,
        text=text,
        document=document,
        by=by,
        by_network=by_network,
        asked=dict(asked or {}),
    )
    details = {"cause": change.cause, "text": text, **change.asked}
    journal.record(case=case, action="change.asked", actor=by, details=details)
    ChangeFlow.begin(case)
    return change
