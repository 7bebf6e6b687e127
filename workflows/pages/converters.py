"""What may stand in an address: anything else is an address that does not exist, never an error."""

import re

from django.urls.converters import IntConverter, StringConverter


class CaseNumberConverter(StringConverter):
    """A case number such as ROG-2024-1042, or a draft's name; nothing a database could stumble over."""

    regex = "[0-9A-Za-z-]{1,24}"


class KeyConverter(IntConverter):
    """A row's number, within what a column can hold."""

    regex = "[0-9]{1,18}"


def is_key(text: str) -> bool:
    """Return whether a text could be a row's number: what stands in a link or a name of a place may be anything."""
    return re.fullmatch(KeyConverter.regex, text) is not None
