"""Networks and memberships from a file: not two at once, and told of in the network's log (R2.1, R7.2)."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from imports.batches import store, verbs
from imports.kinds import KINDS
from imports.models import Batch, BatchState
from imports.reading.headings import Headings
from workflows.directory.models import ContactChange, Network, NetworkLog, NetworkMembership
from workflows.networks import log

from .conftest import applied, counts, networks, previewed, worked

pytestmark = pytest.mark.django_db
SANDNES = "jaeren;Sandnes;1108"  # in since 2 January 2024


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def members(*rows: str) -> bytes:
    return "\n".join(
        ["network;service;Kommunenr.;Innmeldt;Utmeldt;persons;persons_from_leadership", *rows]
    ).encode()


def planned(by: object, *rows: str) -> Batch:
    return previewed(members(*rows), by, kind="network_membership")


def taken_in(by: object, *rows: str) -> Batch:
    batch = applied(members(*rows), by, kind="network_membership")
    assert batch.state == BatchState.APPLIED, batch.told
    return batch


def faults(batch: Batch) -> list[tuple[int | None, str, str]]:
    rows = store.page(batch, "refused", 0)
    return [(each.row, each.column, each.reason) for row in rows for each in row.faults]


def lines(code: str) -> list[tuple[str, object]]:
    return [
        (log.told(line).text, line.by)
        for line in NetworkLog.objects.filter(network__code=code).order_by("id")
    ]


# Two at once


@pytest.mark.adversary(
    "C11", "memberships of one service that overlap in a file refuse all of it, naming both rows"
)
def test_memberships_that_overlap_in_the_file_are_refused_with_both_rows(cast: SimpleNamespace) -> None:
    batch = planned(
        cast.caseworker, "jaeren;Stavanger;1103;1.2.2024;1.3.2024;1;0", "jaeren;Stavanger;1103;1.3.2024;;1;0"
    )
    assert faults(batch) == [(2, "joined", "It overlaps row 3."), (3, "joined", "It overlaps row 2.")]
    assert batch.is_unclear


@pytest.mark.adversary("C11", "a membership that overlaps one in the register is refused, saying which")
def test_a_membership_that_overlaps_the_register_is_refused(cast: SimpleNamespace) -> None:
    batch = planned(cast.caseworker, f"{SANDNES};1.2.2024;;1;0")
    assert faults(batch) == [(2, "joined", "It overlaps what is in the register: 02.01.2024–.")]


def test_a_row_that_ends_a_membership_makes_room_for_the_next(cast: SimpleNamespace) -> None:
    batch = planned(cast.caseworker, f"{SANDNES};1.3.2024;;1;0", f"{SANDNES};2.1.2024;29.2.2024;2;1")
    assert (counts(batch), faults(batch)) == ((1, 1, 0, 0), [])


def test_a_row_that_is_refused_makes_no_room(cast: SimpleNamespace) -> None:
    batch = planned(cast.caseworker, f"{SANDNES};1.3.2024;;1;0", f"{SANDNES};2.1.2024;29.2.2024;1;2")
    assert faults(batch) == [
        (2, "joined", "It overlaps what is in the register: 02.01.2024–."),
        (3, "persons_from_leadership", "These are more than the persons sent."),
    ]


def test_what_overlaps_in_the_register_already_is_no_change(cast: SimpleNamespace) -> None:
    row = NetworkMembership.objects.get(network__code="jaeren", service__name="Sandnes")
    NetworkMembership.objects.create(network=row.network, service=row.service, joined="2024-02-01")
    batch = planned(cast.caseworker, f"{SANDNES};2.1.2024;;2;1", f"{SANDNES};1.2.2024;;0;0")
    assert (counts(batch), faults(batch)) == ((0, 0, 2, 0), [])


def test_nobody_joins_before_the_network_began(cast: SimpleNamespace) -> None:
    batch = planned(cast.caseworker, "jaeren;Stavanger;1103;1.1.2024;;1;0")
    assert faults(batch) == [(2, "joined", "The network started on 2. januar 2024.")]


# The log


@pytest.mark.requirement(
    "R2.1", "services that join and leave by a file stand in the network's log, and that it was undone"
)
def test_memberships_from_a_file_are_logged(cast: SimpleNamespace) -> None:
    rows = ["jaeren;Stavanger;1103;1.2.2024;;1;0", f"{SANDNES};2.1.2024;29.2.2024;3;2"]
    batch = taken_in(cast.caseworker, *rows)
    told = [
        "Stavanger takes part",
        "Sandnes leaves",
        "Sandnes sends 3, of them 2 from the leadership",
    ]
    assert lines("jaeren") == [(line, cast.caseworker) for line in told]
    assert counts(planned(cast.caseworker, *rows)) == (0, 0, 2, 0)
    batch = worked(verbs.undo(batch, by=cast.second_caseworker))
    assert batch.state == BatchState.UNDONE, batch.told
    undone = [(f"An import was undone: {line}", cast.second_caseworker) for line in (*told[1:], told[0])]
    assert sorted(lines("jaeren")[3:], key=str) == sorted(undone, key=str)
    kept = NetworkMembership.objects.filter(network__code="jaeren").order_by("pk")
    assert list(kept.values_list("service__name", "left", "persons")) == [
        ("Sandnes", None, 2),
        ("Klepp og Time", None, 4),
    ]


@pytest.mark.requirement(
    "R7.2", "a network that came by file says so in its log, and goes with its log when undone"
)
def test_a_network_from_a_file_is_logged_and_goes_with_its_log(cast: SimpleNamespace) -> None:
    first = applied(networks("ny;Nytt;learning;1108;"), cast.caseworker)
    second = taken_in(cast.caseworker, "ny;Stavanger;1103;4.3.2024;;1;0")
    third = applied(networks("ny;Nyere navn;learning;1108;Slekt"), cast.caseworker)
    assert [text for text, _by in lines("ny")] == [
        "The network started", "Stavanger takes part", "The themes were set: Slekt",
        "ny was changed in the register: name",
    ]  # fmt: skip
    for batch in (third, second, first):
        assert worked(verbs.undo(batch, by=cast.caseworker)).state == BatchState.UNDONE, batch.told
    assert not Network.objects.filter(code="ny").exists()


@pytest.mark.requirement(
    "R7.2", "a network in whose log somebody wrote is not taken away by undoing an import"
)
def test_a_network_that_somebody_wrote_of_stays(cast: SimpleNamespace) -> None:
    batch = applied(networks("ny;Nytt;learning;1108;"), cast.caseworker)
    log.write(Network.objects.get(code="ny"), NetworkLog.Kind.FOLLOW_UP, by=cast.caseworker)
    batch = worked(verbs.undo(batch, by=cast.caseworker))
    assert (batch.state, len(lines("ny"))) == (BatchState.APPLIED, 2)
    assert batch.told["not_undone"] == [
        "row 2, «ny»: It is used by line of a network’s log: Nytt: Follow-up."
    ]


def test_an_operator_is_nobody_in_the_log(cast: SimpleNamespace) -> None:
    applied(networks("ny;Nytt;learning;1108;"), None)
    assert lines("ny") == [("The network started", None)]


@pytest.mark.adversary(
    "A16", "what people did in a network is not deleted; only lines of imports go, with their network"
)
def test_only_lines_of_imports_can_go(cast: SimpleNamespace) -> None:
    applied(networks("ny;Nytt;learning;1108;"), cast.caseworker)
    NetworkLog.objects.filter(network__code="ny").delete()
    log.write(Network.objects.get(code="ny"), NetworkLog.Kind.FOLLOW_UP, by=cast.caseworker)
    for act in ("update", "delete"):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows = NetworkLog.objects.filter(network__code="ny")
            rows.update(note="Annet") if act == "update" else rows._raw_delete("default")


# Contacts


@pytest.mark.requirement(
    "R1.6", "contacts that an undo takes back stand in the history of their place, as those taken in"
)
def test_undone_contacts_are_in_the_history(cast: SimpleNamespace) -> None:
    batches = [
        applied(f"Fullt navn;office;region;environment;Mobil;Fra\nKari;ROG;;;{phone};2.1.2024".encode(),
                cast.caseworker, kind="contact_person")
        for phone in ("22334455", "99887766")
    ]  # fmt: skip
    ContactChange.objects.all().delete()
    for batch in reversed(batches):
        assert worked(verbs.undo(batch, by=cast.second_caseworker)).state == BatchState.UNDONE, batch.told
    told = [
        (line.kind, line.subject, line.office.code, line.changes, line.by)
        for line in ContactChange.objects.order_by("id")
    ]
    assert told == [
        ("changed", "Kari", "ROG", {"phone": ["99887766", "22334455"]}, cast.second_caseworker),
        ("removed", "Kari", "ROG", {}, cast.second_caseworker),
    ]


# Headings


@pytest.mark.requirement("R7.1", "the headings people use for days, numbers, addresses and names are known")
@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("network_membership", {"Innmeldt": "joined", "Utmeldt": "left", "Knr": "service_host"}),
        ("network_membership", {"Fra": "joined", "Til": "left", "Kommunenr.": "service_host"}),
        ("network", {"Kommunenummer": "responsible_municipality", "Startdato": "started"}),
        ("service", {"Kommunenr": "host_municipality"}),
        ("municipality", {"Kommunenr.": "code", "Org.nr.": "org_number", "Orgnr": "org_number"}),
        ("contact_person", {"Navn": "name", "Fullt navn": "name", "Fra": "valid_from", "Til": "valid_to"}),
        ("contact_person", {"E-post": "email", "Epost": "email", "E-postadresse": "email"}),
        ("contact_person", {"Tlf": "phone", "Tlf.": "phone", "Telefon": "phone", "Mobil": "phone"}),
        (
            "steering_member",
            {"Fullt navn": "name", "Knr": "municipality", "Utmeldt": "valid_to", "Frå": "valid_from"},
        ),
        (
            "network_person",
            {"Epost": "email", "E-postadresse": "email", "Innmeldt": "valid_from", "Til": "valid_to"},
        ),
    ],
)
def test_headings_people_use_are_known(cast: SimpleNamespace, kind: str, headings: dict[str, str]) -> None:
    known = Headings(KINDS[kind].columns())
    assert {heading: known.find(heading)[0] for heading in headings} == headings
