"""Whom to ask: the directory as the contact page shows it, and the answer for a municipality (R1.6, R2.15)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from workflows import clock
from workflows.contacts.confirming import with_confirmation
from workflows.directory.finding import meant, nearly
from workflows.directory.models import (
    ContactPerson,
    KnowledgeEnvironment,
    Municipality,
    NetworkMembership,
    RegionOffer,
)

LONGEST_QUESTION = 80


@dataclass
class Entry:
    """An office, region or environment: whom to talk to there, what it offers, when that was last confirmed."""

    of: Any
    contacts: list[ContactPerson] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    offers: list[RegionOffer] = field(default_factory=list)
    confirmed: dt.datetime | None = None

    @property
    def anchor(self) -> str:
        """Return the id of its place on the contact page: `governoroffice-7`, or `directorate`."""
        return f"{self.of._meta.model_name}-{self.of.pk}" if hasattr(self.of, "_meta") else "directorate"


@dataclass
class Answer:
    """What we know of one municipality: its office, its region (Oslo has none), its networks."""

    municipality: Municipality
    office: Entry
    region: Entry | None
    networks: list[Any] = field(default_factory=list)


@dataclass
class Directory:
    """Everybody, read once."""

    municipalities: list[Municipality]
    offices: dict[int, Entry]
    regions: dict[int, Entry]
    environments: list[Entry]
    directorate: Entry


def everybody(*, offers: bool = True) -> Directory:
    """Return all contacts in four queries: municipalities with county, office and region; environments; persons
    with when their place confirmed them; what regions offer, which can be left out."""
    real = Municipality.objects.real()
    municipalities = list(real.select_related("county__office", "county__bufetat_region"))
    offices: dict[int, Entry] = {}
    regions: dict[int, Entry] = {}
    counties = {municipality.county_id: municipality.county for municipality in municipalities}
    for county in sorted(counties.values(), key=lambda county: county.code):
        office = offices.setdefault(county.office_id, Entry(county.office))
        office.places.append(county.name)
        if region := county.bufetat_region:
            regions.setdefault(region.pk, Entry(region)).places.append(county.name)
    environments = {each.pk: Entry(each) for each in KnowledgeEnvironment.objects.real()}
    directorate = Entry(None)
    for person in in_order(with_confirmation(persons_today())):
        entry = (
            offices.get(person.office_id or 0)
            or regions.get(person.region_id or 0)
            or environments.get(person.environment_id or 0)
        )
        if entry is None and not (person.office_id or person.region_id or person.environment_id):
            entry = directorate
        if entry:
            entry.contacts.append(person)
            entry.confirmed = person.place_confirmed_at  # type: ignore[attr-defined]
    for offer in RegionOffer.objects.valid_on(clock.today()) if offers else ():
        regions[offer.region_id].offers.append(offer)
    return Directory(municipalities, offices, regions, list(environments.values()), directorate)


def persons_today() -> QuerySet[ContactPerson]:
    """Return the contact persons that are so today."""
    return ContactPerson.objects.valid_on(clock.today())


def in_order(persons: Iterable[ContactPerson]) -> list[ContactPerson]:
    """Return contact persons by name, after the address they share, which has no role."""
    return sorted(persons, key=lambda person: (bool(person.role_nb), person.name))


def context(question: str | None) -> dict[str, Any]:
    """Return what the contact page shows, with the answer to `question`: a municipality's name or number."""
    known = everybody()
    question = " ".join((question or "").split())[:LONGEST_QUESTION]
    found, formerly = meant(known.municipalities, question) if question else ([], False)
    networks = networks_of(found) if found else {}
    language = get_language() or "nb"

    def by_name(entries: dict[int, Entry]) -> list[Entry]:
        return sorted(entries.values(), key=lambda entry: entry.of.name_in(language))

    return {
        "municipalities": known.municipalities,
        "offices": by_name(known.offices),
        "regions": by_name(known.regions),
        "knowledge": [
            entry for entry in known.environments if entry.of.kind == KnowledgeEnvironment.Kind.KNOWLEDGE
        ],
        "leadership": [
            entry for entry in known.environments if entry.of.kind == KnowledgeEnvironment.Kind.LEADERSHIP
        ],
        "directorate": known.directorate,
        "question": question,
        "formerly": formerly,
        "suggestions": nearly(known.municipalities, question) if question and not found else [],
        "answers": [
            Answer(
                municipality,
                known.offices[municipality.county.office_id],
                known.regions.get(municipality.county.bufetat_region_id or 0),
                networks.get(municipality.pk, []),
            )
            for municipality in found
        ],
    }


def networks_of(municipalities: list[Municipality]) -> dict[int, list[Any]]:
    """Return the networks each municipality's services take part in today, by municipality."""
    here = NetworkMembership.objects.on().filter(service__municipalities__in=municipalities)
    found: dict[int, list[Any]] = {}
    for membership in (
        here.annotate(municipality=F("service__municipalities"))
        .select_related("network__responsible_municipality")
        .order_by("network__name")
    ):
        networks = found.setdefault(membership.municipality, [])
        if membership.network not in networks:
            networks.append(membership.network)
    return found
