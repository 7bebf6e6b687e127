"""XML of strangers: a stream of elements, no document type, no entities, nothing fetched (C8)."""

from collections.abc import Callable
from typing import Any, BinaryIO
from xml.parsers import expat  # document types and entities are refused, below

from .fault import Fault

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]
_CHUNK = 64 * 1024  # bytes
DEEPEST = 100  # elements within elements


def parse(file: BinaryIO, start: Start, end: End) -> None:
    """Tell of each element as it begins, with its attributes, and as it ends, with the text just before its end.

    Names are without prefixes. Raises Fault for what is no XML, and for XML that declares anything.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    text: list[str] = []
    names: dict[str, str] = {}  # as written → without prefix
    depth = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Fault("crafted")
        text.clear()
        start(names.get(name) or names.setdefault(name, name.rpartition(":")[2]), attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(names[name], "".join(text))
        text.clear()

    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Fault("truncated") from None


def _refuse(*declared: object) -> Any:
    raise Fault("entities")
