"""The verbs of sending a case to another installation: proposed, decided by another, taken back, received there."""

import io

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices
from workflows.cases import journal, pausing
from workflows.cases.actions import call_off
from workflows.cases.correspondence import network_people
from workflows.cases.models import Case, CasePause, Sending
from workflows.cases.rights import HANDLING_ROLES, Answer, Scope, can, decides_at, demand
from workflows.directory.models import Role, User
from workflows.errors import AlreadyDone, Refused
from workflows.package import building
from workflows.package.files import receipt_of

from . import starting
from .ready import unready


def may_propose(user: User, case: Case) -> Answer:
    """Return whether a person may propose to send a case away: who handles cases at its office."""
    seen = can(user, "view", case)
    if not seen or case.office_id in Scope.of(user).places("office", *HANDLING_ROLES):
        return seen
    return Answer(False, _("The caseworkers and decision makers of the case’s office hand it over."))


def may_decide(user: User, sending: Sending) -> Answer:
    """Return whether a person may decide what is proposed: a decision maker of the office, who did not propose it."""
    seen = can(user, "view", sending.case)
    if not seen:
        return seen
    if not decides_at(user, sending.case):
        return Answer(False, _("This is for: %(role)s.") % {"role": Role.DECISION_MAKER.label})
    if sending.by_id == user.pk:
        return Answer(False, _("Two persons are needed: you proposed it yourself."))
    return Answer(True)


@transaction.atomic
def propose(*, case: Case, to: str, reason: str, by: User) -> Sending:
    """Propose to send a case that is being handled to another installation.

    Raises NotThere or NotAllowed, and Refused with each reason why it cannot be sent as it stands.
    """
    case = _locked(case)
    demand(may_propose(by, case))
    _refuse_unready(case)
    try:
        with transaction.atomic():
            sending = Sending.objects.create(case=case, to=to, reason=reason, by=by)
    except IntegrityError:
        raise Refused(_("It is already proposed to send the case.")) from None
    journal.record(case=case, action="case.send_proposed", actor=by, details={"to": to, "reason": reason})
    return sending


@transaction.atomic
def decide(*, sending: Sending, approve: bool, note: str, by: User) -> Sending:
    """Send the case: it is sealed, its work called off, its clock stopped, and it stands still here. Or do not.

    Raises NotThere or NotAllowed, AlreadyDone for what is answered, Refused without a reason or where the case cannot
    be sent as it stands now; letters.DocumentDamaged.
    """
    case = _locked(sending.case)
    sending = Sending.objects.select_related("answered_by").get(pk=sending.pk)
    sending.case = case
    demand(may_decide(by, sending))
    if sending.approved is not None:
        raise AlreadyDone(by=sending.answered_by, at=sending.answered_at)
    if not note:
        raise Refused(_("Give the reason."))
    sending.approved, sending.note = approve, note
    sending.answered_by, sending.answered_at = by, clock.now()
    if approve:
        _refuse_unready(case)
        _send(case, sending, by)
    else:
        journal.record(
            case=case, action="case.send_refused", actor=by, details={"to": sending.to, "reason": note}
        )
        sending.save()
    return sending


def _send(case: Case, sending: Sending, by: User) -> None:
    """Write the last entry, seal what there is, and let the case stand still."""
    journal.record(
        case=case,
        action="case.sent",
        actor=by,
        details={"to": sending.to, "reason": sending.reason, "note": sending.note},
    )
    made = building.build_to_send(case, to=sending.to, reason=sending.reason)
    whole = io.BytesIO()
    made.write(whole)
    sending.seal = made.seal
    sending.file.save("", ContentFile(whole.getvalue()), save=False)
    sending.save()
    call_off(case)
    if not pausing.is_stopped(case):
        pausing.pause(case, why=CasePause.Why.SENT, at=clock.now())
    case.sent_away_at = sending.answered_at
    case.save(update_fields=["sent_away_at"])
    _tell_network(case, sending)


@transaction.atomic
def take_back(*, sending: Sending, step: str, reason: str, by: User) -> Case:
    """Let a case that the receiver did not take be handled here again, from a step it is ready for.

    Raises NotThere or NotAllowed, and Refused without a reason, for a step the case is not ready for, or once the
    receiver has confirmed.
    """
    case = _locked(sending.case)
    sending = Sending.objects.get(pk=sending.pk)
    sending.case = case
    demand(may_take_back(by, case))
    if sending.confirmed_at:
        raise Refused(_("The case is received there, and cannot be taken back."))
    if not sending.approved or sending.taken_back_at or case.sent_away_at is None:
        raise Refused(_("The case is not away."))
    if not reason:
        raise Refused(_("Give the reason."))
    sending.taken_back_at, sending.taken_back_by, sending.taken_back_because = clock.now(), by, reason
    sending.save()
    case.sent_away_at = None
    case.save(update_fields=["sent_away_at"])
    details = {"from": sending.to, "reason": reason, "step": step}
    journal.record(case=case, action="case.taken_back", actor=by, details=details)
    starting.start(case, step)
    return case


def may_take_back(user: User, case: Case) -> Answer:
    """Return whether a person may take a case back, or enter its receipt: the decision makers of its office."""
    seen = can(user, "view", case)
    if not seen or decides_at(user, case):
        return seen
    return Answer(False, _("This is for: %(role)s.") % {"role": Role.DECISION_MAKER.label})


@transaction.atomic
def confirm(*, sending: Sending, code: str, by: User) -> Sending:
    """Enter the receipt that the receiver gave: from then on the case is theirs for good.

    Raises NotThere or NotAllowed, AlreadyDone, and Refused for a code that is not this package's or a case that is
    not away.
    """
    case = _locked(sending.case)
    sending = Sending.objects.select_related("confirmed_by").get(pk=sending.pk)
    sending.case = case
    demand(may_propose(by, case))
    if sending.confirmed_at:
        raise AlreadyDone(by=sending.confirmed_by, at=sending.confirmed_at)
    if not sending.approved or sending.taken_back_at:
        raise Refused(_("The case is not away."))
    if _plain(code) != _plain(receipt_of(sending.seal)):
        raise Refused(_("This is not the receipt of this package. Copy it as the receiver wrote it."))
    sending.confirmed_by, sending.confirmed_at = by, clock.now()
    sending.save()
    journal.record(case=case, action="case.received_there", actor=by, details={"to": sending.to})
    return sending


def _plain(code: str) -> str:
    return code.replace("-", "").replace(" ", "").upper()


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("office", "network").get(pk=case.pk)


def _refuse_unready(case: Case) -> None:
    if reasons := unready(case):
        raise Refused(*reasons)


def _tell_network(case: Case, sending: Sending) -> None:
    for person in network_people(case):
        notices.notify(
            to_user=person,
            subject=gettext_lazy("Case %(number)s is handled elsewhere"),
            body=gettext_lazy(
                "Case %(number)s was sent to %(to)s, who handles it from now on. It can still be read."
            ),
            link=case.get_absolute_url(),
            key=f"sent:{sending.pk}:{person.pk}",
            fields={"number": case.number, "to": sending.to},
        )
