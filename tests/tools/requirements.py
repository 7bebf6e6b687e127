"""Reads docs/requirements.csv: every row that the product is measured against, in our own words."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

CSV = Path(__file__).resolve().parents[2] / "docs" / "requirements.csv"
# Which mark a row of each kind is quoted in.
MARK_OF_KIND = {"role": "requirement", "requirement": "requirement", "adversary": "adversary"}


class Requirement(NamedTuple):
    """One row: its id (`R3.9`, `A6`, `P3`), its kind (a key of MARK_OF_KIND) and what it asks for."""

    id: str
    kind: str
    sentence: str


@cache
def read_requirements() -> dict[str, Requirement]:
    """Return the rows by id, in the order of the file; raise ValueError for a row that is doubled or incomplete."""
    rows: dict[str, Requirement] = {}
    with CSV.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = Requirement(line["id"], line["kind"], line["sentence"])
            if row.id in rows or row.kind not in MARK_OF_KIND or not row.sentence:
                raise ValueError(f"{CSV.name}: row {row.id} is doubled, of an unknown kind, or says nothing")
            rows[row.id] = row
    return rows
