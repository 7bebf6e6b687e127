"""What `datapackage.json` says of a table: types, keys, and how the file can be told from another (Data Package 1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation

from imports.exports.all import TABLES
from imports.exports.columns import TEXT, Column
from imports.exports.tables import Table


def resource(
    table: Table, *, path: str, size: int, sha256: str, references: Iterable[tuple[str, ...]], is_unique: bool
) -> Any:
    """Return the description of a table's file.

    `references` are those of its references that hold in this package. `is_unique` says that no two rows have the same
    key: of most tables the database demands it.
    """
    held = [
        {"fields": list(fields), "reference": {"resource": name(table.to[fields]), "fields": _key(table.to[fields])}}
        for fields in references
    ]  # fmt: skip
    with translation.override("nb"):
        fields = [_field(column) for column in table.every_column]
        title = table.title
    return {
        "name": name(table.code),
        "title": title,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "schema": {
            "fields": fields,
            "missingValues": [""],
            **({"primaryKey": list(table.key)} if is_unique else {}),
            **({"foreignKeys": held} if held else {}),
        },
    }


def name(code: str) -> str:
    """Return what a table is called in a package."""
    return code.replace("_", "-")


def _key(code: str) -> list[str]:
    return list(TABLES[code].key)


def _field(column: Column) -> Mapping[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if codes := [code for code in column.choices if code not in ("", None)]:
        constraints["enum"] = codes
    described: dict[str, Any] = {"name": column.name, "type": column.kind, "title": column.heading}
    if column.kind == TEXT and column.several:
        described["description"] = "Several values, with a comma and a space between them."
    return described | ({"constraints": constraints} if constraints else {})
