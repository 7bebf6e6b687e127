"""An invited municipal service answers by a link, without an account (R2.9).

The answer is written by an account that nobody can log in to, with the name of whoever answered (decision 0018).
"""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, links, notices, outbox
from workflows.cases.rights import Answer, demand
from workflows.directory.holding import stand_in
from workflows.directory.models import NetworkInvitation, ServiceLink, User
from workflows.errors import NotThere, Refused
from workflows.ui.dates import long_date

from . import inviting, rights
from .holding import held

MAIL = "network.service"


def may_ask(user: User, invitation: NetworkInvitation) -> Answer:
    """Return whether a person may send the link: whoever may invite."""
    return rights.may_invite(user, invitation.network)


@transaction.atomic
def ask(*, invitation: NetworkInvitation, name: str, email: str, by: User) -> ServiceLink:
    """Send somebody at the service a link; earlier ones are dead. Raises NotThere, NotAllowed, Refused."""
    demand(may_ask(by, invitation))
    held(invitation.network)
    if not NetworkInvitation.objects.filter(pk=invitation.pk, accepted__isnull=True).exists():
        raise Refused(_("The invitation is answered already."))
    ServiceLink.objects.holding().filter(invitation=invitation).update(expires_at=clock.now())
    token = links.new_token()
    link = ServiceLink.objects.create(
        invitation=invitation,
        name=name,
        email=email,
        asked_by=by,
        token_hash=links.hash_of(token),
        expires_at=links.holds_until(),
    )
    outbox.put(kind=MAIL, key=f"{MAIL}:{link.pk}", payload={"token": token})
    return link


def opened_by(token: str) -> ServiceLink | None:
    """Return the link whose secret part this is, if it holds and its invitation is not answered."""
    rows = ServiceLink.objects.opened_by(token).filter(invitation__accepted__isnull=True)
    shown = ("network", "service__host", "initiated_by", "project", "invited_by")
    return rows.select_related("asked_by", *(f"invitation__{name}" for name in shown)).first()


@transaction.atomic
def answer(*, link: ServiceLink, accepted: bool, contribution: str, decided_by: str, title: str) -> None:
    """Write what the service's municipality decided, by a link that is used up by it; who sent it is told.

    Raises NotThere where it was used or answered a moment ago, and Refused as `inviting.answer`.
    """
    invitation = link.invitation
    held(invitation.network)
    if not link.use():
        raise NotThere
    person, _made = stand_in(f"answers-{invitation.pk}", name=decided_by)
    inviting.write_answer(
        invitation=invitation,
        accepted=accepted,
        contribution=contribution,
        decided_by=f"{decided_by}, {title}",
        decided_on=clock.today(),
        by=person,
    )
    User.objects.filter(pk=person.pk).update(is_active=False)
    notices.notify(
        to_user=link.asked_by,
        subject=gettext_lazy("%(service)s has answered the invitation"),
        body=gettext_lazy("You can read on the network’s page what the service answered."),
        link=invitation.network.get_absolute_url(),
        key=f"{MAIL}:{invitation.pk}:answered",
        fields={"service": str(invitation.service)},
    )


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Mail a link, in the language form of the service's municipality; nothing where it no longer holds."""
    link = opened_by(payload["token"])
    if link is None:
        return
    invitation = link.invitation
    with translation.override(invitation.service.host.letter_language):
        said = {
            "network": invitation.network,
            "service": invitation.service,
            "initiator": invitation.initiated_by,
            "name": link.name,
            "date": long_date(link.expires_at),
        }
        lines = [
            _("Hello, %(name)s.") % said,
            _("%(initiator)s invites %(service)s to cooperate in the network %(network)s.") % said,
            _("Read what it is about and answer here. You need no account:"),
            urljoin(settings.SITE_URL, reverse("service-answer", args=[payload["token"]])),
            _("The link can be used once, until %(date)s.") % said,
        ]
        subject = _("%(service)s is invited to %(network)s") % said
        office = invitation.network.office
        notices.post(to=link.email, subject=subject, lines=lines, key=f"{MAIL}:{link.pk}", office=office)
