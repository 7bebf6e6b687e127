"""One resource per table of the registers: what goes in and out, by natural keys (R7.1, R7.2)."""

from .base import TableResource
from .bufetat_region import BufetatRegionResource
from .contact_person import ContactPersonResource
from .county import CountyResource
from .faults import Fault, faults_of
from .governor_office import GovernorOfficeResource
from .knowledge_environment import KnowledgeEnvironmentResource
from .municipality import MunicipalityResource
from .municipality_change import MunicipalityChangeResource
from .network import NetworkResource
from .network_membership import NetworkMembershipResource
from .postal_code import PostalCodeResource
from .region_offer import RegionOfferResource
from .service import ServiceResource
from .steering_member import SteeringMemberResource

__all__ = ["RESOURCES", "Fault", "TableResource", "faults_of"]

# In an order in which each refers only to those before it.
RESOURCES: tuple[type[TableResource], ...] = (
    GovernorOfficeResource,
    BufetatRegionResource,
    CountyResource,
    MunicipalityResource,
    MunicipalityChangeResource,
    PostalCodeResource,
    ServiceResource,
    NetworkResource,
    NetworkMembershipResource,
    SteeringMemberResource,
    KnowledgeEnvironmentResource,
    ContactPersonResource,
    RegionOfferResource,
)
