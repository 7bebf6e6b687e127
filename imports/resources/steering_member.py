"""Who steers which network, from when to when (R2.6)."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field

from workflows import clock
from workflows.directory.models import Network, Service, SteeringMember

from .base import TableResource
from .columns import OF_MUNICIPALITY
from .widgets import MunicipalityReference, Reference


class SteeringMemberResource(TableResource):
    """Somebody in a steering group, known by network, name, first day and position: what the pages never change."""

    network = Field("network", "network", Reference(Network))
    municipality = Field("municipality", "municipality", MunicipalityReference())

    also = {"municipality": OF_MUNICIPALITY, "position": ("Stilling", "Rolle", "Tittel")}
    examples = {
        "network": "ROG-LN-1",
        "name": "Kari Nordmann",
        "position": "kommunedirektør",
        "municipality": "1103",
        "municipal_leadership": "ja",
    }
    period = ("valid_from", "valid_to")
    alone = ("network", "name")

    class Meta:
        model = SteeringMember
        import_id_fields = ("network", "name", "valid_from", "position")
        export_order = ("network", "name", "position", "municipality", "municipal_leadership")

    def problems(self, instance: SteeringMember) -> dict[str, str]:
        """Demand what the network's page demands: no day to come, a member's municipality, and of old rows an end."""
        problems = self.period_problems(instance)
        for name in ("valid_from", "valid_to"):
            if (day := getattr(instance, name)) and day > clock.today():
                problems.setdefault(name, _("Write today’s date or an earlier one."))
        place = instance.municipality
        if instance.pk is None and place and (instance.network.pk, place.pk) not in self.places:
            problems["municipality"] = _("No service of this municipality is or was in the network.")
        return problems | (self._kept(instance) if instance.pk else {})

    @cached_property
    def places(self) -> set[tuple[int, int]]:
        """Return the networks with the municipalities that their members serve or served: one query."""
        rows = Service.objects.filter(memberships__isnull=False)
        return set(rows.values_list("memberships__network", "municipalities"))

    @cached_property
    def written(self) -> dict[int, tuple[Any, ...]]:
        """Return what stands of each row that is there: municipality, leadership, last day."""
        names = ("municipality", "municipal_leadership", "valid_to")
        return {pk: tuple(row) for pk, *row in SteeringMember.objects.values_list("pk", *names)}

    def _kept(self, instance: SteeringMember) -> dict[str, str]:
        place, leadership, last = self.written[instance.pk]
        if last and instance.valid_to != last:
            return {"valid_to": _("%(name)s has left already.") % {"name": instance.name}}
        problems = {}
        words = _("This is not changed once it is written: give the last day, and add them anew from then.")
        if (instance.municipality.pk if instance.municipality else None) != place:
            problems["municipality"] = words
        if instance.municipal_leadership != leadership:
            problems["municipal_leadership"] = words
        return problems
