"""The part on money: what was given, applied for, granted, paid, used and returned, and what is not distributed."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.directory.models import GovernorOffice
from workflows.ui.amounts import format_amount
from workflows.ui.charts import Chart, bars
from workflows.ui.tables import CHANGE, COUNT, KRONER, TEXT, Cell, Column, Table, percent

from .announced import announced
from .asking import Asked, cases_url
from .frames import frames
from .money import Key, Sums, grouped, only, sums
from .parts import Number, Part, Section


def part(asked: Asked) -> Part:
    """Return the page: the asked year on top, then year by year, by scheme, by office, and each for itself."""
    everywhere = only(sums(_read(asked)), scheme=asked.scheme)
    found = {key: value for key, value in everywhere.items() if key.office in asked.offices}
    this_year = only(found, year=asked.year)
    whole = sum(this_year.values(), Sums())
    return Part(
        numbers=_numbers(asked, whole),
        sections=[
            _by_year(asked, found),
            *([] if asked.reads_all else [_country(asked, everywhere)]),
            *([_frames(asked, found)] if asked.reads_all and not asked.office else []),
            *([_by_scheme(asked, this_year)] if not asked.scheme else []),
            *([_by_office(asked, this_year)] if len(asked.offices) > 1 else []),
            Section(
                _detailed(asked, this_year, "hver", _("Each office and scheme")),
                empty=_("Figures come with the first spending authority or application of the year."),
            ),
            *_announced(asked, found),
        ],
        files=[_detailed(asked, found, "alle-ar", _("Every year, scheme and office"))],
    )


def _columns(*first: Column) -> list[Column]:
    return [
        *first,
        Column(_("Spending authority"), KRONER),
        Column(_("Applications"), COUNT),
        Column(_("Applied for"), KRONER),
        Column(_("Grants"), COUNT),
        Column(_("Granted"), KRONER),
        Column(_("Paid"), KRONER),
        Column(_("Reported used"), KRONER),
        Column(_("Approved use"), KRONER),
        Column(_("Carried over"), KRONER, rare=True),
        Column(_("Paid back"), KRONER, rare=True),
        Column(_("Returned"), KRONER, rare=True),
        Column(_("Moved out"), KRONER, rare=True),
        Column(_("Left to grant"), KRONER),
    ]


def _cells(value: Sums, *first: Cell, cases: str = "", granted: str = "") -> list[Cell]:
    pot = value.pot
    return [
        *first,
        Cell(pot.authority),
        Cell(value.applications, cases if value.applications else ""),
        Cell(value.applied),
        Cell(value.grants, granted if value.grants else ""),
        Cell(value.granted),
        *(Cell(each) for each in (pot.paid, value.reported, value.approved, pot.carried_over, pot.repaid)),
        *(Cell(each) for each in (pot.returned, pot.moved, pot.available)),
    ]


def _row(
    asked: Asked, value: Sums, *first: Cell, year: int, scheme: str = "", office: str = ""
) -> list[Cell]:
    """Return a row whose numbers of cases lead to the cases."""
    url = partial(cases_url, year=year, scheme=scheme or asked.scheme, office=office or asked.office)
    return _cells(value, *first, cases=url(), granted=url(outcome="granted"))


def _all(values: Mapping[Any, Sums], firsts: int = 1) -> list[Cell]:
    blank = [Cell("")] * (firsts - 1)
    return _cells(sum(values.values(), Sums()), Cell(_("In all")), *blank) if len(values) > 1 else []


def _chart(title: str, rows: Sequence[tuple[str, Sums]]) -> Chart:
    series = [_("Spending authority"), _("Applied for"), _("Granted"), _("Paid")]
    return bars(
        title,
        series,
        [(label, [each.pot.authority, each.applied, each.granted, each.pot.paid]) for label, each in rows],
    )


def _numbers(asked: Asked, whole: Sums) -> list[Number]:
    url = partial(cases_url, year=asked.year, scheme=asked.scheme, office=asked.office)
    return [
        Number(_("Spending authority"), format_amount(whole.pot.authority), f"{reverse('funds')}?ar={asked.year}"),
        Number(_("Applications"), str(whole.applications), url()),
        Number(_("Applied for"), format_amount(whole.applied)),
        Number(_("Granted"), format_amount(whole.granted), url(outcome="granted")),
        Number(_("Paid"), format_amount(whole.pot.paid)),
        Number(_("Reported used"), format_amount(whole.reported)),
        Number(_("Left to grant"), format_amount(whole.pot.available)),
    ]  # fmt: skip


def _by_year(asked: Asked, found: Mapping[Key, Sums]) -> Section:
    years = grouped(found, lambda key: key.year)
    shown = [(year, years.get(year, Sums())) for year in asked.compared]
    rows = []
    for year, value in shown:
        change = years[year - 1].granted if year - 1 in years else 0
        row = _row(asked, value, Cell(str(year), f"?ar={year}{_rest(asked)}"), year=year)
        rows.append([*row, Cell(percent(value.granted - change, change))])
    columns = [*_columns(Column(_("Year"))), Column(_("Granted, change from the year before"), CHANGE)]
    return Section(
        Table("ar", _("Year by year"), columns, rows),
        chart=_chart(_("Year by year"), [(str(year), value) for year, value in shown]),
        said=_(
            "Everything counts in the year the money was given for, also what is used or paid back later."
        ),
    )


def _read(asked: Asked) -> list[int]:
    """Return the offices whose sums are made: for an office all, since it compares itself with the country."""
    return list(
        asked.offices if asked.reads_all else GovernorOffice.objects.real().values_list("pk", flat=True)
    )


def _country(asked: Asked, everywhere: Mapping[Key, Sums]) -> Section:
    """Return what everyone may know of the whole country, beside an office's own figures (R8.6)."""
    years = grouped(everywhere, lambda key: key.year)
    columns = [
        Column(_("Year")), Column(_("Grants"), COUNT), Column(_("Granted"), KRONER), Column(_("Paid"), KRONER),
        Column(_("Paid back"), KRONER, rare=True),
    ]  # fmt: skip
    rows = [
        [Cell(str(year)), *map(Cell, (of.grants, of.granted, of.pot.paid, of.pot.repaid))]
        for year in asked.compared
        if (of := years.get(year, Sums()))
    ]
    return Section(
        Table("landet", _("The whole country"), columns, rows),
        said=_("To compare with: what is published of all offices together."),
    )


def _frames(asked: Asked, found: Mapping[Key, Sums]) -> Section:
    """Return what the directorate had to distribute of each scheme in the year, and what it has not distributed."""
    schemes = grouped(only(found, year=asked.year), lambda key: key.scheme)
    known = {scheme: amount for (year, scheme), amount in frames().items() if year == asked.year}
    codes = sorted(
        code for code in {*schemes, *known} if asked.scheme in ("", code)
    )  # also what has a frame and no pot
    columns = [
        Column(_("Scheme")), Column(_("Frame"), KRONER), Column(_("Spending authority"), KRONER),
        Column(_("Returned by offices"), KRONER), Column(_("Not distributed"), KRONER),
    ]  # fmt: skip
    rows = []
    for code in codes:
        frame, pot = known.get(code), schemes.get(code, Sums()).pot
        written = Cell(frame)
        if asked.writes_frame:
            url = f"{reverse('overview-frame')}?ar={asked.year}&ordning={code}"
            written = Cell(_("Write it") if frame is None else frame, url)
        rows.append(
            [
                Cell(asked.scheme_name(code)),
                written,
                Cell(pot.authority),
                Cell(pot.returned),
                Cell(None if frame is None else frame - pot.authority),
            ]
        )
    return Section(
        Table("ramme", _("What is not distributed"), columns, rows),
        said=_("The frame is what the directorate has to distribute. Below zero, more is distributed than there is."),
        empty=_("The frame is written for a scheme that has pots in the year."),
    )  # fmt: skip


def _by_scheme(asked: Asked, found: Mapping[Key, Sums]) -> Section:
    schemes = grouped(found, lambda key: key.scheme)
    rows = [
        _row(asked, value, Cell(asked.scheme_name(code)), year=asked.year, scheme=code)
        for code, value in schemes.items()
    ]
    title = _("By scheme, %(year)s") % {"year": asked.year}
    table = Table("ordninger", title, _columns(Column(_("Scheme"))), rows, _all(schemes))
    drawn = [(asked.scheme_name(code), value) for code, value in schemes.items()]
    return Section(
        table, chart=_chart(title, drawn) if drawn else None, empty=_("There are no figures of the year yet.")
    )


def _by_office(asked: Asked, found: Mapping[Key, Sums]) -> Section:
    known = grouped(found, lambda key: key.office)
    offices = {
        pk: known.get(pk, Sums())
        for pk, _office in sorted(asked.offices.items(), key=lambda pair: pair[1].code)
    }
    rows = [
        _row(asked, value, Cell(asked.offices[pk].area), year=asked.year, office=asked.offices[pk].code)
        for pk, value in offices.items()
    ]
    title = _("By office, %(year)s") % {"year": asked.year}
    table = Table("embeter", title, _columns(Column(_("Office"))), rows, _all(offices))
    return Section(
        table, chart=_chart(title, [(asked.offices[pk].area, value) for pk, value in offices.items()])
    )


def _detailed(asked: Asked, found: Mapping[Key, Sums], code: str, title: str) -> Table:
    rows = [
        _row(
            asked,
            value,
            Cell(str(key.year)),
            Cell(asked.scheme_name(key.scheme)),
            Cell(asked.offices[key.office].area),
            year=key.year,
            scheme=key.scheme,
            office=asked.offices[key.office].code,
        )
        for key, value in sorted(found.items(), key=lambda pair: _place(asked, pair[0]))
    ]
    first = [Column(_("Year")), Column(_("Scheme"), TEXT), Column(_("Office"), TEXT)]
    return Table(code, title, _columns(*first), rows, _all(found, len(first)))


def _place(asked: Asked, key: Key) -> tuple[int, str, str]:
    return (key.year, asked.scheme_name(key.scheme), asked.offices[key.office].code)


def _announced(asked: Asked, found: Mapping[Key, Sums]) -> list[Section]:
    """Return what offices announced for years that the ledger knows nothing of; nothing where there is none."""
    by_code = {office.code: office for office in asked.offices.values()}
    known = {(key.year, key.scheme, key.office) for key in found}
    rows = [
        [
            Cell(str(each.year)),
            Cell(asked.scheme_name(each.scheme)),
            Cell(by_code[each.office].area),
            Cell(each.amount),
            Cell(urlsplit(each.source).netloc, each.source),
        ]
        for each in announced(by_code, asked.scheme)
        if (each.year, each.scheme, by_code[each.office].pk) not in known
    ]
    columns = [
        Column(_("Year")), Column(_("Scheme")), Column(_("Office")), Column(_("Announced"), KRONER),
        Column(_("Source")),
    ]  # fmt: skip
    said = _(
        "What the offices announced on their own pages for years that are not in the ledger. It is added "
        "to nothing."
    )
    return (
        [Section(Table("kunngjort", _("Announced in earlier years"), columns, rows), said=said)]
        if rows
        else []
    )


def _rest(asked: Asked) -> str:
    return "".join(
        f"&{name}={value}" for name, value in (("ordning", asked.scheme), ("embete", asked.office)) if value
    )
