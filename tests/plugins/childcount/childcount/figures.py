"""The table of children by municipality. Made-up figures: see the first line of children.csv."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SCHOOL_AGE = 6


@cache
def table() -> dict[str, tuple[int, int]]:
    """Return how many children of 0 to 5 and of 6 to 17 years live in each municipality, by its number."""
    lines = Path(__file__).with_name("children.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["code"]: (int(row["age_0_5"]), int(row["age_6_17"])) for row in rows}


def children(codes: Iterable[str], *, oldest: int) -> int | None:
    """Return how many children up to an age live in some municipalities; None where one has no figure."""
    known = [table().get(code) for code in set(codes)]
    if not known or None in known:
        return None
    share = max(0, oldest - SCHOOL_AGE + 1) / 12  # of the older group, which spans twelve years
    return round(sum(each[0] + each[1] * share for each in known if each))
