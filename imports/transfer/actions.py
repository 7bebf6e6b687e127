"""The verbs of a case that comes from another installation: taken in, proposed, decided by another (R7.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices
from workflows.cases import journal
from workflows.cases.answers import Answer, demand
from workflows.cases.correspondence import tell_network_of_office
from workflows.cases.models import Arrival, Case
from workflows.cases.rights import HANDLING_ROLES, Scope
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.errors import AlreadyDone, Refused
from workflows.sending import starting
from workflows.sending.starting import Start

from .making import Making
from .models import Incoming
from .opening import Came, open_package
from .placing import Placing, already_here

State = Incoming.State


def may_take_in(user: User, office: GovernorOffice) -> Answer:
    """Return whether a person may take in what comes for an office: who handles cases there."""
    if office.pk in Scope.of(user).places("office", *HANDLING_ROLES):
        return Answer(True)
    return Answer(False, _("The caseworkers and decision makers of the office receive its cases."))


def may_decide(user: User, incoming: Incoming) -> Answer:
    """Return whether a person may decide on what is proposed: a decision maker of the office, and another person."""
    if incoming.office_id not in Scope.of(user).places("office", Role.DECISION_MAKER):
        return Answer(False, _("This is for: %(role)s.") % {"role": Role.DECISION_MAKER.label})
    if incoming.proposed_by_id == user.pk:
        return Answer(False, _("Two persons are needed: you proposed it yourself."))
    return Answer(True)


def take_in(*, file: BinaryIO, office: GovernorOffice, by: User, seal: str = "") -> Incoming:
    """Keep a package that holds, to be looked through.

    `seal`: the one the sender told in another way, if any. Raises NotAllowed, and Refused for what is no such package,
    and for one that is here already.
    """
    demand(may_take_in(by, office))
    came = open_package(file, seal=seal)
    if here := already_here(came):
        raise Refused(here)
    if Incoming.objects.filter(seal=came.seal).exclude(state=State.TURNED_DOWN).exists():
        raise Refused(_("This very package is taken in already."))
    incoming = Incoming(office=office, number=came.number, sender=came.sender, seal=came.seal, by=by)
    with _files_of_what_happens() as stored:
        incoming.file.save("", File(file), save=False)
        stored.append(incoming.file.name or "")
        try:
            incoming.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("This very package is taken in already.")) from None
    return incoming


@contextmanager
def opened(incoming: Incoming) -> Iterator[Came]:
    """Open a package that was taken in, checked anew. Raises Refused where it is not what it was."""
    try:
        file = incoming.file.open("rb")
    except (OSError, ValueError) as fault:
        raise Refused(_("The package cannot be read: %(why)s") % {"why": type(fault).__name__}) from fault
    with file:
        yield open_package(file.file, seal=incoming.seal)


@dataclass(frozen=True)
class Rehearsed:
    """What would come of it: the steps the case could go on from, and how many rows of which tables stay history."""

    steps: list[Start]
    only_history: dict[str, int]


class _Rehearsed(Exception):
    pass


def rehearse(came: Came, placing: Placing, office: GovernorOffice) -> Rehearsed:
    """Make the case as it would be made, look at it, and let nothing of it remain. Raises Refused as making does."""
    seen: list[Rehearsed] = []
    try:
        with transaction.atomic():
            made = Making(came, placing, office).make(with_files=False)
            seen.append(
                Rehearsed(starting.possible(Case.objects.get(pk=made.case.pk)), dict(made.only_history))
            )
            raise _Rehearsed
    except _Rehearsed:
        return seen[0]


@transaction.atomic
def propose(*, incoming: Incoming, placing: Placing, step: str, reason: str, by: User) -> Incoming:
    """Propose where the case belongs and from which step it goes on; another person decides.

    Raises NotAllowed, AlreadyDone for what is decided, Refused where it could not be received so.
    """
    incoming = _locked(incoming)
    demand(may_take_in(by, incoming.office))
    _refuse_decided(incoming)
    if not reason:
        raise Refused(_("Give the reason."))
    with opened(incoming) as came:
        if step not in [start.code for start in rehearse(came, placing, incoming.office).steps]:
            raise Refused(_("The case has not what it takes to go on from that step."))
    incoming.placing, incoming.step, incoming.reason = placing, step, reason
    incoming.state, incoming.proposed_by, incoming.proposed_at = State.PROPOSED, by, clock.now()
    incoming.save()
    _tell_deciders(incoming)
    return incoming


def decide(*, incoming: Incoming, approve: bool, note: str, by: User) -> Incoming:
    """Receive the case as proposed, all or nothing; or turn it down: the sender then takes it back.

    Raises NotAllowed, AlreadyDone, and Refused without a reason for turning it down, or where it cannot be received.
    """
    with _files_of_what_happens() as stored, transaction.atomic():
        incoming = _locked(incoming)
        demand(may_decide(by, incoming))
        _refuse_decided(incoming)
        if incoming.state != State.PROPOSED and approve:
            raise Refused(_("Nobody has proposed how the case is received."))
        if not approve and not note:
            raise Refused(_("Give the reason."))
        incoming.note, incoming.decided_by, incoming.decided_at = note, by, clock.now()
        if approve:
            incoming.case = _receive(incoming, by, stored)
            incoming.state = State.RECEIVED
            incoming.save()
        else:
            _turn_down(incoming)
    return incoming


def _receive(incoming: Incoming, by: User, stored: list[str]) -> Case:
    proposer = incoming.proposed_by
    assert proposer is not None  # it is proposed
    with opened(incoming) as came:
        making = Making(came, incoming.placing, incoming.office)
        making.stored = stored
        made = making.make()
        end = came.manifest["journal"]
    case = made.case
    journal.record(
        case=case,
        action="case.received",
        actor=by,
        details={
            "from": incoming.sender,
            "seal": incoming.seal,
            "journal": {"count": end["count"], "head": end["head"]},
            "step": incoming.step,
            "proposed_by": proposer.pk,
            "reason": incoming.reason,
        },
    )
    Arrival.objects.create(
        case=case,
        number=incoming.number,
        sender=incoming.sender,
        seal=incoming.seal,
        file=incoming.file.name,
        journal_count=end["count"],
        journal_head=end["head"],
        only_history=dict(made.only_history),
        step=incoming.step,
        proposed_by=proposer,
        by=by,
    )
    starting.start(case, incoming.step)
    tell_network_of_office(case, key=f"arrived:{case.pk}")
    return case


def _turn_down(incoming: Incoming) -> None:
    """Keep who did not take it and why; what is in the package is not ours to keep."""
    name = incoming.file.name
    incoming.state, incoming.file = State.TURNED_DOWN, ""
    incoming.save()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def _locked(incoming: Incoming) -> Incoming:
    rows = Incoming.objects.select_for_update(of=("self",)).select_related(
        "office", "decided_by", "proposed_by"
    )
    return rows.get(pk=incoming.pk)


def _refuse_decided(incoming: Incoming) -> None:
    if incoming.state in (State.RECEIVED, State.TURNED_DOWN):
        raise AlreadyDone(by=incoming.decided_by, at=incoming.decided_at)


@contextmanager
def _files_of_what_happens() -> Iterator[list[str]]:
    """Take the files named in the list away again where what they belong to does not happen."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def _tell_deciders(incoming: Incoming) -> None:
    held = RoleAssignment.objects.in_force().filter(office=incoming.office, role=Role.DECISION_MAKER)
    others = held.exclude(user=incoming.proposed_by)
    for person in others.people():
        notices.notify(
            to_user=person,
            subject=gettext_lazy("Case %(number)s from another installation"),
            body=gettext_lazy("It is proposed to receive case %(number)s from %(sender)s. Log in to decide."),
            link=incoming.get_absolute_url(),
            key=f"incoming:{incoming.pk}:{person.pk}:{incoming.proposed_at:%Y%m%d%H%M%S}",
            fields={"number": incoming.number, "sender": incoming.sender},
        )
