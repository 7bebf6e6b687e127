"""Registering an application that came by e-mail or on paper, on the network's behalf (R8.16).

What came has come: it gets its number at once, by the day it was received, and is then entered and handled in the
same flow as all others. An original that lacks something is asked for more like they are; it is called complete
only when nothing is lacking and the paragraphs are met.
"""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, letters, notices
from workflows.cases import journal
from workflows.cases.models import Capacity, Case, CaseStatus, Document, Participation
from workflows.cases.registering import FIELDS, add_document
from workflows.cases.rights import Scope
from workflows.cases.uploads import about
from workflows.directory.models import Network, Role, RoleAssignment, User
from workflows.errors import NotAllowed, Refused
from workflows.schemes.models import Call

from .actions import next_number
from .beginning import create_case, refuse_unfit
from .flows import ApplicationFlow
from .models import ReceivedApplication


def offices_of(user: User) -> list[int]:
    """Return the offices (ids) that a person may register applications at: where they are caseworkers."""
    return Scope.of(user).places("office", Role.CASEWORKER)


@transaction.atomic
def register(
    *,
    call: Call,
    network: Network,
    received_at: dt.datetime,
    channel: str,
    archive_reference: str,
    original: UploadedFile,
    by: User,
) -> Case:
    """Register what came, with the original, and open the task of entering it; the network's leader is told.

    `received_at` decides whether it is late, and the year of its number. Raises NotAllowed to all but the office's
    caseworkers, and Refused for what came before the call opened or has not come yet, for a network that does not
    fit, and for an original that is registered already.
    """
    if call.office_id not in offices_of(by):
        raise NotAllowed(_("This is for: %(role)s.") % {"role": Role.CASEWORKER.label})
    if not call.opens <= received_at <= clock.now():
        raise Refused(_("It must have come after the call opened, and not later than now."))
    refuse_unfit(call, network)
    _refuse_again(call, Network.objects.select_for_update().get(pk=network.pk), original)
    leader = _leader(network)
    case = create_case(
        call=call,
        network=network,
        by=by,
        contact=leader,
        status=CaseStatus.RECEIVED,
        submitted_at=received_at,
    )
    case.application.late = call.is_late(received_at)
    case.application.save(update_fields=["late"])
    case.draft_number, case.number = case.number, next_number(case, received_at)
    case.save(update_fields=["number", "draft_number"])
    document = _file(case, original, archive_reference, by)
    case = Case.objects.select_for_update().get(pk=case.pk)
    ReceivedApplication.objects.create(
        case=case, channel=channel, original=document, on_behalf_of=leader, by=by
    )
    Participation.objects.create(case=case, person=by, capacity=Capacity.REGISTERED_APPLICATION)
    journal.record(
        case=case,
        action="application.registered",
        actor=by,
        acting_for=leader,
        details={"number": case.number, "channel": channel, "received": received_at.isoformat()},
    )
    letters.compose(case=case, kind="receipt", language=case.letter_language, fields={}, by=by)
    ApplicationFlow.received.run(case=case)
    if leader:
        _tell(leader, case)
    return case


def _refuse_again(call: Call, network: Network, original: UploadedFile) -> None:
    """Refuse an original that was registered before; the network's row is held, so that two at once are one."""
    same = ReceivedApplication.objects.filter(
        case__call=call, case__network=network, original__checksum=about(original)["checksum"]
    ).select_related("case")
    for earlier in same[:1]:
        raise Refused(
            _("This original is already registered, as case %(number)s.") % {"number": earlier.case.number}
        )


def _leader(network: Network) -> User | None:
    """Return the network's leader of today, the newest where there are several."""
    held = RoleAssignment.objects.in_force().filter(role=Role.NETWORK_LEADER, network=network)
    newest = held.select_related("user").order_by("-pk").first()
    return newest.user if newest else None


def _file(case: Case, original: UploadedFile, archive_reference: str, by: User) -> Document:
    with translation.override(case.letter_language):
        title = _("The application as it came")
    values = dict.fromkeys(FIELDS, "") | {
        "archive_reference": archive_reference, "dispatched_on": None, "withheld": False,
    }  # fmt: skip
    return add_document(
        case=case,
        upload=original,
        title=title,
        direction=Document.Direction.IN,
        party=str(case.network),
        by=by,
        values=values,
    )


def _tell(leader: User, case: Case) -> None:
    notices.notify(
        to_user=leader,
        subject=gettext_lazy("Registered: case %(number)s"),
        body=gettext_lazy(
            "The county governor has registered the network's application that came outside Nettverksmidler. "
            "The case number is %(number)s."
        ),
        link=case.get_absolute_url(),
        key=f"registered:{case.pk}",
        fields={"number": case.number},
    )
