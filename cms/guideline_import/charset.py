"""Bytes to text: UTF-8, UTF-16 or Windows-1252, never a guess that would garble letters (C2)."""

import codecs
import re

from django.utils.translation import gettext as _

from .refusal import ImportRefused

_MARKS = [(codecs.BOM_UTF8, "utf-8-sig", "UTF-8"), (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
          (codecs.BOM_UTF16_BE, "utf-16", "UTF-16")]  # fmt: skip
_IN_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ufffe\uffff]")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its character set; raises ImportRefused for what is no text."""
    text, name = _decode(data)
    if _IN_NO_TEXT.search(text):
        raise _no_text()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xad\n", "").replace("\xad", ""), name


def _decode(data: bytes) -> tuple[str, str]:
    try:
        for mark, codec, name in _MARKS:
            if data.startswith(mark):
                return data.decode(codec), name
        if (half := _utf16_without_mark(data)) is not None:
            return data.decode(half), "UTF-16"
        try:
            return data.decode("utf-8"), "UTF-8"
        except UnicodeDecodeError:
            if b"\0" in data:
                raise _no_text() from None
            return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise ImportRefused(
            _("The file's letters cannot be read. Save it as text in UTF-8, and try again.")
        ) from None


def _no_text() -> ImportRefused:
    return ImportRefused(_("The file holds something else than text. Save it as plain text, and try again."))


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the codec where every other byte is zero, as in Latin text of two bytes a letter."""
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) < 0.4 * len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
