"""The register of documents: dispatch, archive reference, public title, withheld or not; every version stays."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import way
from workflows.cases.models import Case, Document, DocumentRegistration
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


@pytest.fixture
def case() -> Case:
    return way.granted()


def upload(name: str = "brev.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "direction": "in",
        "title": "Brev fra Ola Eksempel",
        "party": "Ola Eksempel",
        "file": upload(),
    } | changes


def letter(case: Case) -> Document:
    return case.documents.filter(direction="out").latest("pk")


@pytest.mark.requirement("R8.7", "the office adds what came outside the flows, and documents of its own")
def test_the_office_adds_a_document(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    address = f"{case.get_absolute_url()}dokumenter/nytt/"
    for direction in ("in", "internal"):
        answer = browse(cast.caseworker).post(address, typed(direction=direction, public_title="Brev"))
        assert answer.status_code == 302
    received, internal = case.documents.order_by("-pk")[:2][::-1]
    assert (received.direction, received.title, received.party) == (
        "in",
        "Brev fra Ola Eksempel",
        "Ola Eksempel",
    )
    assert len(received.checksum) == 64
    assert received.file.name.startswith(f"cases/{case.pk}/")
    page = browse(cast.leader_network_leader).get(f"{case.get_absolute_url()}dokumenter/").content.decode()
    assert received.get_absolute_url() in page
    assert internal.get_absolute_url() not in page
    assert case.journal.filter(action="document.added").count() == 2


@pytest.mark.adversary(
    "E4", "what a file is called never matters to where it lies; what it holds must be on the list"
)
@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("../../../etc/passwd.pdf", PDF, 302),
        ("x.svg", b"<svg/>", 422),
        ("x.pdf", b"<script>", 422),
        ("x.exe", b"MZ", 422),
        ("\u202efdp.exe", PDF, 422),
    ],
)
def test_only_known_files_are_taken(
    name: str, content: bytes, status: int, case: Case, cast: SimpleNamespace, browse: Browse
) -> None:
    answer = browse(cast.caseworker).post(
        f"{case.get_absolute_url()}dokumenter/nytt/", typed(file=upload(name, content))
    )
    assert answer.status_code == status
    if status == 302:
        assert case.documents.latest("pk").file.name.startswith(f"cases/{case.pk}/")


@pytest.mark.requirement(
    "R8.7", "dispatch date and channel, archive reference and public title stand in the register"
)
@pytest.mark.requirement("R8.6", "a document can be withheld, with the legal reason as the office words it")
def test_the_register_says_all(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    said = {
        "public_title": "Tilskuddsbrev",
        "archive_reference": "2024/118-7",
        "dispatched_on": "5.3.2024",
        "channel": "digital_mail",
        "withheld": "on",
        "legal_reason": "offentleglova § 13",
    }
    address = f"{case.get_absolute_url()}dokumenter/{letter(case).pk}/register/"
    assert browse(cast.caseworker).post(address, said).status_code == 302
    page = browse(cast.caseworker).get(f"{case.get_absolute_url()}dokumenter/").content.decode()
    for text in ("2024/118-7", "5. mars 2024", "offentleglova § 13", letter(case).checksum[:12]):
        assert text in page


@pytest.mark.requirement("R8.7", "a correction is a new version with its reason; what stood before stays")
def test_a_correction_is_a_new_version(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    document, client = letter(case), browse(cast.caseworker)
    address = f"{case.get_absolute_url()}dokumenter/{document.pk}/register/"
    assert client.post(address, {"archive_reference": "1"}).status_code == 302
    assert client.post(address, {"archive_reference": "2"}).status_code == 422
    assert client.post(address, {"archive_reference": "2", "reason": "Feil nummer"}).status_code == 302
    assert client.post(address, {"archive_reference": "2", "reason": "Ingenting"}).status_code == 302
    versions = list(document.registrations.values_list("version", "archive_reference", "reason"))
    assert versions == [(1, "1", ""), (2, "2", "Feil nummer")]
    assert "Feil nummer" in client.get(address).content.decode()
    acts = case.journal.filter(action="document.described").values_list("details__data__changed", flat=True)
    assert list(acts) == [["archive_reference"]] * 2
    rows = DocumentRegistration.objects.filter(document=document)
    for change in (lambda: rows.update(archive_reference="3"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "said",
    [
        {"withheld": "on"},
        {"channel": "post"},
        {"dispatched_on": "5.3.2024"},
        {"dispatched_on": "i går", "channel": "post"},
        {"channel": "owl", "dispatched_on": "5.3.2024"},
        {"public_title": "Brev til ola@example.org"},
        {"public_title": "Om 010190 12345"},
        {"public_title": "x" * 251},
        {"archive_reference": "\x00"},
    ],
)
def test_what_does_not_fit_is_told(
    said: dict[str, str], case: Case, cast: SimpleNamespace, browse: Browse
) -> None:
    address = f"{case.get_absolute_url()}dokumenter/{letter(case).pk}/register/"
    assert browse(cast.caseworker).post(address, said).status_code == 422
    assert not DocumentRegistration.objects.exists()


@pytest.mark.adversary("D2", "the register is the office's: others get 403 or 404, and nothing is written")
def test_only_the_office_registers(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    here = f"{case.get_absolute_url()}dokumenter/"
    others = {
        cast.leader_network_leader: 403,
        cast.fund_manager: 403,
        cast.other_caseworker: 404,
        cast.outsider: 404,
    }
    for path, data in ((f"{here}nytt/", typed), (f"{here}{letter(case).pk}/register/", dict)):
        found = {person: browse(person).post(path, data()).status_code for person in others}
        assert found == others
    foreign = way.submitted("self_initiated").documents.first()
    assert browse(cast.caseworker).get(f"{here}{foreign.pk}/register/").status_code == 404
    assert not DocumentRegistration.objects.exists()


@pytest.mark.requirement(
    "R8.7", "the register costs as many queries however many documents and versions there are"
)
def test_the_register_costs_the_same_however_long(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    address, client, found = f"{case.get_absolute_url()}dokumenter/", browse(cast.caseworker), []
    for _round in range(2):
        for number in range(15):
            document = Document.objects.create(case=case, direction="in", kind="plan", title=f"Plan {number}")
            for version in (1, 2):
                DocumentRegistration.objects.create(document=document, version=version, by=cast.caseworker)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found.append(len(queries))
    assert found[0] == found[1] <= 25
