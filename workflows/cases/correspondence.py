"""What is written in a case: messages between office and network, and the office's own notes. Nothing is changed."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import notices
from workflows.directory.models import NETWORK_ROLES, OFFICE_ROLES, NoticeKind, Role, RoleAssignment, User
from workflows.errors import Elsewhere, NotAllowed, NotThere

from . import away, journal
from .models import Case, CaseMessage, CaseNote, ImpartialityDeclaration, MessagesRead, Written
from .rights import Scope, at_office, can, demand_office, is_of_network, sees_internal

SUBJECT = gettext_lazy("New message in case %(number)s")
BODY = gettext_lazy("There is a new message in case %(number)s. Log in to read and answer it.")


def reads_messages(case: Case, user: User) -> bool:
    """Return whether a person reads the messages of a case they see: office, directorate and network leader do."""
    return not case.is_draft and (sees_internal(user, case) or is_of_network(user, case))


def writes_messages(case: Case, user: User) -> bool:
    """Return whether a person may write in the thread: the office and the network."""
    if case.is_draft or case.sent_away_at:
        return False
    return at_office(user, case) or is_of_network(user, case)


def reads_notes(case: Case, user: User) -> bool:
    """Return whether a person reads the internal notes of a case they see: only the office that handles it."""
    return not case.is_draft and at_office(user, case)


def messages_of(case: Case, user: User) -> QuerySet[CaseMessage]:
    """Return the messages of a case that a person may read, as they came."""
    messages = (
        CaseMessage.objects.filter(case=case) if reads_messages(case, user) else CaseMessage.objects.none()
    )
    return messages.select_related("by")


def notes_of(case: Case, user: User) -> QuerySet[CaseNote]:
    """Return the notes of a case that a person may read, as they were written."""
    notes = CaseNote.objects.filter(case=case) if reads_notes(case, user) else CaseNote.objects.none()
    return notes.select_related("by")


def mark_read(case: Case, user: User) -> None:
    """Keep that a person has read the thread of a case as it is now; writes only where there is something new."""
    newest = CaseMessage.objects.filter(case=case).order_by("-id").first()
    if newest is None or MessagesRead.objects.filter(case=case, person=user, last__gte=newest.pk).exists():
        return
    MessagesRead.objects.update_or_create(case=case, person=user, defaults={"last": newest})


def unread_by(user: User, cases: Iterable[Case]) -> list[Case]:
    """Return those of a network's cases that have messages its person has not read, how many as `unread`.

    One question, and none to those who are of no network. One's own messages are read.
    """
    networks = Scope.of(user).places("network", *NETWORK_ROLES)
    known = {case.pk: case for case in cases if case.network_id in networks and not case.is_draft}
    if not known:
        return []
    read = MessagesRead.objects.filter(case=OuterRef("case"), person=user, last__gte=OuterRef("pk"))
    new = CaseMessage.objects.filter(~Exists(read), case__in=known).exclude(by=user)
    counted = new.order_by().values_list("case").annotate(count=Count("pk"))
    found = []
    for pk, count in sorted(counted):
        vars(known[pk])["unread"] = count
        found.append(known[pk])
    return found


@transaction.atomic
def write_message(*, case: Case, by: User, text: str) -> CaseMessage:
    """Write a message; the other side is told by e-mail that there is one, never what it says.

    Raises NotThere or NotAllowed.
    """
    case = _locked(case)
    if not can(by, "view", case):
        raise NotThere
    if reason := away.refusal(case):
        raise Elsewhere(reason)
    if not writes_messages(case, by):
        raise NotAllowed(_("The office that handles the case and the network leader write messages here."))
    message = CaseMessage.objects.create(case=case, by=by, text=text, from_office=at_office(by, case))
    _tell_journal(message, "case.message")
    for person in network_people(case) if message.from_office else _handlers(case):
        notices.notify(
            to_user=person,
            subject=SUBJECT,
            body=BODY,
            link=f"{case.get_absolute_url()}meldinger/",
            kind=NoticeKind.MESSAGE,
            key=f"message:{message.pk}:{person.pk}",
            fields={"number": case.number},
        )
    return message


@transaction.atomic
def write_note(*, case: Case, by: User, text: str) -> CaseNote:
    """Write an internal note. Raises NotThere or NotAllowed."""
    case = _locked(case)
    demand_office(by, case)
    note = CaseNote.objects.create(case=case, by=by, text=text)
    _tell_journal(note, "case.note")
    return note


def _tell_journal(written: Written, action: str) -> None:
    """Let the journal hold the hash of the text, so that a changed text is found; not the text."""
    digest = hashlib.sha256(written.text.encode()).hexdigest()
    journal.record(
        case=written.case, action=action, actor=written.by, details={"id": written.pk, "sha256": digest}
    )


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def network_leaders(case: Case) -> QuerySet[User]:
    """Return the network's leaders who can be reached."""
    held = RoleAssignment.objects.in_force().filter(role=Role.NETWORK_LEADER, network=case.network_id)
    return held.people().exclude(email="")


def network_people(case: Case) -> QuerySet[User]:
    """Return all of the network who read what is written to it, its leaders and participants, who can be reached."""
    held = RoleAssignment.objects.in_force().filter(role__in=NETWORK_ROLES, network=case.network_id)
    return held.people().exclude(email="")


def tell_network_of_office(case: Case, *, key: str) -> None:
    """Tell all of the network that another office handles their case from now on; `key` names what led to it."""
    for person in network_people(case):
        notices.notify(
            to_user=person,
            subject=gettext_lazy("Case %(number)s is handled by another office"),
            body=gettext_lazy(
                "Case %(number)s is now handled by %(office)s. The case number stays the same."
            ),
            link=case.get_absolute_url(),
            key=f"{key}:{person.pk}",
            fields={"number": case.number, "office": str(case.office)},
        )


def _handlers(case: Case) -> list[User]:
    """Return those at the office who have something to do with the case; where nobody has, its caseworkers."""
    tied = ImpartialityDeclaration.objects.filter(case=case, partial=True).values("person")
    held = RoleAssignment.objects.in_force().filter(office=case.office_id, role__in=OFFICE_ROLES)
    there = User.objects.exclude(email="").exclude(pk__in=tied).order_by("pk")
    engaged = there.filter(pk__in=held.values("user")).filter(
        Q(participations__case=case) | Q(work__case=case, work__open=True)
    )
    return list(engaged.distinct()) or list(
        there.filter(pk__in=held.filter(role=Role.CASEWORKER).values("user"))
    )
