"""XML of strangers: a stream of elements, no document type, no entities, nothing fetched (C8)."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO
from xml.parsers import expat  # document types and entities are refused, below

from .fault import Fault

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]
_CHUNK = 64 * 1024  # bytes
DEEPEST = 100  # elements within elements
LONGEST = (
    1024 * 1024
)  # letters between two elements: a cell has some ten thousand, at most, and each may be escaped


def parse(file: BinaryIO, start: Start, end: End) -> None:
    """Tell of each element as it begins, with its attributes, and as it ends, with the text just before its end.

    Names are without prefixes. Raises Fault for what is no XML, and for XML that declares anything.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    text: list[str] = []
    letters = 0
    names: dict[str, str] = {}  # as written → without prefix
    depth = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, letters
        depth += 1
        if depth > DEEPEST:
            raise Fault("crafted")
        text.clear()
        letters = 0
        start(names.get(name) or names.setdefault(name, name.rpartition(":")[2]), attributes)

    def ended(name: str) -> None:
        nonlocal depth, letters
        depth -= 1
        end(names[name], "".join(text))
        text.clear()
        letters = 0

    def said(some: str) -> None:
        nonlocal letters
        letters += len(some)
        if letters > LONGEST:
            raise Fault("letters")
        text.append(some)

    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Fault("truncated") from None


def look(file: BinaryIO) -> None:
    """Read as far as the first element, before which all declarations stand. Raises Fault as `parse` does."""
    with suppress(_Begun):
        parse(file, _stop, lambda name, text: None)


class _Begun(Exception):
    """The first element begins."""


def _stop(name: str, attributes: dict[str, str]) -> None:
    raise _Begun


def _refuse(*declared: object) -> Any:
    raise Fault("entities")
