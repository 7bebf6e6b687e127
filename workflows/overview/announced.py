"""What offices announced to networks before there was a ledger here, from their own pages; never added to anything."""

import csv
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("announced.csv")


class Announced(NamedTuple):
    """An amount that an office announced for a scheme and a year, in kroner, and the page that says so."""

    year: int
    office: str
    scheme: str
    amount: int
    source: str


@cache
def _all() -> tuple[Announced, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Announced(
                int(row["year"]),
                row["governor_office"],
                row["scheme"],
                int(row["amount_nok"]),
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def announced(offices: Collection[str], scheme: str = "") -> list[Announced]:
    """Return what offices (by code) have announced, of one scheme where it is given, the newest first."""
    found = [each for each in _all() if each.office in offices and scheme in ("", each.scheme)]
    return sorted(found, key=lambda each: (-each.year, each.office, each.scheme))
