"""Who comes: people an administrator invites, and roles that are given to others, never to oneself (D8)."""

import datetime as dt
import logging
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock, outbox
from workflows.directory import opening
from workflows.directory.giving import HELD_AT
from workflows.directory.models import TWO_PERSONS_GIVE, RoleAssignment, RoleProposal, User
from workflows.errors import NotAllowed, Refused
from workflows.ui.paths import site_url

from . import approving
from .leaving import demand_administrator

log = logging.getLogger("nettverksmidler.staffing")
MAIL = "staffing.invitation"


@transaction.atomic
def invite(*, name: str, email: str, language: str, by: User) -> User:
    """Give somebody an account, and send them the letter that opens it; whoever has one gets a letter that leads in.

    Raises NotThere to those who are no administrator.
    """
    demand_administrator(by)
    person = opening.account_for_invited(email, name, language)
    payload = {"person": person.pk, "path": opening.link_to(person, "/min-side/"), "by": str(by)}
    outbox.put(kind=MAIL, key=f"{MAIL}:{uuid4()}", payload=payload)
    log.info("person invited", extra={"person": person.pk, "by": by.pk})
    return person


@transaction.atomic
def give_role(
    *,
    person: User,
    role: str,
    place: tuple[str, int] | None,
    first_day: dt.date,
    last_day: dt.date | None,
    by: User,
) -> RoleAssignment | RoleProposal:
    """Give a person a role from a day, and to a day where one is given; who gave it and when is kept with it.

    A role that decides, pays or gives roles is only proposed: another administrator approves it (`approving`).
    `place` is a kind and a key (`("office", 3)`). Raises NotThere to those who are no administrator, NotAllowed for
    oneself, and Refused for a place the role is not held at, days the wrong way round, and a role held already.
    """
    demand_administrator(by)
    if person == by:
        raise NotAllowed(_("Another administrator must give you roles."))
    kind, key = place or ("", None)
    if kind not in HELD_AT[role]:
        raise Refused(_("The role is not held there. Choose another place, or another role."))
    if last_day is not None and last_day < first_day:
        raise Refused(_("The last day cannot be before the first."))
    list(User.objects.select_for_update().filter(pk=person.pk).values_list("pk"))
    where: dict[str, Any] = {f"{kind}_id": key} if kind else {}
    same = RoleAssignment.objects.filter(user=person, role=role, **where)
    same = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first_day))
    if same.filter(valid_from__lte=last_day or dt.date.max).exists():
        raise Refused(_("The person has this role already on some of these days."))
    if role in TWO_PERSONS_GIVE:
        return approving.propose(
            person=person,
            role=role,
            office=where.get("office_id"),
            first_day=first_day,
            last_day=last_day,
            by=by,
        )
    log.info("role given", extra={"person": person.pk, "by": by.pk})
    days = {"valid_from": first_day, "valid_to": last_day}
    return RoleAssignment.objects.create(
        user=person, role=role, given_by=by, given_at=clock.now(), **days, **where
    )


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Send a letter that invites somebody, in their language."""
    person = User.objects.get(pk=payload["person"])
    with translation.override(person.language):
        lines = [
            _("%(name)s has invited you to Nettverksmidler.") % {"name": payload["by"]},
            _("Open your account here. The link works once, for 14 days:"),
            site_url(payload["path"]),
            _("This message was sent automatically by Nettverksmidler. You cannot reply to it."),
        ]
        subject = _("Your account in Nettverksmidler")
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, "\n\n".join(lines), to=[person.email], headers=headers).send()
