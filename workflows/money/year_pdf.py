"""The report of an office's year on paper: PDF/UA-1 and PDF/A-2a, the same bytes as long as nothing has changed."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice
from workflows.funds.balances import PotOverview
from workflows.funds.models import LedgerEntry
from workflows.letters.rendering import compiled
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date, long_datetime

from .reading import PotRow

TEMPLATE = Path(__file__).resolve().parent / "typst" / "year_report.typ"


def make(
    *,
    office: GovernorOffice,
    year: int,
    rows: list[PotRow],
    total: PotOverview,
    returned: LedgerEntry | None,
    undecided: Iterable[Case],
) -> bytes:
    """Return the report as a PDF in the reader's language; the time in it is that of the newest entry it rests on."""
    newest = LedgerEntry.objects.filter(pot__office=office, pot__year=year).aggregate(at=Max("at"))["at"]
    at = (newest or dt.datetime(year, 12, 31, tzinfo=OSLO)).replace(microsecond=0).astimezone(dt.UTC)
    columns = [
        _("Scheme"), _("Spending authority"), _("Committed to cases"), _("Left to grant"), _("Paid"), _("Returned"),
        _("Moved out"),
    ]  # fmt: skip
    content: dict[str, Any] = {
        "title": f"{_('Year-end')} {year} – {office}",
        "language": get_language() or "nb",
        "as_of": _("After the newest entry in the ledger: %(moment)s.") % {"moment": long_datetime(at)},
        "columns": columns,
        "pots": [[row.scheme, *_amounts(row.sums)] for row in rows],
        "total": [_("In all"), *_amounts(total)] if rows else [],
        "besides": [
            [_("Let go of by cases"), format_amount(total.released)],
            [_("Paid back to the directorate"), format_amount(total.repaid)],
        ],
        "returned": _returned(returned),
        "case_columns": [_("Case"), _("Network"), _("Scheme")],
        "undecided": [[case.number, str(case.network), str(case.scheme_version)] for case in undecided],
        "labels": {
            "money": _("The money"),
            "no_pots": _("No authority has been distributed"),
            "undecided": _("Cases not decided"),
            "all_decided": _("Every case of the year is decided."),
            "page": _("Page"),
            "of": _("of"),
        },
    }
    return compiled(TEMPLATE, "report", content, at=at)


def _amounts(sums: PotOverview) -> list[str]:
    names = ("authority", "held", "available", "paid", "returned", "moved")
    return [format_amount(getattr(sums, name)) for name in names]


def _returned(entry: LedgerEntry | None) -> str:
    if entry is None:
        return ""
    said = {"date": long_date(entry.at), "person": entry.by}
    if entry.by is None:
        return _("What was left was returned to the directorate on %(date)s.") % said
    return _("What was left was returned to the directorate on %(date)s, by %(person)s.") % said
