"""Municipalities as they are from 2024."""

from django.utils.translation import gettext as _
from import_export.fields import Field

from workflows.directory.models import County, Municipality

from .base import TableResource
from .widgets import Code, OrganisationNumber, Reference


class MunicipalityResource(TableResource):
    """A municipality, known by its number of today; names are never a key: there are two Herøy and two Våler."""

    code = Field("code", "code", Code(4))
    county = Field("county", "county_code", Reference(County, digits=2))
    org_number = Field("org_number", "org_number", OrganisationNumber(), saves_null_values=False)
    code_2020_2023 = Field("code_2020_2023", "code_2020_2023", Code(4))
    unique = ("org_number",)

    also = {"code": ("Kommunenummer",)}
    examples = {
        "code": "1103",
        "name": "Stavanger",
        "official_name": "Stavanger",
        "administrative_centre": "Stavanger",
        "code_2020_2023": "1103",
    }

    class Meta:
        model = Municipality
        import_id_fields = ("code",)

    def problems(self, instance: Municipality) -> dict[str, str]:
        """A municipality's number begins with its county's."""
        if instance.code.startswith(instance.county.code):
            return {}
        return {"county": _("The number of the municipality does not begin with the county’s.")}
