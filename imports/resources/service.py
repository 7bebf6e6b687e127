"""Municipal services, of which child-welfare services form networks (R2.2)."""

from import_export.fields import Field

from workflows.directory.models import Service

from .base import TableResource
from .columns import OF_MUNICIPALITY
from .widgets import Municipalities, MunicipalityReference


class ServiceResource(TableResource):
    """A service, known by its name and its host municipality; it may serve several."""

    host = Field("host", "host_municipality", MunicipalityReference())
    municipalities = Field("municipalities", "municipalities", Municipalities())

    also = {"host_municipality": OF_MUNICIPALITY}
    examples = {"name": "Barneverntjenesten i Stavanger"}

    class Meta:
        model = Service
        import_id_fields = ("name", "host")
        use_bulk = False  # which municipalities it serves can only be written once the service is there
