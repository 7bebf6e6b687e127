"""How municipality numbers have changed since 2011 (R8.13)."""

from import_export.fields import Field

from workflows.directory.models import MunicipalityChange

from .base import TableResource
from .widgets import Code


class MunicipalityChangeResource(TableResource):
    """A change, known by its date and both numbers: a split has several new ones, a merger several old ones."""

    old_code = Field("old_code", "old_code", Code(4))
    new_code = Field("new_code", "new_code", Code(4))

    examples = {
        "effective_date": "2024-01-01",
        "old_code": "1507",
        "old_name": "Ålesund",
        "new_code": "1580",
        "new_name": "Haram",
    }

    class Meta:
        model = MunicipalityChange
        import_id_fields = ("effective_date", "old_code", "new_code")
