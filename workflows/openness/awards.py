"""Who got money, of which scheme, and how much: what holds now, each case once (R8.6, A14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.cases.awards import granted
from workflows.cases.models import Case
from workflows.grant.models import Decision, Payment
from workflows.networks import themes
from workflows.report.models import Repayment
from workflows.schemes.models import SchemeVersion
from workflows.ui.dates import short_date

from .words import public_text


@dataclass(frozen=True)
class Sums:
    """How many grants, and kroner awarded, paid and paid back; of what `key` names."""

    key: Any = ""
    count: int = 0
    awarded: int = 0
    paid: int = 0
    paid_back: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            "",
            self.count + other.count,
            self.awarded + other.awarded,
            self.paid + other.paid,
            self.paid_back + other.paid_back,
        )


def awards(year: int, *, scheme: str = "", office: str = "", county: str = "") -> QuerySet[Case]:
    """Return the cases of a year that hold money, each with `award`, `paid`, `paid_back` (kroner) and `decided`.

    `county` is that of the responsible municipality. Only columns that are shown are read.
    """
    cases = Case.objects.real().filter(year=year)
    if scheme:
        cases = cases.filter(scheme_version__code=scheme)
    if office:
        cases = cases.filter(office__code=office)
    if county:
        cases = cases.filter(municipality__county__code=county)
    return (
        _with_payments(granted(cases))
        .select_related("network", "municipality", "office", "project", "scheme_version")
        .defer("scheme_version__definition")
    )


def sums(found: QuerySet[Case], by: str) -> list[Sums]:
    """Return the sums of awards by a column, the largest first; one query."""
    rows = (
        found.select_related(None)
        .defer(None)
        .order_by()
        .values_list(by)
        .annotate(Count("pk"), Sum("award"), Sum("paid"), Sum("paid_back"))
    )
    return sorted((Sums(*row) for row in rows), key=lambda each: (-each.awarded, str(each.key)))


def years() -> dict[int, int]:
    """Return the kroner awarded in each year that has awards, the newest first."""
    found = granted(Case.objects.real()).order_by().values_list("year").annotate(Sum("award"))
    return dict(sorted(found, reverse=True))


def schemes() -> dict[str, SchemeVersion]:
    """Return the newest version of each scheme, by its code: it says what the scheme is called, and is for."""
    return {each.code: each for each in SchemeVersion.objects.real().order_by("-document", "version")}


def purpose(case: Case, known: dict[str, SchemeVersion]) -> str:
    """Return what the money is for: the network's themes; without any, the purpose that is published of the scheme."""
    if words := [public_text(word) for word in themes.in_words(case.network.themes)]:
        return ", ".join(words)
    published = known[case.scheme_version.code].definition.get("purpose", {})
    return str(published.get("nn" if get_language() == "nn" else "nb", ""))


def table(found: QuerySet[Case]) -> Iterator[list[str | int]]:
    """Yield the awards as rows of a file, after a row of headings."""
    known = schemes()
    yield [
        _("Case"), _("Year"), _("Office"), _("Scheme"), _("Recipient"), _("Organisation number"), _("Network"),
        _("Project"), _("Purpose"), _("Awarded amount"), _("Paid"), _("Paid back"), _("Decided"),
    ]  # fmt: skip
    for case in found.order_by("office__code", "number"):
        yield [
            case.number,
            case.year,
            str(case.office),
            str(known[case.scheme_version.code]),
            str(case.municipality),
            case.municipality.org_number,
            public_text(case.network.name),
            public_text(case.project.title) if case.project else "",
            purpose(case, known),
            *(int(getattr(case, name)) for name in ("award", "paid", "paid_back")),
            short_date(vars(case)["decided"]),
        ]


def _with_payments(cases: QuerySet[Any]) -> QuerySet[Any]:
    decisions = Decision.objects.filter(case=OuterRef("pk")).order_by("-number")
    return cases.annotate(
        paid=_sum_of(Payment.objects.filter(attested_at__isnull=False)),
        paid_back=_sum_of(Repayment.objects.all()),
        decided=Subquery(decisions.values("at")[:1]),
    )


def _sum_of(rows: QuerySet[Any]) -> Coalesce:
    """Return the kroner of the rows of a case, as a column."""
    of_case = rows.filter(case=OuterRef("pk")).order_by().values("case")
    return Coalesce(Subquery(of_case.annotate(kroner=Sum("amount")).values("kroner")), 0)
