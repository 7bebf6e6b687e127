"""Narrowing the list of cases to those behind a figure: of a year, a scheme, an office, an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflows.cases.awards import granted, newest_award
from workflows.cases.models import Case
from workflows.cases.rights import NATIONAL_ROLES, Scope
from workflows.directory.models import OFFICE_ROLES, GovernorOffice, User
from workflows.money.reading import scheme_names

GRANTED, REFUSED, UNDECIDED = "granted", "refused", "undecided"
OUTCOMES = {GRANTED: _("Granted"), REFUSED: _("Refused"), UNDECIDED: _("Not decided")}
LONGEST = 60  # characters of a code


@dataclass(frozen=True)
class Narrowing:
    """What the address narrows the list by; what it does not name, or what is no such thing, narrows nothing."""

    year: int = 0
    scheme: str = ""
    office: str = ""
    outcome: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Narrowing":
        """Read `?ar=2024&ordning=…&embete=ROG&utfall=granted`."""
        year, outcome = query.get("ar", ""), query.get("utfall", "")
        scheme, office = (query.get(name, "").replace("\0", "")[:LONGEST] for name in ("ordning", "embete"))
        is_year = year.isascii() and year.isdecimal() and len(year) == 4
        return cls(int(year) if is_year else 0, scheme, office, outcome if outcome in OUTCOMES else "")

    def __bool__(self) -> bool:
        return self != Narrowing()

    def apply(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """Return the cases that are left."""
        wanted = {
            "year": self.year,
            "scheme_version__code": self.scheme,
            "office__code": self.office,
        }
        cases = cases.filter(**{column: value for column, value in wanted.items() if value})
        if self.outcome == GRANTED:
            return granted(cases)
        if self.outcome == REFUSED:
            return cases.annotate(award=newest_award()).filter(award=0)
        if self.outcome == UNDECIDED:
            return cases.filter(decision__isnull=True, closed_at__isnull=True)
        return cases


def choices(user: User, asked: Narrowing) -> dict[str, Any]:
    """Return what an office or the directorate can narrow the list by; for others nothing is offered.

    Two queries, one for an office.
    """
    scope = Scope.of(user)
    national = scope.holds(*NATIONAL_ROLES)
    if not national and not scope.places("office", *OFFICE_ROLES):
        return {}
    return {
        "schemes": scheme_names(),
        "offices": {each.code: str(each) for each in GovernorOffice.objects.real()} if national else {},
        "outcomes": OUTCOMES,
        "year": asked.year or "",
    }
