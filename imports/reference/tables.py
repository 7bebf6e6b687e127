"""The tables that ship with the product, in the order in which they refer to each other."""

from dataclasses import dataclass
from pathlib import Path

from imports.resources import TableResource
from imports.resources.bufetat_region import BufetatRegionResource
from imports.resources.county import CountyResource
from imports.resources.governor_office import GovernorOfficeResource
from imports.resources.municipality import MunicipalityResource
from imports.resources.municipality_change import MunicipalityChangeResource
from imports.resources.postal_code import PostalCodeResource
from workflows.directory.models import only_real

from . import sources
from .sources import Source

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Table:
    """One table: the file `<name>.csv` in `folder`, how it is taken in, and where it comes from."""

    name: str
    resource: type[TableResource]
    sources: tuple[Source, ...]
    folder: Path = FOLDER

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.folder / f"{self.name}.csv"

    @property
    def title(self) -> str:
        """Return what people call it, in the language in use."""
        return str(self.resource._meta.model._meta.verbose_name_plural)

    def count(self) -> int:
        """Return how many rows the database holds."""
        return only_real(self.resource._meta.model._default_manager.all()).count()


TABLES = (
    Table("governor_offices", GovernorOfficeResource, (sources.OFFICES,)),
    Table("bufetat_regions", BufetatRegionResource, (sources.BUFETAT,)),
    Table("counties", CountyResource, (sources.GEODATA, sources.LANGUAGE)),
    Table(
        "municipalities",
        MunicipalityResource,
        (sources.GEODATA, sources.NAMES, sources.REGISTER, sources.CODES, sources.CHANGES, sources.LANGUAGE),
    ),
    Table("municipality_changes", MunicipalityChangeResource, (sources.CHANGES,)),
    Table("postal_codes", PostalCodeResource, (sources.POST,)),
)
