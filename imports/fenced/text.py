"""CSV: which letters, which separator, which rows. What is guessed is told; what cannot be known is refused (C2)."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Any

from .fault import Fault
from .limits import Limits

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_IN_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_LOST = re.compile("\ufffd")
# Letters of UTF-8 read as Windows-1252 (Ã¸), of DOS and of old Macintoshes (Troms›, Troms¿): garbled here or before.
_GARBLED = re.compile(r"Ã[¥¦¸˜…†]|[A-Za-z][†›¾¿Œ¯]|[†›¾¿Œ¯][a-z]")
_SEPARATORS = ";\t,|"
_LOOKED_AT = 40  # rows, to find the separator
_SAYS_SEPARATOR = re.compile(r"^sep=([^\w\r\n\"])\r?\n")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its character set; raise Fault for what is no text, or is garbled."""
    text, charset = _decode(data)
    if _IN_NO_TEXT.search(text):
        raise Fault("no_text")
    for pattern, code in () if text.isascii() else ((_LOST, "letters_lost"), (_GARBLED, "garbled")):
        if found := pattern.search(text):
            raise Fault(code, str(text.count("\n", 0, found.start()) + 1))
    return text, charset


def _decode(data: bytes) -> tuple[str, str]:
    try:
        for mark, codec, name in _MARKS:
            if data.startswith(mark):
                return data[len(mark) :].decode(codec), name
        if codec := _utf16_without_mark(data):
            return data.decode(codec), "UTF-16"
        try:
            return data.decode("utf-8"), "UTF-8"
        except UnicodeDecodeError:
            if _IN_NO_TEXT.search(data.decode("latin-1")):
                raise Fault("no_text") from None
            return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise Fault("no_text") from None


def _utf16_without_mark(data: bytes) -> str:
    """Return the codec where every other byte is zero, as in Latin text of two bytes a letter; else ''."""
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) < 0.4 * len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def separator_of(text: str) -> str:
    """Return the sign between cells: the one by which most rows have the same number of cells."""
    lines = list(islice(io.StringIO(text, newline=""), _LOOKED_AT))
    best, fits = ";", (0.0, 0)
    for sign in _SEPARATORS:
        try:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        except csv.Error:
            continue  # whoever reads the rows says which one it is
        width, rows = max(counts.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
        if width > 1 and (rows / counts.total(), width) > fits:
            best, fits = sign, (rows / counts.total(), width)
    return best


def read(data: bytes, limits: Limits, emit: Callable[[Any], None]) -> None:
    """Tell of the rows of a CSV file, numbered as a spreadsheet that opened it would; raise Fault."""
    text, charset = decode(data)
    said = _SAYS_SEPARATOR.match(text)
    csv.field_size_limit(limits.letters)
    separator = said[1] if said else separator_of(text)
    emit({"format": "csv", "encoding": charset, "separator": separator})
    emit({"sheet": "", "hidden": False})
    rows = csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            cells = [cell.strip() or None for cell in row]
            while cells and cells[-1] is None:
                cells.pop()
            if number > limits.rows:
                raise Fault("rows")
            if len(cells) > limits.columns:
                raise Fault("columns", str(number))
            if cells:
                emit([number, False, cells])
    except csv.Error as error:
        raise Fault("letters" if "field limit" in str(error) else "no_table", str(number + 1)) from None
    emit({"end": True, "hidden_columns": [], "merged": []})
