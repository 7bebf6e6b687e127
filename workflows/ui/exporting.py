"""The kinds of file a table can be written as: CSV, XLSX, and what plugins bring."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from workflows.registry import Registry

Rows = list[list[str]]


@dataclass(frozen=True)
class Exporter:
    """One kind of file: its ending, its content type, and how rows of text, the header first, are written."""

    ending: str
    content_type: str
    write: Callable[[Rows], bytes]


class Unwritten(Exception):
    """The file cannot be written now: its plugin fails, rests or is switched off."""


def _cannot(rows: Rows) -> bytes:
    raise Unwritten


_exporters: Registry[Exporter] = Registry(
    "The exporter",
    lambda exporter, guard: replace(
        exporter, write=guard("write", exporter.write, _cannot, of=lambda rows: None)
    ),
)


def register(exporter: Exporter) -> Exporter:
    """Let tables be written as one more kind of file; refuses a second of the ending."""
    return _exporters.add(exporter.ending, exporter)


def exporters() -> dict[str, Exporter]:
    """Return the kinds of file by their endings."""
    return dict(_exporters)
