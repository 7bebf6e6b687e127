"""Files of others: from bytes to a table of texts, with everything that was assumed (R7.2)."""

from imports.columns import Column
from imports.refusals import Unreadable

from .reader import read
from .tables import (
    Assumption,
    CellFault,
    Mapped,
    Note,
    Question,
    ReadRow,
    ReadTable,
)

__all__ = [
    "Assumption",
    "CellFault",
    "Column",
    "Mapped",
    "Note",
    "Question",
    "ReadRow",
    "ReadTable",
    "Unreadable",
    "read",
]
