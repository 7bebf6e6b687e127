"""Asking for access to a document of the public record, and the office's answer (R8.16).

A request is told to the office's caseworkers by a reminder. What is granted can be fetched once, by a link that runs
out; only the link's hash is kept. The journal tells that somebody asked and what was answered, never who asked.
"""

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from workflows import clock, links, notices, outbox, reminders
from workflows.cases import journal
from workflows.cases.models import AccessRequest, Case, Document
from workflows.cases.rights import demand_office
from workflows.directory.models import Role, User
from workflows.errors import AlreadyDone
from workflows.ui.dates import long_date

from .entries import public_entries, public_title

ANSWER_WITHIN = 3  # days
LINK_HOLDS = 14  # days
MAIL = "access.answer"
KIND = "access"
Status = AccessRequest.Status

reminders.register(
    KIND,
    title=gettext_lazy("Request for access in case %(number)s"),
    text=gettext_lazy("Somebody asks to see a document of the case. Answer without delay."),
)


@transaction.atomic
def ask(*, document: Document, email: str, name: str = "", text: str = "") -> AccessRequest:
    """Keep a request for access to a document of the public record, and tell the office."""
    case = Case.objects.select_for_update().get(pk=document.case_id)
    asked = AccessRequest.objects.create(
        document=document,
        name=name,
        email=email,
        text=text,
        language="nn" if get_language() == "nn" else "nb",
    )
    journal.record(
        case=case,
        action="access.requested",
        actor=None,
        details={"request": asked.pk, "document": document.pk},
    )
    with translation.override(settings.LANGUAGE_CODE):
        link = reverse("access-answer", args=[case.number, asked.pk])
    reminders.remind(
        KIND,
        key=_key(asked),
        role=Role.CASEWORKER,
        office=case.office,
        link=link,
        due=clock.today() + dt.timedelta(days=ANSWER_WITHIN),
        fields={"number": case.number},
    )
    return asked


@transaction.atomic
def answer(*, asked: AccessRequest, by: User, granted: bool, reason: str = "") -> AccessRequest:
    """Grant or refuse access, once, and owe the mail that says so.

    Raises NotThere or NotAllowed, and AlreadyDone where a colleague was first.
    """
    case = Case.objects.select_for_update().get(pk=asked.document.case_id)
    demand_office(by, case)
    asked = AccessRequest.objects.select_for_update(of=("self",)).select_related("document").get(pk=asked.pk)
    if asked.status != Status.NEW:
        raise AlreadyDone(by=asked.answered_by, at=asked.answered_at)
    token = links.new_token() if granted else ""
    asked.status = Status.GRANTED if granted else Status.REFUSED
    asked.reason, asked.answered_by, asked.answered_at = reason, by, clock.now()
    if granted:
        asked.token_hash = links.hash_of(token)
        asked.expires_at = links.holds_until(LINK_HOLDS)
    asked.save()
    journal.record(
        case=case,
        action=f"access.{asked.status}",
        actor=by,
        details={"request": asked.pk, "document": asked.document_id, "reason": reason},
    )
    outbox.put(kind=MAIL, key=f"{MAIL}:{asked.pk}", payload={"request": asked.pk, "token": token})
    reminders.settle(_key(asked))
    return asked


def granted_by(token: str) -> AccessRequest | None:
    """Return the granted request whose link this is, if it still holds and was not used."""
    return (
        AccessRequest.objects.filter(
            token_hash=links.hash_of(token),
            status=Status.GRANTED,
            fetched_at__isnull=True,
            expires_at__gt=clock.now(),
        )
        .select_related("document__case")
        .first()
    )


def use(asked: AccessRequest) -> bool:
    """Use up the link of a granted request; False where somebody used it a moment ago."""
    unused = AccessRequest.objects.filter(pk=asked.pk, fetched_at__isnull=True)
    return bool(unused.update(fetched_at=clock.now()))


@outbox.deliverer(MAIL)
def send_answer(payload: dict[str, Any]) -> None:
    """Send the answer to whoever asked, in the language they asked in."""
    asked = AccessRequest.objects.select_related("answered_by", "document__case__office").get(
        pk=payload["request"]
    )
    entry = public_entries().get(pk=asked.document_id)
    with translation.override(asked.language):
        said = {"title": public_title(entry), "number": entry.case.number}
        if asked.status == Status.GRANTED:
            path = reverse("access-fetch", args=[payload["token"]])
            lines = [
                _("You may see the document “%(title)s” in case %(number)s.") % said,
                _("Fetch it here. The link can be used once, until %(date)s:")
                % {"date": long_date(asked.expires_at)},
                urljoin(settings.SITE_URL, path),
            ]
        else:
            lines = [
                _("You may not see the document “%(title)s” in case %(number)s.") % said,
                _("The reason: %(reason)s") % {"reason": asked.reason},
            ]
        lines.append(str(entry.case.office))
        subject = _("Your request for access in case %(number)s") % said
        key = f"{MAIL}:{asked.pk}"
        notices.post(to=asked.email, subject=subject, lines=lines, key=key, office=entry.case.office)


def _key(asked: AccessRequest) -> str:
    return f"{KIND}:{asked.pk}"
