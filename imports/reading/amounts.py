"""Kroner in cells: by the one parser of the house, with what was assumed told (C4)."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from workflows.ui.amounts import group_digits, parse_amount

from .grid import Number
from .kinds import Kind, tidy
from .tables import Assumption

_DECIMALS = re.compile(r"[.,](\d+)$")


class Amount(Kind):
    """An amount in kroner, rounded half up to øre, as `1250000` or `1250000.50`."""

    written = rounded = ""  # the first cell that was no plain number, and the first with more than øre

    def one(self, cell: str) -> str:
        """Return the amount with a point before øre; raise AmountError, a ValueError with the reason."""
        text = tidy(cell)
        try:
            amount = parse_amount(Decimal(cell) if isinstance(cell, Number) else text)
        except InvalidOperation:
            raise ValueError(_("Write the amount in digits, for example 1 250 000.")) from None
        decimals = _DECIMALS.search(text)
        said = _("“%(text)s” is %(amount)s") % {"text": text, "amount": group_digits(amount)}
        if decimals and len(decimals[1].rstrip("0")) > 2 and (isinstance(cell, Number) or "," in text):
            self.rounded = self.rounded or said
        if not isinstance(cell, Number) and not text.isdecimal():
            self.written = self.written or said
        return f"{amount:f}".removesuffix(".00")

    def assumptions(self) -> Iterator[Assumption]:
        """Yield how amounts written as text were read, and that some were rounded."""
        if self.written:
            said = self.named | {"example": self.written}
            yield Assumption(
                "amounts", _("Amounts in “%(column)s” were read as Norwegians write: %(example)s.") % said
            )
        if self.rounded:
            said = self.named | {"example": self.rounded}
            yield Assumption(
                "rounded", _("Amounts in “%(column)s” were rounded to whole øre: %(example)s.") % said
            )
