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

    class Meta:
        model = Network
        import_id_fields = ("code",)
