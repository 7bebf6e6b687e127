"""Counties, with their county governor and Bufetat region."""

from import_export.fields import Field

from workflows.directory.models import BufetatRegion, County, GovernorOffice

from .base import TableResource
from .widgets import Code, Reference, Text


class CountyResource(TableResource):
    """A county, known by its number; Oslo has no Bufetat region."""

    code = Field("code", "code", Code(2))
    office = Field("office", "governor_office", Reference(GovernorOffice))
    bufetat_region = Field("bufetat_region", "bufetat_region", Reference(BufetatRegion))
    council_language = Field("council_language", "county_council_language", Text())
    majority_language = Field("majority_language", "majority_language_of_municipalities", Text())

    class Meta:
        model = County
        import_id_fields = ("code",)
