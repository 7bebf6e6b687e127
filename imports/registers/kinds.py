"""Which registers can be taken in from a file."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from imports import resources
from imports.kinds import KINDS

from . import rights
from .base import RegisterKind
from .contacts import ContactKind
from .networks import MembershipKind, NetworkKind, SteeringKind
from .people import PeopleKind

_REGISTERS = (
    ("municipality", resources.MunicipalityResource, _("Municipalities"), rights.directorate),
    (
        "municipality_change",
        resources.MunicipalityChangeResource,
        _("Municipality changes"),
        rights.directorate,
    ),
    ("service", resources.ServiceResource, _("Services"), rights.offices, rights.host_is_theirs),
    ("knowledge_environment", resources.KnowledgeEnvironmentResource, _("Environments"), rights.environments),
)
_NETWORKS: tuple[tuple[Any, ...], ...] = (
    (
        NetworkKind,
        "network",
        resources.NetworkResource,
        _("Networks"),
        rights.offices,
        rights.network_is_theirs,
    ),
    (
        MembershipKind,
        "network_membership",
        resources.NetworkMembershipResource,
        _("Memberships of networks"),
        rights.offices,
        rights.membership_is_theirs,
    ),
    (
        SteeringKind,
        "steering_member",
        resources.SteeringMemberResource,
        _("Steering groups of networks"),
        rights.handlers,
        rights.people_are_theirs,
    ),
)
_CONTACTS = (
    (
        "contact_person",
        resources.ContactPersonResource,
        _("Contact persons"),
        rights.contacts,
        rights.contact_is_theirs,
    ),
    (
        "region_offer",
        resources.RegionOfferResource,
        _("What the regions offer"),
        rights.offers,
        rights.contact_is_theirs,
    ),
)

for _register in _REGISTERS:
    KINDS.add(_register[0], RegisterKind(*_register))
for _kind, *_of_network in _NETWORKS:
    KINDS.add(_of_network[0], _kind(*_of_network))
KINDS.add(PeopleKind.code, PeopleKind())
for _contact in _CONTACTS:
    KINDS.add(_contact[0], ContactKind(*_contact))
