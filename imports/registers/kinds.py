"""Which registers can be taken in from a file."""

from django.utils.translation import gettext_lazy as _

from imports import resources
from imports.kinds import KINDS

from . import rights
from .base import RegisterKind
from .contacts import ContactKind

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
    ("network", resources.NetworkResource, _("Networks"), rights.offices, rights.network_is_theirs),
    (
        "network_membership",
        resources.NetworkMembershipResource,
        _("Memberships of networks"),
        rights.offices,
        rights.membership_is_theirs,
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
for _register in _CONTACTS:
    KINDS.add(_register[0], ContactKind(*_register))
