"""What a page of the overview is asked for: a year, and where one likes a scheme and an office."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from workflows import clock
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import GovernorOffice, User
from workflows.funds.models import Pot
from workflows.money.reading import scheme_names

from . import rights

FIRST_YEAR = 2000
SHOWN_YEARS = 10  # in what compares years


@dataclass(frozen=True)
class Asked:
    """What one asks for, among what one may read.

    `readable` are the offices whose figures one reads, by key, and `offices` those of them that are asked for.
    """

    year: int
    years: tuple[int, ...]  # that there is anything of, the newest first
    scheme: str
    schemes: Mapping[str, str]
    office: str
    offices: Mapping[int, GovernorOffice]
    readable: Mapping[int, GovernorOffice]
    reads_all: bool
    writes_frame: bool

    @property
    def query(self) -> str:
        """Return what was asked for, as addresses have it."""
        asked = {"ar": str(self.year), "ordning": self.scheme, "embete": self.office}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def compared(self) -> list[int]:
        """Return the years that are compared, the oldest first: the asked one and those before it."""
        return sorted(year for year in self.years if self.year - SHOWN_YEARS < year <= self.year)

    def scheme_name(self, code: str) -> str:
        """Return what a scheme is called."""
        return self.schemes.get(code, code)


def asked_by(user: User, query: Mapping[str, str]) -> Asked:
    """Return what is asked for by `?ar=2024&ordning=…&embete=ROG`; without a year the newest that has applications.

    Raises Http404 for a scheme or an office that there is not, or that one does not read.
    """
    readable = {office.pk: office for office in rights.offices_of(user)}
    schemes, scheme, office = scheme_names(), query.get("ordning", ""), query.get("embete", "")
    offices = {pk: each for pk, each in readable.items() if office in ("", each.code)}
    if (scheme and scheme not in schemes) or (office and not offices):
        raise Http404
    filed = Case.objects.filter(office__in=readable).exclude(status=CaseStatus.DRAFT)
    applied = set(filed.order_by().values_list("year", flat=True).distinct())
    given = Pot.objects.filter(office__in=readable).order_by().values_list("year", flat=True).distinct()
    newest = max(applied, default=clock.today().year)
    wanted = query.get("ar", "")
    is_year = wanted.isascii() and wanted.isdecimal() and len(wanted) == 4 and int(wanted) >= FIRST_YEAR
    year = int(wanted) if is_year else newest
    years = tuple(sorted({*applied, *given, year, clock.today().year}, reverse=True))
    may = rights.reads_all(user), bool(rights.may_set_frame(user))
    return Asked(year, years, scheme, schemes, office, offices, readable, *may)


def cases_url(*, year: int, scheme: str = "", office: str = "", outcome: str = "") -> str:
    """Return the address of the list of cases, narrowed to those behind a figure: the ones that the reader may see."""
    asked = {"ar": str(year), "ordning": scheme, "embete": office, "utfall": outcome}
    return f"{reverse('cases')}?{urlencode({name: value for name, value in asked.items() if value})}"
