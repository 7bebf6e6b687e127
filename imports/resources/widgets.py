"""How a cell is read and written: strict where the library guesses, with reasons a person can act on (R7.2).

A fault is a ValueError; the base class ties it to its row and column.
"""

import datetime as dt
import re
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

from workflows import clock
from workflows.directory.changes import History, UnknownMunicipality
from workflows.directory.models import Municipality
from workflows.ui.dates import parse_date
from workflows.ui.numbers import parse_orgnr, parse_phone


def as_text(value: Any) -> str:
    """Return what the cell shows: without blanks around it, and 1101 for the number 1101.0 of a spreadsheet."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


class Text(Widget):
    """A text, without blanks around it. An empty cell is an empty text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()  # the library passes options of its own kind of text, which all mean this one

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the text."""
        return as_text(value)


class Code(Widget):
    """A code of digits of one length, always text: 0301 is not 301."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length
        self.column_kind = f"code{length}"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the code; refuse one that has lost its leading zero, and say what it may have been."""
        text = as_text(value)
        if not text or (text.isascii() and text.isdigit() and len(text) == self.length):
            return text
        if text.isascii() and text.isdigit() and len(text) < self.length:
            raise ValueError(
                _(
                    "The code has %(length)s digits. A spreadsheet may have taken the zero in front: is it %(padded)s?"
                )
                % {"length": self.length, "padded": text.zfill(self.length)}
            )
        raise ValueError(_("The code has %(length)s digits.") % {"length": self.length})


class OrganisationNumber(Widget):
    """An organisation number, check digit proved (R8.11). An empty cell never takes away a number that is known."""

    column_kind = "orgnr"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str | None:
        """Return its nine digits, or None for an empty cell."""
        text = as_text(value)
        return parse_orgnr(text) if text else None


class Phone(Widget):
    """A phone number of Norway or abroad, kept without spaces. An empty cell takes the number away."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the digits, with + in front of a foreign number."""
        text = as_text(value)
        return parse_phone(text) if text else ""


class YesNo(Widget):
    """Yes or no; the library reads every word it does not know as no."""

    column_kind = "yesno"

    WORDS = {
        "1": True,
        "true": True,
        "yes": True,
        "ja": True,
        "0": False,
        "false": False,
        "no": False,
        "nei": False,
    }

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        """Return the answer, or None for an empty cell."""
        text = as_text(value).lower()
        if text and text not in self.WORDS:
            raise ValueError(_("Write 1 for yes or 0 for no."))
        return self.WORDS.get(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return 1, 0 or nothing."""
        return "" if value is None else str(int(value))


class WholeNumber(Widget):
    """A whole number; the library would cut 2.7 down to 2."""

    column_kind = "number"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the number, or None for an empty cell."""
        text = as_text(value)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise ValueError(_("Write a whole number."))
        return int(text)


class Day(Widget):
    """A date, the day always before the month; written as 2024-06-05."""

    column_kind = "date"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        """Return the date, or None for an empty cell."""
        if isinstance(value, dt.datetime):  # how a spreadsheet holds a date
            return value.date()
        if isinstance(value, dt.date):
            return value
        text = as_text(value)
        return parse_date(text) if text else None


class Reference(Widget):
    """A row of another table, named by its natural key; that table is read once, at the first question.

    `digits`: how many the key has, where it is a code of digits.
    """

    def __init__(self, model: type[Model], key: str = "code", *, digits: int = 0) -> None:
        super().__init__()
        self.model, self.key = model, key
        self.cell: Widget = Code(digits) if digits else Text()
        self.column_kind = f"code{digits}" if digits else "text"
        self._rows: dict[Any, Model] | None = None

    @property
    def rows(self) -> dict[Any, Model]:
        """Return the other table by natural key."""
        if self._rows is None:
            self._rows = {self.key_of(row): row for row in self.queryset()}
        return self._rows

    def queryset(self) -> QuerySet:
        """Return the rows that can be named."""
        return self.model._default_manager.all()

    def key_of(self, row: Model) -> Any:
        """Return the natural key of a row of the other table."""
        return getattr(row, self.key)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Model | None:
        """Return the row named, or None for an empty cell."""
        key = self.cell.clean(value)
        return self.find(key) if key else None

    def find(self, key: Any) -> Model:
        """Return the row with this natural key; raise ValueError when there is none."""
        if key not in self.rows:
            raise ValueError(self.unknown(key))
        return self.rows[key]

    def unknown(self, key: Any) -> str:
        """Return the words for a key that no row has."""
        return _("There is no %(table)s with this code.") % {"table": self.model._meta.verbose_name}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the natural key."""
        return "" if value is None else str(getattr(value, self.key))


class MunicipalityReference(Reference):
    """A municipality by its number of today; for an older number the fault says what became of it (R8.13)."""

    def __init__(self) -> None:
        super().__init__(Municipality, digits=4)
        self.column_kind = "municipality"

    def unknown(self, key: Any) -> str:
        """Return why the number is refused."""
        try:
            found = History.from_database().resolve(key, clock.today())
        except UnknownMunicipality as fault:
            return str(fault)
        return _("This is an old municipality number: %(way)s.") % {"way": found.explanation}


class Municipalities(ManyToManyWidget):
    """Several municipalities by number: `0301, 3201`. The library would leave out those it does not know."""

    column_kind = "municipalities"

    def __init__(self) -> None:
        super().__init__(Municipality, field="code")
        self.one = MunicipalityReference()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Model]:
        """Return the municipalities, in the order written."""
        found = [self.one.clean(code) for code in re.split(r"[\s,;]+", as_text(value))]
        return [municipality for municipality in found if municipality is not None]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the numbers in order."""
        return "" if value is None else ", ".join(sorted(municipality.code for municipality in value.all()))
