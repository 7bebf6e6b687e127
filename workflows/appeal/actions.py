"""The appeal's verbs: received, prepared, considered by the office, decided by the appeal body (R4.8, R8.4)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock, letters
from workflows.base import Work
from workflows.cases import impartiality, journal, uploads
from workflows.cases.actions import close
from workflows.cases.models import Capacity, Case, CaseEnding, Participation
from workflows.cases.rights import Answer, Scope, demand
from workflows.cases.settling import settles, unsettled
from workflows.directory.models import GovernorOffice, Role, User
from workflows.grant.deciding import decide_anew, reopen
from workflows.grant.models import DecisionCause

from .models import Appeal, AppealResult


def may_appeal(user: User, case: Case) -> Answer:
    """Return whether a person may appeal against the decision of a case, and if not why (R8.4)."""
    if not case.scheme_version.option("appeal"):
        return Answer(False, _("Decisions under this scheme cannot be appealed against."))
    if case.network_id not in Scope.of(user).places("network", Role.NETWORK_LEADER):
        return Answer(False, _("The network leader appeals for the network."))
    decision = getattr(case, "decision", None)
    if decision is None:
        return Answer(False, _("There is no decision to appeal against yet."))
    if decision.appeal_deadline is None:
        return Answer(False, _("This decision cannot be appealed against."))
    if Appeal.objects.filter(decision=decision).exists() or open_appeal(case):
        return Answer(False, _("This decision is already appealed against."))
    return Answer(True)


def open_appeal(case: Case) -> Appeal | None:
    """Return the appeal that is not decided yet, if any."""
    return Appeal.objects.filter(case=case, decided_at__isnull=True).first()


@transaction.atomic
def appeal(*, case: Case, by: User, text: str, upload: UploadedFile | None = None) -> Appeal:
    """Appeal against the decision that holds; one that comes late is marked so. Raises NotAllowed."""
    from .flows import AppealFlow

    case = Case.objects.select_for_update().get(pk=case.pk)
    demand(may_appeal(by, case))
    now = clock.now()
    written = SimpleUploadedFile("klage.txt", text.encode(), content_type="text/plain")
    document = uploads.register(case=case, upload=written, title=_("Appeal"), kind="appeal", by=by)
    if upload:
        uploads.register(case=case, upload=upload, title=_("Attachment to the appeal"), kind="appeal", by=by)
    if case.closed_at is not None:
        reopen(case)
    received = Appeal.objects.create(
        case=case,
        decision=case.decision,
        text=text,
        document=document,
        late=clock.today() > case.decision.appeal_deadline,
        by=by,
        at=now,
        body=_body(case),
    )
    Participation.objects.create(case=case, person=by, capacity=Capacity.APPEALED, at=now)
    journal.record(
        case=case,
        action="appeal.received",
        actor=by,
        details={"decision": received.decision.number, "late": received.late},
    )
    _letter(case, "appeal_received", {}, by=None)
    AppealFlow.begin(case)
    return received


def prepare(work: Work) -> dict[str, Any]:
    """Write what the office says of the appeal: forward it, or propose that the office decides anew or dismisses."""
    found, form = current(work.case), work.form
    found.statement = work.data["statement"]
    found.save(update_fields=["statement"])
    if work.data["result"] == form.FORWARD:
        _forward(work, found)
    return {"result": work.data["result"]}


def consider(work: Work) -> dict[str, Any]:
    """Decide anew, by somebody who took no part; dismiss what came late; or forward it after all."""
    found, form, result = current(work.case), work.form, work.data["result"]
    _declare(work)
    if result == form.CHANGES:
        decide_anew(work.case, form.anew(DecisionCause.APPEAL_REVERSAL), by=work.by, at=work.at)
        _settle(work, found, AppealResult.REVERSED)
    elif result == form.DISMISS:
        _letter(work.case, "appeal_dismissed", {"reasons": work.data["reasons"]}, by=work.by)
        _settle(work, found, AppealResult.DISMISSED)
    else:
        found.statement = work.data["reasons"]
        found.save(update_fields=["statement"])
        _forward(work, found)
    return {"result": result, "amount": work.data.get("awarded_amount")}


def decide(work: Work) -> dict[str, Any]:
    """Decide the appeal for the appeal body: the decision stands, is changed, or goes back to the office."""
    found, form, result = current(work.case), work.form, work.data["result"]
    case, reasons = work.case, work.data["reasons"]
    _declare(work)
    if result == form.UPHOLD:
        _letter(case, "appeal_upheld", {"reasons": reasons, "appeal_body": body_name(found)}, by=work.by)
        _settle(work, found, AppealResult.UPHELD)
    elif result == form.CHANGES:
        anew = form.anew(DecisionCause.APPEAL, may_be_appealed=False)
        decide_anew(case, anew, by=work.by, at=work.at)
        _settle(work, found, AppealResult.CHANGED)
    else:
        found.sent_back, found.forwarded_at = reasons, None
        found.save(update_fields=["sent_back", "forwarded_at"])
        fields = {"reasons": reasons, "appeal_body": body_name(found)}
        _letter(case, "appeal_sent_back", fields, by=work.by)
    return {"result": result, "amount": work.data.get("awarded_amount")}


def current(case: Case) -> Appeal:
    """Return the appeal that is handled now: the newest."""
    return Appeal.objects.filter(case=case).select_related("body", "decision").latest("id")


def body_name(found: Appeal) -> str:
    """Return what the appeal body is called in the case's letters."""
    language = found.case.letter_language
    if found.body:
        return found.body.name_in(language)
    with translation.override(language):
        return _("the Directorate for Children, Youth and Family Affairs")


def _body(case: Case) -> GovernorOffice | None:
    """Return the office that the scheme version names as appeal body; None for the directorate.

    A trial's appeal goes to nobody but the trial's own.
    """
    if case.office.is_trial:
        return case.office
    code = case.scheme_version.option("appeal_body")
    return GovernorOffice.objects.filter(code=code).first() if code else None


def _declare(work: Work) -> None:
    if work.data.get("impartial"):
        impartiality.declare(case=work.case, by=work.by, partial=False)


def _forward(work: Work, found: Appeal) -> None:
    found.forwarded_at = work.at
    found.save(update_fields=["forwarded_at"])
    fields = {"statement": found.statement, "appeal_body": body_name(found)}
    _letter(work.case, "appeal_forwarded", fields, by=work.by)


def _settle(work: Work, found: Appeal, result: str) -> None:
    """End the appeal; a case that was refused, or settled before the appeal opened it, closes again."""
    found.result, found.reasons = result, work.data["reasons"]
    found.decided_by, found.decided_at = work.by, work.at
    found.save(update_fields=["result", "reasons", "decided_by", "decided_at"])
    case = work.case
    if case.closed_at is None and not case.decision.awarded_amount:
        close(case, by=work.by, ending=CaseEnding.REFUSED)
    elif case.closed_at is None and not _goes_on(case):
        close(case, by=work.by)


def _goes_on(case: Case) -> bool:
    """Return whether there is more to do in a case than the appeal, or something that it waits for."""
    return case.items.filter(open=True).exclude(flow="appeal").exists() or bool(unsettled(case))


@settles("appeal", order=20)
def appeal_lacking(case: Case) -> list[str]:
    """Return that an appeal is not decided."""
    return [_("The appeal is not decided.")] if open_appeal(case) else []


def _letter(case: Case, kind: str, fields: dict[str, Any], *, by: User | None) -> None:
    letters.compose(case=case, kind=kind, language=case.letter_language, fields=fields, by=by)
