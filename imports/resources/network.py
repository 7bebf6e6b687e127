"""Learning networks and leader networks (R2.14)."""

from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from workflows.directory.models import Network, NetworkLog

from .base import TableResource
from .columns import OF_MUNICIPALITY
from .widgets import MunicipalityReference


class NetworkResource(TableResource):
    """A network, known by its code."""

    responsible_municipality = Field(
        "responsible_municipality", "responsible_municipality", MunicipalityReference()
    )

    also = {
        "responsible_municipality": OF_MUNICIPALITY,
        "started": ("Startdato", "Oppstart", "Fra", "Frå", "From"),
    }
    examples = {
        "code": "ROG-LN-1",
        "name": "Læringsnettverk Nord-Jæren",
        "themes": "fosterhjem",
        "continuation": "Kommunene betaler selv fra 2027.",
    }

    class Meta:
        model = Network
        import_id_fields = ("code",)

    def goes_along(self, keys: list[int]) -> list[QuerySet[Any]]:
        """Return what imports wrote in the log of networks that an undo takes away (decision 0035)."""
        return [NetworkLog.objects.filter(network__in=keys, imported=True)]
