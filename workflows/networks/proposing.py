"""A network starts by itself: somebody proposes it, confirms the address, and the office decides (R8.17).

Nobody needs an account to propose. What is not confirmed by the link in the mail reaches nobody.
"""

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from workflows import clock, links, notices, outbox, reminders
from workflows.cases.rights import Answer, Scope, demand
from workflows.directory import opening
from workflows.directory.models import (
    OFFICE_ROLES,
    GovernorOffice,
    Municipality,
    Network,
    NetworkProposal,
    Role,
    Service,
    User,
)
from workflows.errors import NotThere, Refused
from workflows.ui.dates import long_date

from . import membership, people, planning, rights, services, themes

State = NetworkProposal.State
MAIL, WELCOME = "proposal.link", "proposal.approved"
KIND = "network_proposed"
ANSWER_WITHIN = 14  # days: a courtesy, no deadline

reminders.register(
    KIND,
    title=gettext_lazy("A network wants to start: %(name)s"),
    text=gettext_lazy(
        "%(municipality)s has proposed it. Approve it, ask for more, or say no with the reason."
    ),
)


def visible_proposals(user: User) -> QuerySet[NetworkProposal]:
    """Return the confirmed proposals a person may see: those of municipalities of their office."""
    offices = Scope.of(user).places("office", *OFFICE_ROLES)
    found = NetworkProposal.objects.filter(municipality__county__office__in=offices)
    return found.exclude(state=State.UNCONFIRMED).select_related("municipality__county__office", "network")


def waiting(user: User) -> QuerySet[NetworkProposal]:
    """Return what a person's office has not decided yet."""
    return visible_proposals(user).filter(state__in=(State.WAITING, State.ASKED))


def may_decide(user: User, proposal: NetworkProposal) -> Answer:
    """Return whether a person may decide on a proposal, and if not why."""
    return rights.may_start_in(user, proposal.municipality)


@transaction.atomic
def propose(
    *, municipality: Municipality, services: list[Service], new_services: list[dict[str, Any]], **typed: str
) -> NetworkProposal:
    """Keep a proposal, and mail the link that confirms it. Raises Refused with fewer than two services (R2.2)."""
    _refuse_few(services, new_services)
    proposal = NetworkProposal(
        municipality=municipality,
        new_services=new_services,
        language="nn" if get_language() == "nn" else "nb",
        **typed,
    )
    _send(proposal)
    proposal.services.set(services)
    return proposal


@transaction.atomic
def confirm(proposal: NetworkProposal) -> None:
    """Confirm a proposal by its link: it becomes the office's task. Raises NotThere when the link was used just now."""
    proposal = _held(proposal)
    if proposal.state != State.UNCONFIRMED or not proposal.use():
        raise NotThere
    proposal.confirmed_at = clock.now()
    _hand_to_office(proposal)


@transaction.atomic
def complete(
    proposal: NetworkProposal,
    *,
    municipality: Municipality,
    services: list[Service],
    new_services: list[dict[str, Any]],
    **typed: str,
) -> None:
    """Answer what the office asked for, by the link: the proposal is the office's again. Raises NotThere, Refused."""
    _refuse_few(services, new_services)
    proposal = _held(proposal)
    if proposal.state != State.ASKED or not proposal.use():
        raise NotThere
    proposal.municipality, proposal.new_services = municipality, new_services
    for name, value in typed.items():
        setattr(proposal, name, value)
    proposal.services.set(services)
    _hand_to_office(proposal)


@transaction.atomic
def approve(proposal: NetworkProposal, *, by: User) -> Network:
    """Let the proposed network start, with its services, themes and the contact person as its leader.

    Raises NotThere, NotAllowed, or Refused when a colleague decided first or the rules for networks are not met.
    """
    proposal = _open(proposal, by)
    chosen = list(proposal.services.all()) + [
        services.register(
            name=each["name"],
            kind=Service.Kind.CHILD_WELFARE,
            host=Municipality.objects.get(pk=each["host"]),
            serves=[],
        )
        for each in proposal.new_services
    ]
    network = membership.start(
        name=proposal.name,
        kind=proposal.kind,
        municipality=proposal.municipality,
        started=clock.today(),
        services=chosen,
        by=by,
    )
    listed, free = themes.split(proposal.themes)
    planning.set_themes(network=network, listed=listed, free=free, by=by)
    leader = opening.account_for_invited(proposal.contact_email, proposal.contact_name, proposal.language)
    people.choose_leader(network=network, person=leader, from_day=clock.today(), by=by)
    proposal.network = network
    _decide(proposal, State.APPROVED, by)
    outbox.put(kind=WELCOME, key=f"{WELCOME}:{proposal.pk}", payload={"proposal": proposal.pk})
    return network


@transaction.atomic
def ask_for_more(proposal: NetworkProposal, *, reason: str, by: User) -> None:
    """Ask the contact person for more: a new link opens the proposal. Raises NotThere, NotAllowed or Refused."""
    proposal = _open(proposal, by)
    proposal.reason = reason
    _decide(proposal, State.ASKED, by)
    _send(proposal)


@transaction.atomic
def decline(proposal: NetworkProposal, *, reason: str, by: User) -> None:
    """Say no, with the reason, which is mailed to the contact person. Raises NotThere, NotAllowed or Refused."""
    proposal = _open(proposal, by)
    proposal.reason = reason
    _decide(proposal, State.DECLINED, by)
    outbox.put(kind=WELCOME, key=f"{WELCOME}:{proposal.pk}", payload={"proposal": proposal.pk})


def opened_by(token: str) -> NetworkProposal | None:
    """Return the proposal whose link this is: to be confirmed, or to be completed."""
    rows = NetworkProposal.objects.opened_by(token).filter(state__in=(State.UNCONFIRMED, State.ASKED))
    return rows.select_related("municipality__county__office").first()


def hosts_of(proposal: NetworkProposal) -> list[tuple[str, Municipality]]:
    """Return the services that are not in the register yet, each with its host municipality."""
    hosts = Municipality.objects.in_bulk([each["host"] for each in proposal.new_services])
    return [(each["name"], hosts[each["host"]]) for each in proposal.new_services if each["host"] in hosts]


@outbox.deliverer(MAIL)
def send_link(payload: dict[str, Any]) -> None:
    """Mail the link that confirms a proposal, or opens it again; nothing where it no longer holds."""
    proposal = opened_by(payload["token"])
    if proposal is None:
        return
    with translation.override(proposal.language):
        said = {
            "name": proposal.name,
            "office": proposal.office,
            "date": long_date(proposal.expires_at),
            "reason": proposal.reason,
        }
        if proposal.state == State.ASKED:
            subject = _("%(office)s asks for more about %(name)s") % said
            lines = [
                _("%(office)s needs to know more before the network can start:") % said,
                proposal.reason,
                _("Complete the proposal here. The link can be used once, until %(date)s:") % said,
            ]
        else:
            subject = _("Confirm that you want to start %(name)s") % said
            lines = [
                _("You, or somebody who wrote your address, want to start the network %(name)s.") % said,
                _("Confirm here, and %(office)s gets it. The link can be used once, until %(date)s:") % said,
            ]
        lines.append(urljoin(settings.SITE_URL, reverse("network-proposal-link", args=[payload["token"]])))
        lines.append(_("If it was not you, you need do nothing."))
        notices.post(
            to=proposal.contact_email,
            subject=subject,
            lines=lines,
            key=f"{MAIL}:{proposal.token_hash}",
            office=proposal.office,
        )


@outbox.deliverer(WELCOME)
def send_decision(payload: dict[str, Any]) -> None:
    """Mail what the office decided: the way to the network, or why not."""
    rows = NetworkProposal.objects.select_related("network", "municipality__county__office")
    proposal = rows.get(pk=payload["proposal"])
    with translation.override(proposal.language):
        said = {"name": proposal.name, "office": proposal.office}
        if proposal.network:
            leader = opening.account_for_invited(
                proposal.contact_email, proposal.contact_name, proposal.language
            )
            path = opening.link_to(leader, proposal.network.get_absolute_url())
            subject = _("%(name)s has started") % said
            lines = [
                _("%(office)s has approved the network, and you lead it.") % said,
                _("Log in here, and invite those who take part:"),
                urljoin(settings.SITE_URL, path),
            ]
        else:
            subject = _("%(name)s was not approved") % said
            lines = [_("%(office)s has not approved the network. The reason:") % said, proposal.reason]
        notices.post(
            to=proposal.contact_email,
            subject=subject,
            lines=lines,
            key=f"{WELCOME}:{proposal.pk}",
            office=proposal.office,
        )


def _refuse_few(chosen: list[Service], new: list[dict[str, Any]]) -> None:
    distinct = {(service.name.casefold(), service.host_id) for service in chosen}
    distinct |= {(each["name"].casefold(), each["host"]) for each in new}
    if len(distinct) < 2:
        raise Refused(_("A network has at least two distinct child-welfare services."))


def _send(proposal: NetworkProposal) -> None:
    """Give a proposal a new link, and owe its mail."""
    token = links.new_token()
    proposal.token_hash, proposal.expires_at = links.hash_of(token), links.holds_until()
    proposal.used_at = None
    proposal.save()
    outbox.put(kind=MAIL, key=f"{MAIL}:{proposal.token_hash}", payload={"token": token})


def _hand_to_office(proposal: NetworkProposal) -> None:
    """Let the proposal wait for the office, whose caseworkers are told, and reminded until it is decided."""
    proposal.state, proposal.used_at = State.WAITING, clock.now()
    proposal.save()
    office: GovernorOffice = proposal.office
    with translation.override(settings.LANGUAGE_CODE):
        link = reverse("network-proposal", args=[proposal.pk])
    reminders.remind(
        KIND,
        key=_key(proposal),
        role=Role.CASEWORKER,
        office=office,
        link=link,
        due=clock.today() + dt.timedelta(days=ANSWER_WITHIN),
        fields={"name": proposal.name, "municipality": proposal.municipality.name},
    )


def _held(proposal: NetworkProposal) -> NetworkProposal:
    """Return the proposal as it is now, locked."""
    rows = NetworkProposal.objects.select_for_update(of=("self",))
    return rows.select_related("municipality__county__office").get(pk=proposal.pk)


def _open(proposal: NetworkProposal, by: User) -> NetworkProposal:
    """Return a proposal that waits for a decision, locked. Raises NotThere, NotAllowed, Refused."""
    proposal = _held(proposal)
    demand(may_decide(by, proposal))
    if proposal.state not in (State.WAITING, State.ASKED):
        raise Refused(
            _("%(person)s decided this already: %(state)s.")
            % {"person": proposal.decided_by, "state": proposal.get_state_display()}
        )
    return proposal


def _decide(proposal: NetworkProposal, state: str, by: User) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, clock.now()
    proposal.save()
    reminders.settle(_key(proposal))


def _key(proposal: NetworkProposal) -> str:
    """Return the key of the reminder; what was completed after it was asked for is reminded of anew."""
    return f"{KIND}:{proposal.pk}:{proposal.token_hash[:12]}"
