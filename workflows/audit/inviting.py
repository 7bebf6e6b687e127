"""An auditor without an account: a link that opens one statement alone, once, until it runs out (R6.4, D1).

The task is somebody's all the same: an account that nobody can log in to holds it, and gets the name that the auditor
gives. Only the hash of the link's secret part is kept.
"""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock, links, notices, outbox, work
from workflows.cases import journal
from workflows.cases.models import Capacity, Case, Participation, WorkItem
from workflows.cases.rights import HIDDEN, Answer, Scope, can, demand
from workflows.directory.holding import stand_in
from workflows.directory.models import Role, RoleAssignment, User
from workflows.errors import NotThere, Refused
from workflows.ui.dates import long_date

from .models import AuditInvitation, AuditObligation

MAIL = "audit.invitation"


def invite(*, case: Case, email: str, by: User | None) -> User:
    """Send a new link to an auditor's address, and return who holds the task; earlier links of the case are dead.

    Call it in the transaction of what leads to it.
    """
    token = links.new_token()
    _unused(case).update(expires_at=clock.now())
    invitation = AuditInvitation.objects.create(
        case=case,
        email=email,
        token_hash=links.hash_of(token),
        invited_by=by,
        expires_at=links.holds_until(),
    )
    payload = {"invitation": invitation.pk, "token": token}
    outbox.put(kind=MAIL, key=f"{MAIL}:{invitation.pk}", payload=payload)
    return _holder(case)


def may_invite(user: User, case: Case) -> Answer:
    """Return whether a person may send the auditor's link anew: the network's leader."""
    if not can(user, "view", case):
        return HIDDEN
    if case.network_id not in Scope.of(user).places("network", Role.NETWORK_LEADER):
        return Answer(False, _("The network’s leader invites the auditor."))
    return Answer(True)


@transaction.atomic
def invite_anew(*, case: Case, email: str, by: User) -> None:
    """Send a new link, to the same address or another; the earlier one is dead.

    Raises NotThere, NotAllowed, and Refused when no statement is waited for.
    """
    demand(may_invite(by, case))
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not waits_for_invited(case):
        raise Refused(_("No statement is waited for from an invited auditor."))
    invite(case=case, email=email, by=by)
    journal.record(case=case, action="audit.invited", actor=by)


def waits_for_invited(case: Case) -> bool:
    """Return whether the statement is waited for from an auditor who was invited by a link."""
    return (
        AuditInvitation.objects.filter(case=case).exists()
        and WorkItem.objects.filter(
            case=case, node="state", open=True, person__username=_username(case)
        ).exists()
    )


def invited_by(token: str) -> AuditInvitation | None:
    """Return the invitation whose link this is, if it still holds and was not used."""
    rows = AuditInvitation.objects.opened_by(token)
    return rows.select_related("case__network", "case__municipality__county", "case__scheme_version").first()


@transaction.atomic
def give(*, invitation: AuditInvitation, data: Any, files: Any) -> None:
    """Give the statement by a link, which is used up by it; the case is locked first, as for all work in it.

    Raises Invalid with the form, and NotThere when the link was used or replaced a moment ago.
    """
    list(Case.objects.select_for_update().filter(pk=invitation.case_id).values_list("pk"))
    item = task_of(invitation)
    if item is None or item.person is None or not invitation.use():
        raise NotThere
    work.complete(item, by=item.person, data=data, files=files, key=f"link-{invitation.pk}")


def task_of(invitation: AuditInvitation) -> WorkItem | None:
    """Return the open task that an invitation is for, or None when the statement is no longer waited for."""
    rows = WorkItem.objects.select_related("task", "case", "person")
    return rows.filter(
        case=invitation.case_id, node="state", open=True, person__username=_username(invitation.case)
    ).first()


def is_holder(user: User, case: Case) -> bool:
    """Return whether this is the account that holds the invited auditor's task of the case."""
    return user.username == _username(case)


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Send an invitation, in the language of the case's letters; nothing where it no longer holds."""
    invitation = AuditInvitation.objects.select_related("case__network", "case__office").get(
        pk=payload["invitation"]
    )
    case = invitation.case
    with translation.override(case.letter_language):
        said = {"network": case.network.name, "number": case.number, "date": long_date(invitation.expires_at)}
        path = reverse("audit-invitation", args=[payload["token"]])
        lines = [
            _("%(network)s has named you as auditor of a grant, in case %(number)s.") % said,
            _("Give the statement here. The link opens this statement alone, once, until %(date)s:") % said,
            urljoin(settings.SITE_URL, path),
            str(case.office),
        ]
        subject = _("Audit statement in case %(number)s") % said
        key = f"{MAIL}:{invitation.pk}"
        notices.post(to=invitation.email, subject=subject, lines=lines, key=key, office=case.office)


def _unused(case: Case) -> Any:
    return AuditInvitation.objects.holding().filter(case=case)


def _username(case: Case) -> str:
    return f"auditor-of-{case.pk}"


def _holder(case: Case) -> User:
    """Return the account that holds the invited auditor's task: no password, no address, this case alone."""
    holder, made = stand_in(_username(case), name="Revisor")
    if made:
        RoleAssignment.objects.create(user=holder, role=Role.AUDITOR)
        Participation.objects.create(case=case, person=holder, capacity=Capacity.INVITED_AUDITOR)
    AuditObligation.objects.filter(case=case).update(auditor=holder)
    return holder
