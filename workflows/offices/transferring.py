"""Handing a case to another office, which accepts it or returns it (R7.3).

The case keeps its number, documents and history. What is decided stays with the pot it was taken from; what is not
yet decided will be taken from the new office's.
"""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices, reminders, work
from workflows.cases import journal
from workflows.cases.correspondence import tell_network_of_office
from workflows.cases.models import Case, OfficeTransfer
from workflows.cases.rights import HANDLING_ROLES, Answer, Scope, can, demand
from workflows.directory.models import GovernorOffice, RoleAssignment, User
from workflows.errors import AlreadyDone, Refused


def handles(user: User, office: int) -> bool:
    """Return whether a person is a caseworker or a decision maker of an office."""
    return office in Scope.of(user).places("office", *HANDLING_ROLES)


def may_propose(user: User, case: Case) -> Answer:
    """Return whether a person may hand a case over: who handles cases at its office."""
    seen = can(user, "view", case)
    if not seen or handles(user, case.office_id):
        return seen
    return Answer(False, _("The caseworkers and decision makers of the case’s office hand it over."))


def open_transfer(case: Case) -> OfficeTransfer | None:
    """Return what waits for another office's answer, if anything."""
    found = OfficeTransfer.objects.select_related("from_office", "to_office", "by")
    return found.filter(case=case, accepted__isnull=True).first()


def offered_to(user: User) -> list[OfficeTransfer]:
    """Return what waits for the answer of a person's offices, the oldest first."""
    offices = Scope.of(user).places("office", *HANDLING_ROLES)
    found = OfficeTransfer.objects.filter(to_office__in=offices, accepted__isnull=True)
    return list(found.select_related("case__network", "from_office")[:50])


@transaction.atomic
def propose(*, case: Case, to: GovernorOffice, reason: str, by: User) -> OfficeTransfer:
    """Ask another office to take over a case that is being handled.

    Raises NotThere or NotAllowed, and Refused for a draft, a closed case, the same office, or while one is asked.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    demand(may_propose(by, case))
    apart = to.is_trial != case.office.is_trial
    if case.is_draft or case.closed_at or to.pk == case.office_id or apart:
        raise Refused(_("Only a case that is being handled can be handed over, and to another office."))
    try:
        with transaction.atomic():
            asked = OfficeTransfer.objects.create(
                case=case, from_office=case.office, to_office=to, reason=reason, by=by
            )
    except IntegrityError:
        raise Refused(_("Another office is asked already.")) from None
    details = {"to": to.code, "reason": reason}
    journal.record(case=case, action="case.transfer_proposed", actor=by, details=details)
    _tell(case, to, asked)
    return asked


@transaction.atomic
def answer(*, transfer: OfficeTransfer, accept: bool, text: str, by: User) -> Case:
    """Take over a case, or return it with the reason; the office that asked may call it back in the same way.

    Raises NotThere or NotAllowed, AlreadyDone for what is answered, Refused for a return without a reason.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=transfer.case_id)
    demand(may_answer(by, transfer, accept=accept))
    if not accept and not text:
        raise Refused(_("Say why the case is returned."))
    waiting = OfficeTransfer.objects.filter(pk=transfer.pk, accepted__isnull=True)
    if not waiting.update(accepted=accept, answer=text, answered_by=by, answered_at=clock.now()):
        done = OfficeTransfer.objects.select_related("answered_by").get(pk=transfer.pk)
        raise AlreadyDone(by=done.answered_by, at=done.answered_at)
    if accept:
        own = list(case.items.filter(open=True, office=case.office_id).select_related("task"))
        Case.objects.filter(pk=case.pk).update(office=transfer.to_office)
        case.office = transfer.to_office
    details = {"from": transfer.from_office.code, "to": transfer.to_office.code, "answer": text}
    action = "case.transferred" if accept else "case.transfer_returned"
    journal.record(case=case, action=action, actor=by, details=details)
    if accept:
        work.hand_over(own, to=transfer.to_office, by=by)
        reminders.move(of=transfer.from_office, to=transfer.to_office, beneath=case.get_absolute_url())
        tell_network_of_office(case, key=f"transferred:{transfer.pk}")
    return case


def may_answer(user: User, transfer: OfficeTransfer, *, accept: bool) -> Answer:
    """Return whether a person may answer: who handles cases at the office asked; who asked can only call it back."""
    seen = can(user, "view", transfer.case)
    offices = [transfer.to_office_id] if accept else [transfer.to_office_id, transfer.from_office_id]
    if not seen or any(handles(user, office) for office in offices):
        return seen
    return Answer(False, _("The office that was asked answers."))


def _tell(case: Case, to: GovernorOffice, asked: OfficeTransfer) -> None:
    held = RoleAssignment.objects.in_force().filter(office=to, role__in=HANDLING_ROLES)
    for person in held.people():
        notices.notify(
            to_user=person,
            subject=gettext_lazy("%(office)s asks you to take over case %(number)s"),
            body=gettext_lazy("Accept case %(number)s, or return it with a reason."),
            link=reverse("case-transfer", args=[case.number]),
            key=f"transfer:{asked.pk}:{person.pk}",
            fields={"number": case.number, "office": str(case.office)},
        )
