"""The network's leader says who shall confirm for a participant, and that person gets a link (R2.5, R3.4)."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock, links, notices, outbox
from workflows.cases import journal
from workflows.cases.models import Case, ParticipantStatement, WorkItem
from workflows.cases.rights import HIDDEN, Answer, can, demand, leads
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.ui.dates import long_date

from .models import ConfirmationLink

FLOW, NODE = "application", "confirm"  # the step that a confirmation is; stored names
MAIL = "anchoring.link"
PART = "bekreftelser"  # of the case page: where the answers are read


def asked_in(case: Case) -> QuerySet[WorkItem]:
    """Return the confirmations of a case that are still waited for."""
    return WorkItem.objects.filter(case=case, flow=FLOW, node=NODE, open=True)


def may_ask(user: User, case: Case) -> Answer:
    """Return whether a person may say who confirms, and bring signed resolutions: the network's leader."""
    if not can(user, "view", case):
        return HIDDEN
    if not leads(user, case):
        return Answer(False, _("The network’s leader asks for confirmations."))
    if not asked_in(case).exists():
        return Answer(False, _("No confirmation is waited for."))
    return Answer(True)


def to_ask(case: Case) -> list[ParticipantStatement]:
    """Return the participants that are waited for, and that no link was sent to."""
    waiting = asked_in(case).values_list("municipality", "service")
    links_sent = ConfirmationLink.objects.filter(case=case).values_list("municipality", "service")
    unasked = set(waiting) - set(links_sent)
    rows = case.statements.select_related("service", "municipality").order_by("pk")
    found = [each for each in rows if (each.municipality_id, each.service_id) in unasked]
    for each in found:
        each.case = case
    return found


def waits_for(statement: ParticipantStatement) -> bool:
    """Return whether a participant's confirmation is still waited for."""
    return asked_in(statement.case).filter(**statement.party).exists()


def held_case(statement: ParticipantStatement, by: User) -> Case:
    """Return the case of a statement, locked. Raises NotThere, NotAllowed, Refused when it is not waited for."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=statement.case_id)
    demand(may_ask(by, case))
    if not waits_for(statement):
        raise Refused(_("%(participant)s has answered already.") % {"participant": statement})
    return case


@transaction.atomic
def ask_all(asked: list[tuple[ParticipantStatement, str, str]], *, by: User) -> None:
    """Send links to several: for which participant, name and e-mail. All or none; raises as `ask`."""
    for statement, name, email in asked:
        ask(statement=statement, name=name, email=email, by=by)


@transaction.atomic
def ask(*, statement: ParticipantStatement, name: str, email: str, by: User) -> ConfirmationLink:
    """Send a link to whoever confirms for a participant; earlier links of the participant are dead.

    Raises NotThere, NotAllowed, and Refused when the confirmation is not waited for.
    """
    case = held_case(statement, by)
    earlier = ConfirmationLink.objects.holding().filter(case=case, **statement.party)
    earlier.update(expires_at=clock.now())
    journal.record(
        case=case,
        action="anchoring.asked",
        actor=by,
        details={"participant": str(statement), "name": name, "email": email},
    )
    return send_link(case=case, party=statement.party, name=name, email=email, by=by)


def ask_anew(case: Case) -> None:
    """Ask those anew who confirmed by a link what was changed since; call it when an application is written again.

    Links that were not used hold: they show the application as it stands.
    """
    used = ConfirmationLink.objects.filter(case=case, used_at__isnull=False).order_by("id")
    latest = {tuple(link.party.items()): link for link in used}
    for link in latest.values():
        if case.statements.filter(**link.party).exists():
            send_link(
                case=case,
                party=link.party,
                name=link.name,
                email=link.email,
                by=link.asked_by,
                after_change=True,
            )


def send_link(
    *, case: Case, party: dict[str, Any], name: str, email: str, by: User | None, **kind: bool
) -> ConfirmationLink:
    """Make a link and owe its mail; call it in the transaction of what leads to it."""
    token = links.new_token()
    link = ConfirmationLink.objects.create(
        case=case,
        name=name,
        email=email,
        asked_by=by,
        token_hash=links.hash_of(token),
        expires_at=links.holds_until(),
        **{f"{kind}_id": pk for kind, pk in party.items()},
        **kind,
    )
    outbox.put(kind=MAIL, key=f"{MAIL}:{link.pk}", payload={"link": link.pk, "token": token})
    return link


def suggestion(statement: ParticipantStatement) -> dict[str, str]:
    """Return name and e-mail of who was asked last for this participant, in this case or an earlier one."""
    earlier = ConfirmationLink.objects.filter(case__network=statement.case.network_id, **statement.party)
    link = earlier.order_by("-id").first()
    return {"name": link.name, "email": link.email} if link else {"name": "", "email": ""}


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Mail a link, in the language form of the participant's municipality; nothing where it no longer holds."""
    rows = ConfirmationLink.objects.holding().select_related("case__network", "case__call", "asked_by")
    link = rows.select_related("service__host", "municipality").filter(pk=payload["link"]).first()
    if link is None or not asked_in(link.case).filter(**link.party).exists():
        return
    with translation.override(link.language):
        said = {
            "network": link.case.network,
            "participant": link.participant,
            "date": long_date(link.expires_at),
            "name": link.name,
        }
        lines = [
            _("Hello, %(name)s.") % said,
            _first_line(link) % said,
            _("Read the application and answer here. It takes a minute, and you need no account:"),
            urljoin(settings.SITE_URL, reverse("confirmation", args=[payload["token"]])),
            _("The link can be used once, until %(date)s.") % said,
            *_deadline(link),
        ]
        subject = _("%(network)s asks you to confirm its application") % said
        if link.is_reminder:
            subject = _("Reminder: %(network)s asks you to confirm its application") % said
        key = f"{MAIL}:{link.pk}"
        notices.post(to=link.email, subject=subject, lines=lines, key=key, office=link.case.office)


def _first_line(link: ConfirmationLink) -> str:
    if link.after_change:
        return _(
            "The application of %(network)s was changed after you answered for %(participant)s. Your answer no longer"
            " counts, and you are asked anew."
        )
    return _("%(network)s asks %(participant)s to stand behind its application for stimulation funds.")


def _deadline(link: ConfirmationLink) -> list[str]:
    closes = link.case.call.deadline if link.case.is_draft else None
    return [_("The application deadline is %(date)s.") % {"date": long_date(closes)}] if closes else []
