"""`manage.py exchange export --format datapackage|xlsx|csv|json --out FOLDER [--year Y] [--office CODE]`."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError

from imports.exports import reading, writing
from imports.exports.all import TABLES
from imports.exports.readers import Reader
from imports.package import writing as package
from imports.package.names import safe_name
from workflows.backup.writing import unhurried
from workflows.cases.moment import one_moment
from workflows.directory.models import GovernorOffice
from workflows.errors import Refused

from . import Out

HELP = "takes out all that is filed at this installation, as of one moment: one file a table, or one package"
FORMATS = ("datapackage", "xlsx", "csv", "json")
PACKAGE = "nettverksmidler.zip"


def arguments(parser: ArgumentParser) -> None:
    """Take the format, the folder, and what the export is cut by."""
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="made if it is not there")
    parser.add_argument("--year", type=int, help="only cases, calls and money of this grant year")
    parser.add_argument(
        "--office", metavar="CODE", help="only cases, calls and money of this county governor"
    )
    parser.add_argument(
        "--headings", choices=list(writing.HEADINGS), default=writing.NAMES, help="of files for people"
    )


def run(out: Out, options: dict[str, Any]) -> int:
    """Write the files, each whole or not at all, and say how many rows they have."""
    cut = {name: options[name] for name in ("year", "office") if options[name]}
    if cut.get("office") and not GovernorOffice.objects.real().filter(code=cut["office"]).exists():
        raise CommandError(f"There is no county governor with the code {cut['office']}.")
    folder: Path = options["out"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with one_moment():
            unhurried()
            counts = (_package if options["format"] == "datapackage" else _tables)(folder, cut, options)
    except (OSError, Refused) as error:
        raise CommandError(str(error)) from error
    for code, count in counts.items():
        out(f"{code:<24}{count:>9}")
    out(f"{len(counts)} tables, {sum(counts.values())} rows, in {folder}")
    return 0


def _package(folder: Path, cut: dict[str, Any], options: dict[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}

    def write(to: BinaryIO) -> None:
        counts.update(package.write(to, Reader(), cut=cut).counts)

    _whole(folder / PACKAGE, write)
    return counts


def _tables(folder: Path, cut: dict[str, Any], options: dict[str, Any]) -> dict[str, int]:
    ending, headings = options["format"], options["headings"]
    counts: dict[str, int] = {}
    for code, each in TABLES.items():

        def write(to: BinaryIO, each: Any = each, code: str = code) -> None:
            rows = reading.rows(each, Reader(), cut)
            counts[code] = writing.write(each, rows, to, ending, headings=headings)

        _whole(folder / safe_name(code, ending), write)
    return counts


def _whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file that takes the place of an older one once it is whole."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            write(file)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
