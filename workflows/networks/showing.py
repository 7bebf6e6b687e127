"""What the page of a network shows to whoever asks, in a constant number of queries."""

from typing import Any

from django.db.models import QuerySet

from workflows import clock
from workflows.cases.rights import visible_cases
from workflows.directory.models import (
    HelpRequest,
    Municipality,
    Network,
    NetworkLog,
    NetworkMembership,
    Role,
    RoleAssignment,
    User,
)

from . import helping, log, people, rights, taking_part, themes
from .acts import ACTS
from .findings import findings_of
from .membership import waiting_notes

LINES = 25  # of the log, before one asks for older ones
_ON_THE_NETWORK = [act for act in ACTS.values() if act.rows is None]


def networks_of(municipality: Municipality) -> QuerySet[Network]:
    """Return the networks a municipality's services take part in today."""
    present = NetworkMembership.objects.on().filter(service__municipalities=municipality)
    return Network.objects.filter(pk__in=present.values("network"))


def everything(network: Network, user: User, after: str = "") -> dict[str, Any]:
    """Return all that a person reads of a network they see; `after` is the line of the log to go on from."""
    day = clock.today()
    memberships = _memberships(network)
    roles = list(people.roles_of(network))
    leaders = [held for held in roles if held.role == Role.NETWORK_LEADER]
    leader = next((held for held in leaders if _holds(held)), None)
    steering = list(network.steering.select_related("municipality"))
    lines, older = _log(network, user, after)
    answers = {may: may(user, network) for may in {act.may for act in _ON_THE_NETWORK}}
    manages = bool(answers[rights.may_manage])
    invited = list(taking_part.waiting(network)) if manages else []
    return {
        "network": network,
        "may": {act.slug: answers[act.may] for act in _ON_THE_NETWORK},
        "own": rights.own_services(user, network),
        "waiting": waiting_notes(user, memberships),
        "members": [each for each in memberships if each.left is None or each.left >= day],
        "former": [each for each in memberships if each.left and each.left < day],
        "leader": leader,
        "coming_leader": next((held for held in leaders if held.valid_from > day), None),
        "earlier_leaders": [held for held in leaders if held.valid_to and held.valid_to < day],
        "people": [held for held in roles if held.role != Role.NETWORK_LEADER and _holds(held)],
        "invited": invited,
        "is_alone": leader is not None
        and leader.user_id == user.pk
        and not invited
        and not any(held.role == Role.PARTICIPANT and _holds(held) for held in roles),
        "steering": [each for each in steering if not each.has_ended],
        "left_steering": [each for each in steering if each.has_ended],
        "lacks_leadership": any(not each.has_ended for each in steering)
        and not any(each.municipal_leadership for each in steering if not each.has_ended),
        "plans": list(network.plans.select_related("by")),
        "themes": themes.in_words(network.themes),
        "invitations": _invitations(network, user, manages=manages),
        "requests": list(
            HelpRequest.objects.filter(network=network).select_related("asked_by", "answered_by")
        ),
        "region": helping.region_of(network),
        "cases": list(visible_cases(user).filter(network=network).select_related("scheme_version")[:50]),
        "findings": findings_of(network, has_leader=leader is not None),
        "lines": lines,
        "older": older,
    }


def _memberships(network: Network) -> list[NetworkMembership]:
    """Return all memberships with service, host and municipalities, those of today and history alike."""
    rows = network.memberships.select_related("service__host").prefetch_related(
        "service__municipalities__county"
    )
    memberships = list(rows)
    for each in memberships:
        each.network = network
    return memberships


def _invitations(network: Network, user: User, *, manages: bool) -> list[dict[str, Any]]:
    """Return the invitations, each with whether the person may write what was decided."""
    rows = network.invitations.select_related("service__host", "initiated_by", "project").prefetch_related(
        "service__municipalities", "links"
    )
    own, may_ask = rights.managed_municipalities(user), bool(rights.may_invite(user, network))
    return [
        {
            "row": row,
            "may_answer": row.is_open
            and (manages or any(each.pk in own for each in row.service.municipalities.all())),
            "may_ask": row.is_open and may_ask,
            "link": max(row.links.all(), key=lambda link: link.pk, default=None) if row.is_open else None,
        }
        for row in rows
    ]


def _log(network: Network, user: User, after: str) -> tuple[list[log.Line], int | None]:
    """Return the lines of a page of the log, and the line that the next page goes on from."""
    rows = log.visible_lines(user, network)
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found: list[NetworkLog] = list(rows[: LINES + 1])
    older = found[LINES - 1].pk if len(found) > LINES else None
    return [log.told(line) for line in found[:LINES]], older


def _holds(held: RoleAssignment) -> bool:
    """Return whether a role is held today, by somebody who is active."""
    day = clock.today()
    return held.valid_from <= day and (held.valid_to is None or held.valid_to >= day) and held.user.is_active
