"""The demo's contact persons, all of them made up, with reserved addresses."""

import datetime as dt
from typing import Any

from workflows.clock import OSLO
from workflows.contacts.places import Place
from workflows.directory.models import (
    BufetatRegion,
    ContactChange,
    ContactPerson,
    GovernorOffice,
    KnowledgeEnvironment,
    RegionOffer,
)
from workflows.ui.numbers import parse_phone

SINCE = dt.date(2024, 1, 1)
COMMON = {"nb": "Felles postmottak", "nn": "Felles postmottak"}


def load_contacts(content: dict[str, Any]) -> None:
    """Write everybody's contacts, what regions offer, and what is confirmed; run again, nothing is doubled."""
    offices = {office.code: office for office in GovernorOffice.objects.all()}
    regions = {region.code: region for region in BufetatRegion.objects.all()}
    _contacts(content["directorate"], Place())
    for row in content["offices"]:
        _contacts(row, Place(offices[row["office"]]))
    for row in content["bufetat_regions"]:
        _contacts(row, Place(regions[row["region"]]))
        _offers(row["offers"], regions[row["region"]])
    kinds = KnowledgeEnvironment.Kind
    for key, kind in (
        ("knowledge_environments", kinds.KNOWLEDGE),
        ("leadership_environments", kinds.LEADERSHIP),
    ):
        for row in content[key]:
            _contacts(row, Place(_environment(row, kind)))


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


def _offers(rows: list[dict[str, Any]], region: BufetatRegion) -> None:
    for row in rows:
        RegionOffer.objects.get_or_create(
            region=region,
            name_nb=row["name"]["nb"],
            defaults={
                "kind": row["kind"],
                "name_nn": row["name"]["nn"],
                "description_nb": row["description"]["nb"],
                "description_nn": row["description"]["nn"],
                "valid_from": SINCE,
            },
        )


def _contacts(row: dict[str, Any], place: Place) -> None:
    """Write the persons of one place, the address they share, and the day they were found to be right."""
    persons = [*row["contacts"]]
    if row.get("email"):
        persons.append({"name": COMMON["nb"], "role": {"nb": "", "nn": ""}, "email": row["email"]})
    for person in persons:
        ContactPerson.objects.get_or_create(
            name=person["name"],
            **place.where,
            defaults={
                "role_nb": person["role"]["nb"],
                "role_nn": person["role"]["nn"],
                "phone": parse_phone(person["phone"]) if person.get("phone") else "",
                "email": person.get("email", ""),
                "valid_from": SINCE,
            },
        )
    if row["confirmed"]:
        at = dt.datetime.combine(dt.date.fromisoformat(row["confirmed"]), dt.time(10), tzinfo=OSLO)
        confirmed = {"kind": ContactChange.Kind.CONFIRMED, **place.where}
        if not ContactChange.objects.filter(**confirmed).exists():
            ContactChange.objects.create(at=at, **confirmed)
