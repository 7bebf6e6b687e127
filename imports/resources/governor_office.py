"""The ten county governors."""

from import_export.fields import Field

from workflows.directory.models import GovernorOffice

from .base import TableResource
from .widgets import OrganisationNumber


class GovernorOfficeResource(TableResource):
    """A county governor, known by its code."""

    org_number = Field("org_number", "org_number", OrganisationNumber(), saves_null_values=False)
    unique = ("org_number",)

    class Meta:
        model = GovernorOffice
        import_id_fields = ("code",)
