"""What was assumed of the file and its sheet, in words for the one who sent it (R7.2)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.columns import Column
from workflows.ui.amounts import AmountError, group_digits, parse_amount

from .grid import Book, Grid
from .headings import letter_of
from .layout import Body
from .tables import Assumption, Mapped, ReadTable

_AREA = re.compile(r"[A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}([0-9]{1,7})")
NAMED = 8  # row numbers that a sentence names; more are counted


def numbers(rows: Sequence[int]) -> str:
    """Return row numbers as people say them: `4, 7 and 9`, neighbours as `12–40`, no more than a sentence can hold."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    said = [str(first) if first == last else f"{first}–{last}" for first, last in spans[:NAMED]]
    if len(spans) > NAMED:
        return ", ".join(said) + " …"
    return (
        said[0]
        if len(said) == 1
        else _("%(some)s and %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}
    )


def of_file(book: Book) -> Iterator[Assumption]:
    """Yield what was assumed of letters, separator, sheets and links."""
    facts, grid = book.facts, book.chosen
    separators = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("vertical line")}
    if "encoding" in facts:
        yield Assumption("encoding", _("The letters were read as %(encoding)s.") % facts)
    if "separator" in facts:
        sign = separators.get(facts["separator"], facts["separator"])
        yield Assumption("separator", _("The sign between cells was taken to be: %(sign)s.") % {"sign": sign})
    if len(book.sheets) > 1:
        others = ", ".join(f"“{name}”" for name, _hidden in book.sheets if name != grid.name)
        said = {"sheet": grid.name, "others": others}
        yield Assumption("sheet", _("The sheet “%(sheet)s” was read. These were not: %(others)s.") % said)
    if grid.hidden:
        yield Assumption(
            "hidden_sheet", _("The sheet “%(sheet)s” is hidden, and was read.") % {"sheet": grid.name}
        )
    if facts.get("links"):
        yield Assumption(
            "links",
            _(
                "The workbook refers to other files. Nothing was fetched: cells were read as they were last saved."
            ),
        )


def of_layout(grid: Grid, body: Body) -> Iterator[Assumption]:
    """Yield what was assumed of the rows around the data, and of what is hidden."""
    if body.titles:
        said = {"rows": numbers(body.titles), "header": body.header_number}
        yield Assumption(
            "titles",
            ngettext(
                "Row %(rows)s stands above the headings in row %(header)s, and was left out.",
                "Rows %(rows)s stand above the headings in row %(header)s, and were left out.",
                len(body.titles),
            )
            % said,
        )
    if body.again:
        yield Assumption(
            "headings_again",
            ngettext(
                "Row %(rows)s repeats the headings, and was left out.",
                "Rows %(rows)s repeat the headings, and were left out.",
                len(body.again),
            )
            % {"rows": numbers(body.again)},
        )
    if empty := _empty_rows(body):
        yield Assumption(
            "empty_rows",
            ngettext("Row %(rows)s is empty.", "Rows %(rows)s are empty.", len(empty))
            % {"rows": numbers(empty)},
        )
    if hidden := [number for number in grid.hidden_rows if number > body.header_number]:
        yield Assumption(
            "hidden_rows",
            ngettext(
                "Row %(rows)s is hidden in the spreadsheet, and was read like the others.",
                "Rows %(rows)s are hidden in the spreadsheet, and were read like the others.",
                len(hidden),
            )
            % {"rows": numbers(hidden)},
        )
    if merged := [area for area in grid.merged if _last_row(area) > body.header_number]:
        yield Assumption(
            "merged",
            _(
                "Cells are merged: %(areas)s. What they show was read in the first of each, the others as empty."
            )
            % {"areas": ", ".join(merged[:NAMED]) + (" …" if len(merged) > NAMED else "")},
        )
    if body.below:
        yield Assumption(
            "below",
            ngettext(
                "Row %(rows)s stands below the total, and was left out.",
                "Rows %(rows)s stand below the total, and were left out.",
                len(body.below),
            )
            % {"rows": numbers(body.below)},
        )


def _last_row(area: str) -> int:
    found = _AREA.fullmatch(area)
    return int(found[1]) if found else 0


def _empty_rows(body: Body) -> list[int]:
    kept = {number for number, _cells in body.rows} | set(body.again)
    if body.total:
        kept.add(body.total[0])
    if not kept:
        return []
    return [number for number in range(body.header_number + 1, max(kept)) if number not in kept]


def of_columns(grid: Grid, used: Sequence[Mapped]) -> Iterator[Assumption]:
    """Yield what was assumed of hidden columns and of formulas."""
    for each in used:
        if each.position in grid.hidden_columns:
            said = {"column": each.header, "letter": letter_of(each.position)}
            yield Assumption(
                "hidden_column",
                _("Column %(letter)s, “%(column)s”, is hidden in the spreadsheet, and was read.") % said,
            )
        if count := grid.formulas[each.position]:
            yield Assumption(
                "formulas",
                ngettext(
                    "%(count)s cell of “%(column)s” is a formula. What it showed when the file was saved was read.",
                    "%(count)s cells of “%(column)s” are formulas. What they showed when the file was saved was read.",
                    count,
                )
                % {"count": count, "column": each.header},
            )


def of_totals(body: Body, table: ReadTable, columns: Mapping[str, Column]) -> Iterator[Assumption]:
    """Yield that a row of totals was left out, and whether it is what the rows add up to."""
    if body.total is None:
        return
    number, cells = body.total
    yield Assumption("total", _("Row %(row)s is a total, and was left out.") % {"row": number})
    for each in table.mapped:
        cell = cells[each.position] if each.position < len(cells) else None
        if not each.column or columns[each.column].kind != "amount" or cell is None:
            continue
        try:
            told = parse_amount(str(cell))
            added = sum((Decimal(row[each.column] or 0) for row in table.rows), Decimal(0))
        except (AmountError, ArithmeticError):
            continue  # a row that cannot be read is told of as such
        if told != added:
            said = {"column": each.header, "told": group_digits(told), "added": group_digits(added)}
            yield Assumption(
                "total_differs",
                _("The total says %(told)s in “%(column)s”, but the rows add up to %(added)s.") % said,
            )
