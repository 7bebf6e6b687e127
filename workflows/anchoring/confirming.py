"""A participant stands behind the application, or not: by a link, or a signed resolution that is brought (R2.5, R3.4).

The step is done by whoever confirmed, through the one door: an account that nobody can log in to has that person's
name, and holds the participant's role for as long as it takes, no longer.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock, work
from workflows.cases import journal
from workflows.cases.models import Case, Document, ParticipantStatement, WorkItem
from workflows.cases.uploads import register
from workflows.directory.holding import stand_in
from workflows.directory.models import RoleAssignment, User
from workflows.errors import NotThere, Refused

from .asking import asked_in, held_case
from .models import AskedLink, ConfirmationLink

RESOLUTION = "signed_resolution"  # the kind of the document


def opened_by(token: str) -> ConfirmationLink | None:
    """Return the link whose secret part this is, if it holds and its confirmation is waited for."""
    rows = ConfirmationLink.objects.opened_by(token).select_related(
        "case__network", "case__office", "case__scheme_version", "case__call", "case__application"
    )
    link = rows.select_related("service__host", "municipality").first()
    return link if link and item_of(link) else None


def item_of(link: ConfirmationLink) -> WorkItem | None:
    """Return the open task that a link is for, or None when the confirmation is no longer waited for."""
    return asked_in(link.case).filter(**link.party).select_related("task", "case").first()


def attachments(link: AskedLink) -> dict[int, Document]:
    """Return what is attached to the application that a link shows, by key; nothing else of the case (D1)."""
    answers, sections = link.case.application.answers, link.case.scheme_version.definition["sections"]
    fields = [field for section in sections for field in section["fields"] if field["type"] == "file"]
    kept = [answers[field["code"]] for field in fields if isinstance(answers.get(field["code"]), int)]
    received = Document.objects.filter(case=link.case, direction=Document.Direction.IN, pk__in=kept)
    return received.in_bulk()


@transaction.atomic
def confirm(
    *, link: ConfirmationLink, name: str, title: str, answer: str, confirmed: bool = False, reason: str = ""
) -> None:
    """Answer by a link, which is used up by it; the case is locked first, as for all work in it.

    `answer` is one of the step's own form: the participant stands behind the application, or it does not, and why.

    Raises Invalid with the form, and NotThere when the link was used or replaced a moment ago.
    """
    list(Case.objects.select_for_update().filter(pk=link.case_id).values_list("pk"))
    item = item_of(link)
    if item is None or not link.use():
        raise NotThere
    _answer(item, name=name, title=title, answer=answer, confirmed=confirmed, reason=reason)
    statement = ParticipantStatement.objects.filter(case=link.case_id, **link.party)
    statement.update(email=link.email)
    _record(item, "anchoring.by_link", actor=None, email=link.email)


@transaction.atomic
def bring(
    *,
    statement: ParticipantStatement,
    name: str,
    title: str,
    decided_on: dt.date,
    resolution: UploadedFile,
    by: User,
) -> None:
    """Bring a participant's signed resolution: who signed and when; it counts as the confirmation.

    Raises NotThere, NotAllowed, and Refused when nothing is waited for or the day is to come.
    """
    case = held_case(statement, by)
    if decided_on > clock.today():
        raise Refused(_("Write today’s date or an earlier one."))
    item = asked_in(case).select_related("task", "case").get(**statement.party)
    document = register(
        case=case,
        upload=resolution,
        title=_("Signed resolution: %(participant)s") % {"participant": statement},
        kind=RESOLUTION,
        by=by,
        party=str(statement),
    )
    _answer(item, name=name, title=title, confirmed=True)
    ConfirmationLink.objects.holding().filter(case=case, **statement.party).update(expires_at=clock.now())
    ParticipantStatement.objects.filter(pk=statement.pk).update(resolution=document, decided_on=decided_on)
    _record(item, "anchoring.resolution", actor=by, document=document.pk, decided_on=decided_on)


def _answer(item: WorkItem, *, name: str, confirmed: bool, **typed: str) -> None:
    """Do the step as the person who answered."""
    person, _made = stand_in(f"confirms-{item.pk}", name=name)
    data = typed | ({"confirmed": "on"} if confirmed else {})
    with _role(item, person):
        work.complete(item, by=person, data=data, key=f"confirms-{item.pk}")
    User.objects.filter(pk=person.pk).update(is_active=False)


@contextmanager
def _role(item: WorkItem, person: User) -> Iterator[None]:
    """Let a person hold the role that a confirmation is for, while it is given: inside the caller's transaction."""
    held = RoleAssignment.objects.create(
        user=person, role=item.role, municipality=item.municipality, service=item.service
    )
    yield
    held.delete()


def _record(item: WorkItem, action: str, *, actor: User | None, **details: object) -> None:
    case = Case.objects.get(pk=item.case_id)
    participant = str(item.municipality or item.service)
    journal.record(case=case, action=action, actor=actor, details={"participant": participant, **details})
