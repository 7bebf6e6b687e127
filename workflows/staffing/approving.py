"""Roles that decide, pay or give roles take two administrators: one proposes, another approves (D8)."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, notices
from workflows.directory.models import Role, RoleAssignment, RoleProposal, User
from workflows.errors import AlreadyDone, NotAllowed, NotThere, Refused

from .leaving import demand_administrator

log = logging.getLogger("nettverksmidler.staffing")


def waiting() -> QuerySet[RoleProposal]:
    """Return the proposals that nobody has decided, the oldest first."""
    rows = RoleProposal.objects.filter(approved__isnull=True)
    return rows.select_related("person", "office", "proposed_by").order_by("pk")


def other_administrators(*but: User) -> QuerySet[User]:
    """Return the administrators of today who can log in, besides some."""
    held = RoleAssignment.objects.in_force().filter(role=Role.ADMINISTRATOR)
    return held.people().exclude(pk__in=[each.pk for each in but])


@transaction.atomic
def propose(
    *,
    person: User,
    role: str,
    office: int | None,
    first_day: dt.date,
    last_day: dt.date | None,
    by: User,
) -> RoleProposal:
    """Propose a role, and tell the other administrators; the caller has seen that it can be given.

    Raises Refused where nobody else can approve it, and where the same role waits already.
    """
    others = other_administrators(by, person)
    if not others.exists():
        raise Refused(
            _(
                "Two administrators give this role, and there is no other who can approve it. Whoever runs the site"
                " makes one with: manage.py administrator NAME@EXAMPLE.NO"
            )
        )
    if waiting().filter(person=person, role=role, office=office).exists():
        raise Refused(_("The role is proposed already, and waits for another administrator."))
    proposal = RoleProposal.objects.create(
        person=person, role=role, office_id=office, valid_from=first_day, valid_to=last_day, proposed_by=by
    )
    log.info("role proposed", extra={"person": person.pk, "by": by.pk})
    for administrator in others.order_by("pk"):
        notices.notify(
            to_user=administrator,
            subject=gettext_lazy("A role waits for your approval"),
            body=gettext_lazy(
                "Another administrator has proposed to give a role. Read it, and approve it or not."
            ),
            link="/personer/",
            key=f"role-proposal:{proposal.pk}:{administrator.pk}",
        )
    return proposal


@transaction.atomic
def decide(*, pk: int, approved: bool, by: User) -> RoleAssignment | None:
    """Approve a proposal, and return the role that is given by it; or turn it down, or take one's own back.

    Raises NotThere, NotAllowed for the one who proposed it and the one it is for, and AlreadyDone.
    """
    demand_administrator(by)
    proposal = RoleProposal.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if proposal is None:
        raise NotThere
    if proposal.decided_by and proposal.decided_at:
        raise AlreadyDone(by=proposal.decided_by, at=proposal.decided_at)
    if approved and by.pk in (proposal.proposed_by_id, proposal.person_id):
        raise NotAllowed(_("Another administrator must approve the role."))
    proposal.approved, proposal.decided_by, proposal.decided_at = approved, by, clock.now()
    proposal.save(update_fields=["approved", "decided_by", "decided_at"])
    log.info("role approved" if approved else "role turned down", extra={"person": proposal.person_id})
    if not approved:
        return None
    return RoleAssignment.objects.create(
        user=proposal.person,
        role=proposal.role,
        office=proposal.office,
        valid_from=proposal.valid_from,
        valid_to=proposal.valid_to,
        given_by=proposal.proposed_by,
        given_at=clock.now(),
    )
