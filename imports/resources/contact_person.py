"""Contact persons of the directorate, the offices, the regions and the environments (R1.6)."""

from import_export.fields import Field

from workflows.directory.models import BufetatRegion, ContactPerson, GovernorOffice, KnowledgeEnvironment

from .base import TableResource
from .widgets import Reference


class ContactPersonResource(TableResource):
    """A contact person, known by name and by whom they answer for; the directorate's answer for none of the three."""

    office = Field("office", "governor_office", Reference(GovernorOffice))
    region = Field("region", "bufetat_region", Reference(BufetatRegion))
    environment = Field("environment", "knowledge_environment", Reference(KnowledgeEnvironment, "name"))

    class Meta:
        model = ContactPerson
        import_id_fields = ("name", "office", "region", "environment")
