"""Every register, out and in again; and what its rows may not say."""

import datetime as dt
from typing import Any

import pytest
from django.db.models.signals import post_save
from import_export.results import RowResult
from tablib import Dataset

from imports.resources import RESOURCES, Fault, TableResource, faults_of
from imports.resources.contact_person import ContactPersonResource
from imports.resources.county import CountyResource
from imports.resources.knowledge_environment import KnowledgeEnvironmentResource
from imports.resources.municipality import MunicipalityResource
from imports.resources.network import NetworkResource
from imports.resources.network_membership import NetworkMembershipResource
from imports.resources.postal_code import PostalCodeResource
from imports.resources.region_offer import RegionOfferResource
from imports.resources.service import ServiceResource
from workflows.directory.models import (
    BufetatRegion,
    ContactPerson,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    NetworkMembership,
    RegionOffer,
    Service,
    SteeringMember,
)

SERVICE = {
    "name": "Jæren Øst",
    "kind": "child_welfare",
    "host_municipality": "1121",
    "municipalities": "1121, 1122",
}
NETWORK = {"code": "jaer-ost", "name": "Læring", "kind": "learning", "responsible_municipality": "1121"}
MEMBERSHIP = {
    "network": "jaer-ost", "service": "Jæren Øst", "service_host": "1121", "joined": "2024-01-15", "persons": "3",
}  # fmt: skip
CONTACT = {
    "name": "Kari Eksempel", "role_nb": "Rådgiver", "role_nn": "Rådgjevar", "governor_office": "ROG",
    "bufetat_region": "", "knowledge_environment": "",
}  # fmt: skip


def take(resource_class: type[TableResource], *rows: dict[str, Any]) -> list[Fault] | dict[str, int]:
    """Take the rows in; return the faults, or else how many rows were new, changed and unchanged."""
    resource = resource_class()
    headers = list(dict.fromkeys(column for row in rows for column in row))
    dataset = Dataset(*[[row.get(column, "") for column in headers] for row in rows], headers=headers)
    result = resource.import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)
    if faults := faults_of(resource, result):
        return faults
    kinds = {"new": RowResult.IMPORT_TYPE_NEW, "changed": RowResult.IMPORT_TYPE_UPDATE, "unchanged": "skip"}
    return {name: result.totals[kind] for name, kind in kinds.items() if result.totals[kind]}


def refusal(resource_class: type[TableResource], *rows: dict[str, Any]) -> tuple[int | None, str, str]:
    """Return row, column and reason of the one fault that the rows have."""
    faults = take(resource_class, *rows)
    assert isinstance(faults, list), "nothing was refused"
    assert len(faults) == 1, faults
    return faults[0].row, faults[0].column, faults[0].reason


@pytest.fixture
def register(reference: None) -> None:
    """Somebody's network with all that belongs to it, beside what is there already."""
    Service.objects.create(name="Jæren Øst", host=Municipality.objects.get(code="1121")).municipalities.set(
        Municipality.objects.filter(code__in=["1121", "1122"])
    )
    network = Network.objects.create(
        code="jaer-ost", name="Læring", kind="learning", started=dt.date(2021, 1, 1), steering_group=True,
        responsible_municipality=Municipality.objects.get(code="1121"),
    )  # fmt: skip
    service = Service.objects.get(name="Jæren Øst")
    for joined, left in [(dt.date(2021, 1, 1), dt.date(2022, 12, 31)), (dt.date(2024, 1, 1), None)]:
        NetworkMembership.objects.create(
            network=network, service=service, persons=3, joined=joined, left=left
        )
    SteeringMember.objects.create(
        network=network, name="Kari Eksempel", position="Rådmann", valid_from=dt.date(2024, 1, 1),
        municipality=Municipality.objects.get(code="1121"),
    )  # fmt: skip
    environment = KnowledgeEnvironment.objects.create(
        name="Jærsenteret", kind="knowledge", description_nb="Første linje\nog «andre»; tredje, fjerde",
        agreement_from=dt.date(2024, 1, 1),
    )  # fmt: skip
    shared = {"role_nb": "Rådgiver", "role_nn": "Rådgjevar", "valid_from": dt.date(2024, 1, 1)}
    for place in (
        {"environment": environment},
        {"office": GovernorOffice.objects.get(code="ROG")},
        {"region": BufetatRegion.objects.get(code="west")},
        {},
    ):
        ContactPerson.objects.create(name="Kari Eksempel", email="kari@example.org", **shared, **place)
    RegionOffer.objects.create(
        region=BufetatRegion.objects.get(code="west"), kind="course", name_nb="Kurs", name_nn="Kurs på nynorsk",
        url="https://example.org/", valid_from=dt.date(2024, 1, 1), valid_to=dt.date(2024, 12, 31),
    )  # fmt: skip


@pytest.mark.requirement("R7.2", "each register comes out, and in again without a change")
@pytest.mark.adversary("C16", "what was just exported is 0 changes")
@pytest.mark.parametrize("resource", RESOURCES, ids=lambda each: each._meta.model.__name__)
def test_what_goes_out_comes_in_unchanged(register: None, resource: type[TableResource]) -> None:
    exported = resource().export()
    again = Dataset().load(exported.export("csv"), format="csv")
    result = resource().import_data(again, use_transactions=True)
    assert result.totals == dict.fromkeys(result.totals, 0) | {"skip": len(exported)}
    assert len(exported) > 0
    assert not {"id", "pk"}.intersection(exported.headers)


@pytest.mark.requirement(
    "R7.1", "a network with services, memberships and contacts is the same after leaving and coming back"
)
def test_a_register_that_was_lost_comes_back_as_it_was(register: None) -> None:
    before = {resource: resource().export().export("csv") for resource in RESOURCES}
    Network.objects.get(code="jaer-ost").memberships.all().delete()
    SteeringMember.objects.filter(network__code="jaer-ost").delete()
    Network.objects.filter(code="jaer-ost").delete()
    Service.objects.filter(name="Jæren Øst").delete()
    ContactPerson.objects.filter(name="Kari Eksempel").delete()
    KnowledgeEnvironment.objects.filter(name="Jærsenteret").delete()
    for resource in RESOURCES:
        resource().import_data(Dataset().load(before[resource], format="csv"), use_transactions=True)
    assert {resource: resource().export().export("csv") for resource in RESOURCES} == before


@pytest.mark.requirement(
    "R7.2", "the same rows twice are new once, then unchanged; one other value is one change"
)
@pytest.mark.parametrize(
    ("resource", "row", "change"),
    [
        (ServiceResource, SERVICE, {"municipalities": "1121"}),
        (ServiceResource, SERVICE, {"kind": "health"}),
        (NetworkResource, NETWORK | {"started": "2024-01-15"}, {"started": "16.1.2024"}),
        (NetworkResource, NETWORK | {"steering_group": "ja"}, {"steering_group": "0"}),
        (KnowledgeEnvironmentResource, {"name": "Jærsenteret", "kind": "knowledge"}, {"kind": "leadership"}),
        (ContactPersonResource, CONTACT, {"role_nb": "Seniorrådgiver"}),
        (
            MunicipalityResource,
            {"code": "1121", "administrative_centre": "Bryne"},
            {"administrative_centre": "Time"},
        ),
    ],
)
def test_rows_come_in_once(
    reference: None, resource: Any, row: dict[str, str], change: dict[str, str]
) -> None:
    is_known = resource is MunicipalityResource
    assert take(resource, row) == ({"unchanged": 1} if is_known else {"new": 1})
    assert take(resource, row) == {"unchanged": 1}
    assert take(resource, row | change) == {"changed": 1}
    assert take(resource, row | change) == {"unchanged": 1}


def test_a_membership_that_ends_is_a_change_of_the_same_membership(reference: None) -> None:
    network = NETWORK | {"started": "2024-01-01"}
    assert take(ServiceResource, SERVICE) == take(NetworkResource, network) == {"new": 1}
    assert take(NetworkMembershipResource, MEMBERSHIP) == {"new": 1}
    assert take(NetworkMembershipResource, MEMBERSHIP | {"left": "31.12.2024"}) == {"changed": 1}
    assert take(NetworkMembershipResource, MEMBERSHIP | {"joined": "2025-03-01"}) == {"new": 1}
    memberships = NetworkMembership.objects.filter(network__code="jaer-ost").values_list(
        "joined", "left", "persons"
    )
    assert list(memberships) == [
        (dt.date(2024, 1, 15), dt.date(2024, 12, 31), 3),
        (dt.date(2025, 3, 1), None, 3),
    ]


@pytest.mark.requirement("R7.2", "a bad cell is refused with its row, its column and the reason")
@pytest.mark.parametrize(
    ("resource", "row", "column", "reason"),
    [
        (MunicipalityResource, {"code": "1121", "org_number": "964965227"}, "org_number", "Check the digits."),
        (MunicipalityResource, {"code": "1121", "org_number": "96496522"}, "org_number", "nine digits"),
        (MunicipalityResource, {"code": "1121", "org_number": "964965226"}, "org_number", "Stavanger has the same."),
        (MunicipalityResource, {"code": 301}, "code", "is it 0301?"),
        (MunicipalityResource, {"code": 301.0}, "code", "is it 0301?"),
        (MunicipalityResource, {"code": "1121", "county_code": 3}, "county_code", "is it 03?"),
        (MunicipalityResource, {"code": "1121", "county_code": "46"}, "county_code", "does not begin"),
        (MunicipalityResource, {"code": "1121", "sami_admin_area": "kanskje"}, "sami_admin_area", "1 for yes"),
        (MunicipalityResource, {"code": ""}, "code", "must be filled in"),
        (CountyResource, {"code": "11", "governor_office": "XYZ"}, "governor_office", "no county governor with"),
        (CountyResource, {"code": "11", "governor_office": ""}, "governor_office", "cannot be null"),
        (PostalCodeResource, {"postal_code": 150, "postal_place": "Oslo"}, "postal_code", "is it 0150?"),
        (ServiceResource, SERVICE | {"municipalities": "1121, 9999"}, "municipalities", "9999 is not"),
        (ServiceResource, SERVICE | {"kind": "barnevern"}, "kind", "not a valid choice"),
        (ServiceResource, SERVICE | {"host_municipality": "301"}, "host_municipality", "is it 0301?"),
        (NetworkResource, NETWORK | {"started": "31.2.2024"}, "started", "no such day"),
        (NetworkResource, NETWORK | {"responsible_municipality": "1142"}, "responsible_municipality", "1103 Stavanger"),
        (NetworkMembershipResource, MEMBERSHIP | {"service_host": "1103"}, "service", "host municipality 1103"),
        (NetworkMembershipResource, MEMBERSHIP | {"persons": "2.7"}, "persons", "whole number"),
        (NetworkMembershipResource, MEMBERSHIP | {"left": "2023-01-01"}, "left", "before the day of joining"),
        (NetworkMembershipResource, MEMBERSHIP | {"persons_from_leadership": 4}, "persons_from_leadership", "more"),
        (ContactPersonResource, CONTACT | {"email": "kari@"}, "email", "valid email"),
        (KnowledgeEnvironmentResource, {"name": "A", "kind": "knowledge", "url": "javascript:1"}, "url", "valid URL"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(
    register: None, resource: Any, row: dict[str, Any], column: str, reason: str
) -> None:
    where = refusal(resource, row)
    assert where[:2] == (2, column)
    assert reason in where[2]


@pytest.mark.requirement(
    "R8.13", "a row with a number of before 2024 says what the number became; a split names both"
)
@pytest.mark.adversary("C12", "an unknown municipality is an error of its row")
def test_an_old_municipality_number_is_refused_with_its_story(reference: None) -> None:
    assert refusal(NetworkResource, NETWORK | {"responsible_municipality": "1507"})[2] == (
        "This is an old municipality number: 1507 → 1508 Ålesund, 1580 Haram (1. januar 2024)."
    )
    assert refusal(NetworkResource, NETWORK | {"responsible_municipality": "9999"})[2] == (
        "9999 is not, and has not been since 2011, the number of a municipality."
    )


@pytest.mark.adversary("C11", "a key that comes twice is refused, naming both rows")
def test_a_row_that_comes_twice_is_refused(reference: None) -> None:
    assert refusal(NetworkResource, NETWORK, NETWORK | {"code": "other"}, NETWORK) == (
        4,
        "code",
        "Row 2 is the same.",
    )
    known = {"code": "1121"}
    assert refusal(MunicipalityResource, known, known) == (3, "code", "Row 2 is the same.")
    assert not Network.objects.filter(code__in=["jaer-ost", "other"]).exists()


def test_a_table_without_its_key_column_is_refused_as_a_whole(reference: None) -> None:
    row, column, reason = refusal(NetworkResource, {"name": "Læring"})
    assert (row, column) == (None, "")
    assert "code" in reason


def test_all_faults_of_a_table_are_told_at_once(reference: None) -> None:
    faults = take(
        NetworkResource, NETWORK, NETWORK | {"code": "b", "kind": "x", "started": "?"}, {"code": "c"}
    )
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "started"), (3, "kind"), (4, "name"), (4, "kind"), (4, "responsible_municipality"),
    ]  # fmt: skip
    assert not Network.objects.filter(code="jaer-ost").exists()


def test_an_empty_cell_empties_what_may_be_empty_and_nothing_else(register: None) -> None:
    row = {"code": "jaer-ost", "themes": "", "started": "", "steering_group": ""}
    Network.objects.filter(code="jaer-ost").update(themes="Fosterhjem")
    assert take(NetworkResource, row) == {"changed": 1}
    network = Network.objects.get(code="jaer-ost")
    assert (network.themes, network.started, network.steering_group) == ("", dt.date(2021, 1, 1), True)
    assert take(MunicipalityResource, {"code": "1103", "org_number": ""}) == {"unchanged": 1}
    assert Municipality.objects.get(code="1103").org_number == "964965226"


@pytest.mark.requirement(
    "R8.11", "organisation numbers are read as people write them and kept as nine digits"
)
def test_an_organisation_number_is_read_as_people_write_it(reference: None) -> None:
    for written in ("974 760 665", "974\N{NO-BREAK SPACE}760\N{NO-BREAK SPACE}665", 974760665, 974760665.0):
        Municipality.objects.filter(code="1508").update(org_number="")
        assert take(MunicipalityResource, {"code": "1508", "org_number": written}) == {"changed": 1}
        assert Municipality.objects.get(code="1508").org_number == "974760665"


def test_dates_and_codes_come_as_spreadsheets_hold_them(reference: None) -> None:
    midnight = dt.datetime(2024, 1, 15)  # noqa: DTZ001 (a spreadsheet knows no zones)
    row = NETWORK | {"responsible_municipality": 1121, "started": midnight, "steering_group": 1}
    assert take(NetworkResource, row) == {"new": 1}
    network = Network.objects.get(code="jaer-ost")
    assert (network.started, network.steering_group) == (dt.date(2024, 1, 15), True)


@pytest.mark.requirement("R1.6", "a file of contacts with faults names row, column and reason")
def test_a_contact_file_with_faults_names_row_and_column(register: None) -> None:
    new = CONTACT | {"name": "Ola Eksempel", "valid_from": "2024-01-01"}
    faults = take(
        ContactPersonResource,
        new | {"governor_office": "XYZ"},
        new | {"name": "Per", "phone": "12 34"},
        new | {"name": "Pål", "email": "paal"},
        new | {"name": "Espen", "valid_to": "2023-12-31"},
        new | {"name": "Kari", "bufetat_region": "west"},
    )
    assert [(fault.row, fault.column, fault.value) for fault in faults] == [
        (2, "governor_office", "XYZ"),
        (3, "phone", "12 34"),
        (4, "email", "paal"),
        (5, "valid_to", "2023-12-31"),
        (6, "bufetat_region", "west"),
    ]
    assert not ContactPerson.objects.filter(name__in=["Ola Eksempel", "Per"]).exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("51 56 87 00", "51568700"),
        (51568700, "51568700"),
        ("+47 51568700", "51568700"),
        ("+46 8 123 45 67", "+4681234567"),
    ],
)
def test_a_phone_number_is_read_as_people_write_it(register: None, written: Any, kept: str) -> None:
    assert take(ContactPersonResource, CONTACT | {"name": "Ola", "phone": written}) == {"new": 1}
    assert ContactPerson.objects.get(name="Ola").phone == kept


@pytest.mark.requirement(
    "R1.9", "offers and agreements that end before they begin are refused by row and column"
)
def test_periods_of_offers_and_agreements_begin_before_they_end(register: None) -> None:
    offer = {"bufetat_region": "west", "name_nb": "Kurs", "valid_to": "2023-12-31"}
    assert refusal(RegionOfferResource, offer)[:2] == (2, "valid_to")
    environment = {"name": "Jærsenteret", "agreement_to": "2023-12-31"}
    assert refusal(KnowledgeEnvironmentResource, environment)[:2] == (2, "agreement_to")
    assert refusal(RegionOfferResource, offer | {"bufetat_region": "nowhere"})[:2] == (2, "bufetat_region")


def test_a_contact_whose_key_fits_two_rows_is_refused(register: None) -> None:
    ContactPerson.objects.create(name="Kari Eksempel", office=GovernorOffice.objects.get(code="ROG"))
    assert refusal(ContactPersonResource, CONTACT) == (2, "", "Several rows in the register fit this one.")


def test_rows_are_written_in_sets(reference: None, django_assert_max_num_queries: Any) -> None:
    municipalities = MunicipalityResource().export()
    for column, value in (("administrative_centre", "Ny"), ("administrative_centre", "")):
        position = municipalities.headers.index(column)
        for number, row in enumerate(municipalities):
            cells = list(row)
            cells[position] = value
            municipalities[number] = cells
        with django_assert_max_num_queries(25):
            result = MunicipalityResource().import_data(municipalities, use_transactions=True)
        assert result.totals["update"] == 357


def test_each_row_written_is_told_of(reference: None) -> None:
    told: list[tuple[str, bool]] = []

    def listen(instance: Network, created: bool, **kwargs: Any) -> None:
        told.append((instance.code, created))

    post_save.connect(listen, sender=Network)
    try:
        for row in (NETWORK, NETWORK, NETWORK | {"name": "Annet navn"}):
            take(NetworkResource, row)
    finally:
        post_save.disconnect(listen, sender=Network)
    assert told == [("jaer-ost", True), ("jaer-ost", False)]
