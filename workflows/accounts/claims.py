"""What a provider says of somebody, turned into roles at places: recomputed at each log-in (R8.14, E15).

Only what the settings map is given, and administrators are never made by a claim. A place is found by the number of an
organisation: of an office, or of a municipality.
"""

import re
from collections.abc import Iterator
from typing import Any

from stdnum.no import orgnr

from workflows.directory.giving import HELD_AT, Held
from workflows.directory.models import (
    DIRECTORATE_ROLES,
    OFFICE_ROLES,
    GovernorOffice,
    Municipality,
    Role,
)

EVERYONE = "*"  # in the settings: whoever the provider lets in
GIVEN = {*OFFICE_ROLES, *DIRECTORATE_ROLES, Role.MUNICIPAL_MANAGEMENT} - {Role.ADMINISTRATOR}
_PLACES: dict[str, Any] = {"office": GovernorOffice, "municipality": Municipality}
_NUMBER = re.compile(r"(?:^|:)(\d{9})$")  # `974760665`, and `0192:974760665` as Ansattporten writes it


def roles_of(claims: dict[str, Any], rules: dict[str, Any]) -> set[Held]:
    """Return the roles that the claims give by a provider's rules (`cms/logins.py`), each at its place."""
    groups = set(_texts(claims.get(rules["roles_claim"]))) | {EVERYONE}
    numbers = organisations(claims, rules["organisation_claim"])
    found: set[Held] = set()
    for group, role in rules["roles"]:
        if group in groups and role in GIVEN:
            kind = HELD_AT[role][0]
            places = _PLACES[kind].objects.filter(org_number__in=numbers) if kind else [None]
            found |= {Held(role, kind, place.pk if place else None) for place in places}
    return found


def organisations(claims: dict[str, Any], name: str) -> set[str]:
    """Return the organisation numbers that stand anywhere within a claim."""
    found = (_NUMBER.search(text) for text in _texts(claims.get(name)))
    return {match[1] for match in found if match and orgnr.is_valid(match[1])}


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts within a claim, which may be a text, a list, or a list of objects with lists in them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
