"""What a part of the overview is made of: numbers on top, and sections with a drawing and the table of its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workflows.ui.charts import Chart
from workflows.ui.tables import Table
from workflows.ui.tiles import Block


class Number(NamedTuple):
    """One of the numbers on top: what it is, and how much; `url` leads to what lies behind."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Section:
    """A table, with the chart or map that shows the same where there is one, and what must be said of it."""

    table: Table
    said: str = ""
    chart: Chart | None = None
    tiles: Sequence[Block] = ()
    tiles_key: Sequence[tuple[str, str]] = ()
    empty: str = ""  # what comes first, where there are no rows


@dataclass(frozen=True)
class Part:
    """A page of the overview; `files` are tables that can only be downloaded."""

    sections: Sequence[Section]
    numbers: Sequence[Number] = ()
    files: Sequence[Table] = field(default=())

    @property
    def more(self) -> list[Table]:
        """Return the tables that there is something to download of."""
        return [table for table in self.files if table.rows]

    @property
    def tables(self) -> dict[str, Table]:
        """Return every table by its code."""
        return {table.code: table for table in [*(each.table for each in self.sections), *self.files]}
