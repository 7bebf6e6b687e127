"""Every table, in the order in which they refer to each other: importing this module adds them."""

from . import registers  # isort: skip  (what others refer to comes first)
from . import published  # isort: skip
from . import cases  # isort: skip
from . import money  # isort: skip
from . import submissions  # isort: skip
from .tables import TABLES, Table, offered_to

__all__ = ["TABLES", "Table", "cases", "money", "offered_to", "published", "registers", "submissions"]
