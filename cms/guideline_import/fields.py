"""Lists that are not written as lists: the fields of a form, and contacts with their addresses."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .pieces import Kind, Piece

_FIELD = re.compile(r"^[A-ZÆØÅ][^:]{1,100}:$")
_INTRODUCES = re.compile(r"\b(?:følgende|følgjande|skal|må|bør)\b", re.IGNORECASE)
_PERSON = re.compile(r"^kontakt(?:person|opplysning)", re.IGNORECASE)
_OF_A_PERSON = {"navn", "namn", "telefon", "tlf", "mobil", "e-post", "epost", "stilling", "rolle"}
_CONTACT = re.compile(r"^[A-ZÆØÅ][^:@]{1,80}: \S.*(?:\S@\S|\b\d{2} ?\d{2} ?\d{2} ?\d{2}\b)")
_FIELDS_AT_LEAST = 3
_CONTACTS_AT_LEAST = 2


def find_lists(blocks: list[Piece]) -> tuple[list[Piece], list[str], list[str]]:
    """Return the blocks with fields and contacts as items; the fields and the contacts that were found."""
    made: list[Piece] = []
    fields: list[str] = []
    contacts: list[str] = []
    at = 0
    while at < len(blocks):
        if found := _fields(blocks, at):
            made += _nested(found)
            fields += [each.text for each in found]
        elif found := _run(blocks, at, _CONTACT, _CONTACTS_AT_LEAST):
            made += [replace(each, kind=Kind.ITEM) for each in found]
            contacts += [each.text for each in found]
        else:
            made.append(blocks[at])
        at += len(found) or 1
    return made, fields, contacts


def _fields(blocks: list[Piece], at: int) -> list[Piece]:
    """Return the fields of a form from here on: labels with a colon, the first not itself what introduces them."""
    if _INTRODUCES.search(blocks[at].text):
        return []
    return _run(blocks, at, _FIELD, _FIELDS_AT_LEAST)


def _run(blocks: list[Piece], at: int, like: re.Pattern[str], at_least: int) -> list[Piece]:
    end = at
    while end < len(blocks) and blocks[end].kind == Kind.TEXT and like.match(blocks[end].text):
        end += 1
    return blocks[at:end] if end - at >= at_least else []


def _nested(fields: list[Piece]) -> Iterator[Piece]:
    """Yield fields as items, those of a contact person beneath it."""
    beneath = False
    for field in fields:
        name = field.text.rstrip(":").casefold()
        beneath = beneath and name in _OF_A_PERSON
        yield replace(field, kind=Kind.ITEM, level=int(beneath))
        beneath = beneath or bool(_PERSON.match(name))
