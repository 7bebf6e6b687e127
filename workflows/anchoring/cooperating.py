"""A knowledge environment confirms, by a link, the cooperation that an application tells of (P9, R3.6)."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock, links, notices, outbox
from workflows.cases import journal
from workflows.cases.models import Case
from workflows.cases.rights import HIDDEN, Answer, can, demand, leads
from workflows.directory.models import KnowledgeEnvironment, User
from workflows.errors import NotThere, Refused
from workflows.ui.dates import long_date

from .models import CooperationLink

MAIL = "anchoring.cooperation"


def may_ask(user: User, case: Case) -> Answer:
    """Return whether a person may ask an environment to confirm: the network's leader, while the case is open."""
    if not can(user, "view", case):
        return HIDDEN
    if not leads(user, case):
        return Answer(False, _("The network’s leader asks for confirmations."))
    return Answer(False, _("The case is closed.")) if case.closed_at else Answer(True)


@transaction.atomic
def ask(*, case: Case, environment: KnowledgeEnvironment, name: str, email: str, by: User) -> CooperationLink:
    """Send a link to an environment that shows the application; earlier links to it in the case are dead.

    Raises NotThere, NotAllowed, and Refused when the environment has confirmed.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    demand(may_ask(by, case))
    earlier = CooperationLink.objects.filter(case=case, environment=environment)
    if earlier.filter(used_at__isnull=False).exists():
        raise Refused(_("%(participant)s has confirmed already.") % {"participant": environment})
    earlier.filter(used_at__isnull=True).update(expires_at=clock.now())
    token = links.new_token()
    link = CooperationLink.objects.create(
        case=case,
        environment=environment,
        name=name,
        email=email,
        asked_by=by,
        token_hash=links.hash_of(token),
        expires_at=links.holds_until(),
    )
    details = {"participant": str(environment), "name": name, "email": email}
    journal.record(case=case, action="anchoring.asked", actor=by, details=details)
    outbox.put(kind=MAIL, key=f"{MAIL}:{link.pk}", payload={"link": link.pk, "token": token})
    return link


def opened_by(token: str) -> CooperationLink | None:
    """Return the link whose secret part this is, if it holds and its case is open."""
    rows = CooperationLink.objects.opened_by(token).filter(case__closed_at__isnull=True)
    shown = ("case__network", "case__office", "case__scheme_version", "case__call", "case__application")
    return rows.select_related("environment", *shown).first()


@transaction.atomic
def confirm(*, link: CooperationLink, name: str, title: str) -> None:
    """Confirm the cooperation by a link, which is used up by it. Raises NotThere where that was a moment ago."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=link.case_id)
    if case.closed_at or not link.use():
        raise NotThere
    CooperationLink.objects.filter(pk=link.pk).update(name=name, title=title)
    details = {"participant": str(link.environment), "name": name, "title": title, "email": link.email}
    journal.record(case=case, action="anchoring.cooperation", actor=None, details=details)


@outbox.deliverer(MAIL)
def send(payload: dict[str, Any]) -> None:
    """Mail a link, in the language of the case's letters; nothing where it no longer holds."""
    rows = CooperationLink.objects.holding().select_related("environment", "case__network")
    link = rows.filter(pk=payload["link"]).first()
    if link is None:
        return
    with translation.override(link.case.letter_language):
        said = {
            "network": link.case.network,
            "participant": link.environment,
            "name": link.name,
            "date": long_date(link.expires_at),
        }
        lines = [
            _("Hello, %(name)s.") % said,
            _("%(network)s tells in an application that it cooperates with %(participant)s.") % said,
            _("Read the application and confirm here. It takes a minute, and you need no account:"),
            urljoin(settings.SITE_URL, reverse("cooperation", args=[payload["token"]])),
            _("The link can be used once, until %(date)s.") % said,
        ]
        subject = _("%(network)s asks you to confirm a cooperation") % said
        key = f"{MAIL}:{link.pk}"
        notices.post(to=link.email, subject=subject, lines=lines, key=key, office=link.case.office)
