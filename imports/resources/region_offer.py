"""What the Bufetat regions offer: training, tools, courses (R1.9)."""

from import_export.fields import Field

from workflows.directory.models import BufetatRegion, RegionOffer

from .base import TableResource
from .widgets import Reference


class RegionOfferResource(TableResource):
    """An offer, known by its region and its name in bokmål."""

    region = Field("region", "bufetat_region", Reference(BufetatRegion))

    examples = {
        "name_nb": "Opplæring av fosterforeldre",
        "name_nn": "Opplæring av fosterforeldre",
        "description_nb": "Kurs over fire kvelder.",
        "description_nn": "Kurs over fire kveldar.",
        "url": "https://example.org/kurs",
    }

    class Meta:
        model = RegionOffer
        import_id_fields = ("region", "name_nb")

    def problems(self, instance: RegionOffer) -> dict[str, str]:
        """Demand a period that begins before it ends."""
        return self.period_problems(instance)
