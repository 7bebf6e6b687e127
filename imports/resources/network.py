"""Learning networks and leader networks (R2.14)."""

from import_export.fields import Field

from workflows.directory.models import Network

from .base import TableResource
from .widgets import MunicipalityReference


class NetworkResource(TableResource):
    """A network, known by its code."""

    responsible_municipality = Field(
        "responsible_municipality", "responsible_municipality", MunicipalityReference()
    )

    examples = {
        "code": "ROG-LN-1",
        "name": "Læringsnettverk Nord-Jæren",
        "themes": "fosterhjem",
        "continuation": "Kommunene betaler selv fra 2027.",
    }

    class Meta:
        model = Network
        import_id_fields = ("code",)
