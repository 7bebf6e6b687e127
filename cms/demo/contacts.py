"""The demo's contact persons, all of them made up, with reserved addresses."""

import datetime as dt
from typing import Any

from workflows.directory.models import BufetatRegion, ContactPerson, GovernorOffice, KnowledgeEnvironment

SINCE = dt.date(2024, 1, 1)
COMMON = {"nb": "Felles postmottak", "nn": "Felles postmottak"}


def load_contacts(content: dict[str, Any]) -> None:
    """Write offices', regions', environments' and the directorate's contacts; run again, nothing is doubled."""
    offices = {office.code: office for office in GovernorOffice.objects.all()}
    regions = {region.code: region for region in BufetatRegion.objects.all()}
    _persons(content["directorate"])
    for row in content["offices"]:
        _persons(row, office=offices[row["office"]])
    for row in content["bufetat_regions"]:
        _persons(row, region=regions[row["region"]])
    kinds = KnowledgeEnvironment.Kind
    for key, kind in (
        ("knowledge_environments", kinds.KNOWLEDGE),
        ("leadership_environments", kinds.LEADERSHIP),
    ):
        for row in content[key]:
            _persons(row, environment=_environment(row, kind))


def _environment(row: dict[str, Any], kind: str) -> KnowledgeEnvironment:
    agreement = row.get("agreement") or {}
    environment, _created = KnowledgeEnvironment.objects.get_or_create(
        name=row["name"],
        defaults={
            "kind": kind,
            "description_nb": row["description"]["nb"],
            "description_nn": row["description"]["nn"],
            "url": row.get("url", ""),
            "agreement_from": agreement.get("from"),
            "agreement_to": agreement.get("to"),
        },
    )
    return environment


def _persons(row: dict[str, Any], **place: Any) -> None:
    """Write the persons of one place, and the address they share."""
    persons = [*row["contacts"]]
    if row.get("email"):
        persons.append({"name": COMMON["nb"], "role": {"nb": "", "nn": ""}, "email": row["email"]})
    where = {"office": None, "region": None, "environment": None} | place
    for person in persons:
        ContactPerson.objects.get_or_create(
            name=person["name"],
            **where,
            defaults={
                "role_nb": person["role"]["nb"],
                "role_nn": person["role"]["nn"],
                "phone": person.get("phone", ""),
                "email": person.get("email", ""),
                "valid_from": SINCE,
            },
        )
