"""From 1 December: what an office has not decided and not distributed, and a reminder of it (R4.11)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows import clock, outbox, reminders
from workflows.cases.models import Case, CaseStatus
from workflows.cases.rights import Scope, visible_cases
from workflows.directory.models import GovernorOffice, Role, User
from workflows.funds.models import Pot
from workflows.funds.rights import SEE_THEIR_OFFICES

from .reading import scheme_names

KIND = "undistributed"
FIRST_MONTH = 12
CASES_SHOWN = 10  # of one pot; the list of cases has the rest

reminders.register(
    KIND,
    title=_("Money of %(year)s must be distributed"),
    text=_(
        "There are undecided cases or undistributed money. What is not distributed when the year ends goes back to "
        "the directorate."
    ),
)


@dataclass
class Row:
    """One office's scheme: what is left in its pot, and its undecided cases."""

    office: GovernorOffice
    scheme: str
    pot: Pot | None = None
    undecided: list[Case] = field(default_factory=list)

    @property
    def shown(self) -> list[Case]:
        """Return the first of the undecided cases."""
        return self.undecided[:CASES_SHOWN]

    @property
    def more(self) -> int:
        """Return how many undecided cases are not among the first."""
        return max(0, len(self.undecided) - CASES_SHOWN)


@dataclass(frozen=True)
class Warned:
    """What is left to do before the year ends."""

    year: int
    rows: list[Row]


def undecided(year: int) -> QuerySet[Case]:
    """Return the cases of a grant year that were filed and neither decided nor closed."""
    waiting = Case.objects.filter(
        year=year, decision__isnull=True, closed_at__isnull=True, sent_away_at__isnull=True
    )
    return waiting.exclude(status=CaseStatus.DRAFT)


def warning_for(user: User) -> Warned | None:
    """Return what the offices a person works at have left to do, in December; three queries at most."""
    offices = Scope.of(user).places("office", *SEE_THEIR_OFFICES)
    if not offices or clock.today().month < FIRST_MONTH:
        return None
    year = clock.today().year
    pots = Pot.objects.filter(office__in=offices, year=year, available__gt=0).select_related("office")
    cases = undecided(year).filter(office__in=offices, pk__in=visible_cases(user).values("pk"))
    found: dict[tuple[str, str], Row] = {}
    for pot in pots:
        found[pot.office.code, pot.scheme] = Row(pot.office, pot.scheme, pot)
    for case in cases.select_related("office", "scheme_version", "network").order_by("id"):
        row = found.setdefault((case.office.code, case.scheme), Row(case.office, case.scheme))
        row.undecided.append(case)
    if not found:
        return None
    names = scheme_names()
    for row in found.values():
        row.scheme = names.get(row.scheme, row.scheme)
    return Warned(year, [found[key] for key in sorted(found)])


def key_of(office: GovernorOffice, year: int) -> str:
    """Return the key of the reminder: one for each office and year."""
    return f"{KIND}:{office.code}:{year}"


@outbox.chore(KIND, every=dt.timedelta(days=1))
def remind_of_december() -> None:
    """Remind the decision makers of each office with something left, once a year; settle it when nothing is."""
    year = clock.today().year
    if clock.today().month < FIRST_MONTH:
        return
    left: dict[int, bool] = defaultdict(bool)
    for office in Pot.objects.filter(year=year, available__gt=0).values_list("office", flat=True):
        left[office] = True
    for office in undecided(year).order_by().values_list("office", flat=True).distinct():
        left[office] = True
    for each in GovernorOffice.objects.real():
        if left[each.pk]:
            _remind(each, year)
        else:
            reminders.settle(key_of(each, year))


def _remind(office: GovernorOffice, year: int) -> None:
    reminders.remind(
        KIND,
        key=key_of(office, year),
        role=Role.DECISION_MAKER,
        office=office,
        link=f"{reverse('funds')}?ar={year}",
        due=dt.date(year, 12, 31),
        fields={"year": str(year)},
    )
