"""A workbook as sheets, rows and cells, streamed: what is shown, and what is hidden or calculated (C2, C6, C8)."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from . import cells, xml
from .archive import open_archive
from .fault import Fault
from .limits import Limits
from .sheet import Sheet

Emit = Callable[[Any], None]
# What opening a damaged part raises; NotImplementedError where it is compressed in a way that zipfile does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError)
_READ = ("worksheet", "sharedStrings", "styles")  # besides the list of sheets
_OTHERS = {"word/": "word", "ppt/": "other", "content.xml": "ods", "META-INF/MANIFEST.MF": "program"}


def read(file: BinaryIO, limits: Limits, emit: Emit) -> None:
    """Tell of a workbook: facts, then each sheet with its rows. Raises Fault."""
    try:
        _Book(_opened(file, limits), limits).read(emit)
    except _BROKEN:
        raise Fault("truncated") from None


def look(file: BinaryIO, limits: Limits) -> None:
    """Raise Fault for a file that is no workbook, or one that will not be read."""
    try:
        _Book(_opened(file, limits), limits).look()
    except _BROKEN:
        raise Fault("truncated") from None


def _opened(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    return open_archive(file, members=limits.members, expanded=limits.expanded, ratio=limits.ratio)


class _Book:
    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive, self.limits = archive, limits
        self.names = set(archive.namelist())
        for beginning, kind in _OTHERS.items():
            if any(name.startswith(beginning) for name in self.names):
                raise Fault(kind)
        self.main = self._main()
        self.related = self._relations(self.main)
        self.texts: list[str] = []
        self.formats: list[tuple[bool, int]] = []  # per style: shows a date, pads to so many digits
        self.since_1904 = False
        self.sheets: list[tuple[str, str, bool]] = []  # name, part, hidden

    def _main(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                if target.endswith(".bin"):
                    raise Fault("other")  # .xlsb
                if target not in self.names or "[Content_Types].xml" not in self.names:
                    raise Fault("truncated")
                return target
        raise Fault("archive")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to inside the file: id → (kind, part). Targets outside are named, not followed."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, has: dict[str, str]) -> None:
            if element == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, has.get("Target", ""))).lstrip("/")
                kind = has.get("Type", "").rpartition("/")[2]
                outside = has.get("TargetMode") == "External"
                found[has.get("Id", "")] = (kind, "" if outside else target)

        if path in self.names:
            self._parse(path, start)
        return found

    def read_directory(self) -> None:
        """Read which sheets there are; raise Fault where there are none."""
        self._parse(self.main, self._of_workbook)
        if not self.sheets:
            raise Fault("empty")

    def look(self) -> None:
        """Read which sheets there are, and how each part begins that would be read; raise Fault."""
        self.read_directory()
        for part in {part for kind, part in self.related.values() if kind in _READ and part in self.names}:
            with self.archive.open(part) as file:
                xml.look(file)  # type: ignore[arg-type]  # a part reads like a file

    def read(self, emit: Emit) -> None:
        """Tell of everything."""
        self.read_directory()
        for kind, part in self.related.values():
            if kind == "sharedStrings" and part in self.names:
                self._parse_texts(part)
            if kind == "styles" and part in self.names:
                self._parse_styles(part)
        links = any(kind == "externalLink" for kind, _part in self.related.values())
        emit({"format": "xlsx", "since_1904": self.since_1904, "links": links})
        for name, part, hidden in self.sheets:
            emit({"sheet": name, "hidden": hidden})
            sheet = Sheet(name, self.limits, self.texts, self.formats, self.since_1904, emit)
            self._parse(part, sheet.start, sheet.end)
            emit({"end": True} | sheet.facts())

    def _parse(self, part: str, start: xml.Start, end: xml.End = lambda name, text: None) -> None:
        with self.archive.open(part) as file:
            xml.parse(file, start, end)  # type: ignore[arg-type]  # a part reads like a file

    def _of_workbook(self, element: str, has: dict[str, str]) -> None:
        if element == "workbookPr":
            self.since_1904 = has.get("date1904", "") in ("1", "true")
        elif element == "sheet":
            key = next((value for name, value in has.items() if name.endswith(":id")), "")
            kind, part = self.related.get(key, ("", ""))
            if kind == "worksheet" and part in self.names:
                self.sheets.append((has.get("name", ""), part, has.get("state", "visible") != "visible"))

    def _parse_texts(self, part: str) -> None:
        pieces: list[str] = []
        guides = 0  # how deep in pronunciation guides, which are no text of the cell

        def start(element: str, has: dict[str, str]) -> None:
            nonlocal guides
            if element == "si":
                pieces.clear()
            guides += element == "rPh"

        def end(element: str, text: str) -> None:
            nonlocal guides
            if element == "t" and not guides:
                pieces.append(text)
            elif element == "rPh":
                guides -= 1
            elif element == "si":
                self.texts.append(cells.unescaped("".join(pieces)))

        self._parse(part, start, end)

    def _parse_styles(self, part: str) -> None:
        codes: dict[str, str] = {}
        inside = False  # the formats of cells, not of named styles

        def start(element: str, has: dict[str, str]) -> None:
            nonlocal inside
            if element == "numFmt":
                codes[has.get("numFmtId", "")] = has.get("formatCode", "")
            elif element == "cellXfs":
                inside = True
            elif element == "xf" and inside:
                number = has.get("numFmtId", "0")
                code = codes.get(number, "")
                known = number.isdecimal() and int(number) in cells.DATES
                self.formats.append((known or bool(code and cells.is_date(code)), cells.digits_of(code)))

        def end(element: str, text: str) -> None:
            nonlocal inside
            if element == "cellXfs":
                inside = False

        self._parse(part, start, end)
