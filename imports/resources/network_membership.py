"""Which service has been in which network, from when to when (R2.1)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field

from workflows.directory.models import Network, NetworkMembership, Service
from workflows.ui.dates import long_date

from .base import TableResource
from .columns import OF_MUNICIPALITY
from .widgets import Code, Reference, as_text

HOST_COLUMN = "service_host"


class ServiceReference(Reference):
    """A service by its name and, in the column beside it, the number of its host municipality."""

    beside = (HOST_COLUMN,)  # a cell means another service beside another host

    def __init__(self) -> None:
        super().__init__(Service, "name")

    def queryset(self) -> QuerySet:
        """Return the services with their hosts."""
        return Service.objects.select_related("host")

    def key_of(self, row: Model) -> tuple[str, str]:
        """Return name and host."""
        assert isinstance(row, Service)
        return row.name, row.host.code

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Model | None:
        """Return the service, or None for an empty cell."""
        name = as_text(value)
        return self.find((name, Code(4).clean((row or {}).get(HOST_COLUMN)))) if name else None

    def unknown(self, key: tuple[str, str]) -> str:
        """Return the words for a service that is not there."""
        return _("There is no service of this name with the host municipality %(host)s.") % {
            "host": key[1] or "–"
        }


class NetworkMembershipResource(TableResource):
    """A membership, known by network, service and the day it began."""

    network = Field("network", "network", Reference(Network))
    service = Field("service", "service", ServiceReference())
    service_host = Field("service__host__code", HOST_COLUMN, readonly=True)

    kinds = {HOST_COLUMN: "municipality"}
    key_besides = (HOST_COLUMN,)
    examples = {
        "network": "ROG-LN-1",
        "service": "Barneverntjenesten i Stavanger",
        "persons": "4",
        "persons_from_leadership": "1",
    }

    also = {HOST_COLUMN: OF_MUNICIPALITY}
    period = ("joined", "left")
    alone = ("network", "service")

    class Meta:
        model = NetworkMembership
        import_id_fields = ("network", "service", "joined")
        export_order = ("network", "service", "service_host", "joined", "left")

    def problems(self, instance: NetworkMembership) -> dict[str, str]:
        """Nobody leaves before joining, or joins before the network began, and leaders are among those sent."""
        problems = {}
        if instance.pk is None and instance.joined < instance.network.started:
            began = long_date(instance.network.started)
            problems["joined"] = _("The network started on %(date)s.") % {"date": began}
        if instance.left and instance.left < instance.joined:
            problems["left"] = _("This is before the day of joining.")
        if instance.persons_from_leadership > instance.persons:
            problems["persons_from_leadership"] = _("These are more than the persons sent.")
        return problems
