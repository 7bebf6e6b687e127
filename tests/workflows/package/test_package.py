"""A closed case as one sealed file, and what the check of it finds."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tests import way
from workflows.cases import correspondence, journal, registering
from workflows.cases.models import Case
from workflows.errors import Refused
from workflows.package import files
from workflows.package.building import build
from workflows.package.verifying import verify
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def closed(cast: SimpleNamespace, at: Callable[..., None]) -> Case:
    """A closed case with a message, a note and a document whose name is hostile."""
    case = way.paid()
    for title in ("../../etc/passwd", "Æ ø å " * 40, "Æ ø å " * 40, "CON"):
        registering.add_document(
            case=case,
            upload=SimpleUploadedFile("../x.pdf", PDF, content_type="application/pdf"),
            title=title,
            direction="in",
            party="Ola Eksempel",
            by=cast.caseworker,
            values=said(public_title="Brev"),
        )
    correspondence.write_message(case=case, by=cast.caseworker, text="Husk rapporten.")
    correspondence.write_note(case=case, by=cast.caseworker, text="Ring dem.")
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **way.answers.report(150_000))
    case = way.do(case, "control", "caseworker", **way.answers.control(case))
    assert case.closed_at
    return case


def said(**values: Any) -> dict[str, Any]:
    nothing = {"dispatched_on": None, "withheld": False}
    return {name: values.get(name, nothing.get(name, "")) for name in registering.FIELDS}


def zipped(held: dict[str, bytes]) -> io.BytesIO:
    """Return the files as a package would be written."""
    file = io.BytesIO()
    files.write(held.items(), file)
    return file


def anew(held: dict[str, bytes]) -> None:
    """Make the manifest anew, as somebody would who covers a change up."""
    told = json.loads(held[files.MANIFEST])
    about = {name: told[name] for name in ("case", "case_id", "scheme", "journal")}
    rest = {name: content for name, content in held.items() if name != files.MANIFEST}
    held[files.MANIFEST] = files.manifest(about, rest)


def edit(name: str, change: Callable[[Any], Any]) -> Change:
    """Return what edits a JSON file of a package."""

    def apply(held: dict[str, bytes]) -> None:
        told = json.loads(held[name])
        held[name] = files.as_json(change(told) or told)

    return apply


@pytest.mark.requirement("R8.7", "a closed case becomes one sealed package with everything that is in it")
def test_a_closed_case_becomes_a_package(closed: Case) -> None:
    held = build(closed).files
    assert set(held) >= {
        "manifest.json",
        "case.json",
        "data.json",
        "journal.json",
        "checks.json",
        "editions.json",
    }
    data = json.loads(held["data.json"])
    assert [each["text"] for each in data["casemessages"]] == ["Husk rapporten."]
    assert [each["text"] for each in data["casenotes"]] == ["Ring dem."]
    assert {entry["kind"] for entry in data["ledger"]} == {"commitment", "payment"}
    assert data["decisions"][0]["awarded_amount"] == data["application"][0]["requested_amount"] == 150_000
    assert len([name for name in held if name.startswith("document-")]) == closed.documents.count()
    assert len(json.loads(held["journal.json"])) == closed.journal_count
    assert json.loads(held["documents.json"])[-1]["registrations"] or closed.documents.count() > 4


@pytest.mark.requirement("R8.7", "the same case gives the same bytes, and the check finds nothing")
def test_the_same_case_gives_the_same_bytes(closed: Case) -> None:
    one, other = io.BytesIO(), io.BytesIO()
    package = build(closed)
    package.write(one)
    build(Case.objects.get(pk=closed.pk)).write(other)
    assert one.getvalue() == other.getvalue()
    verified = verify(one, seal=package.seal)
    assert (verified.faults, verified.case, verified.seal) == ([], closed.number, package.seal)
    assert min(verified.counts.values()) > 1


@pytest.mark.requirement("R8.7", "the check needs no database")
def test_the_check_asks_no_database(closed: Case, django_assert_num_queries: Any) -> None:
    file = zipped(build(closed).files)
    with django_assert_num_queries(0):
        assert verify(file).faults == []


@pytest.mark.adversary(
    "C18", "names are flat, safe and unique whatever documents are called; unzip finds no fault"
)
def test_names_are_flat_safe_and_unique(closed: Case, tmp_path: Path) -> None:
    names = list(build(closed).files)
    assert all(files.NAME.fullmatch(name) for name in names)
    assert len({name.lower() for name in names}) == len(names)
    hostile = [name for name in names if name.startswith("document-")][-6:]
    assert any("etc-passwd" in name or "etcpasswd" in name for name in names), hostile
    path = tmp_path / "case.zip"
    call_command("package", closed.number, out=path, stdout=io.StringIO())
    assert subprocess.run(["unzip", "-tq", path], capture_output=True, check=False).returncode == 0


def remove_an_entry(entries: list[Any]) -> None:
    del entries[3]


def cut_off(entries: list[Any]) -> None:
    entries.pop()


def add_an_entry(entries: list[Any]) -> None:
    entries.append(dict(entries[-1], seq=entries[-1]["seq"] + 1))


def edit_an_entry(entries: list[Any]) -> None:
    entries[2]["action"] = "case.closed"


def edit_details(entries: list[Any]) -> None:
    entry = next(entry for entry in entries if entry["details"])
    entry["details"]["data"] = {"awarded_amount": 1}


def edit_facts(checks: list[Any]) -> None:
    checks[0]["facts"]["requested_amount"] = 1


def edit_a_finding(checks: list[Any]) -> None:
    finding = next(f for check in checks for f in check["findings"] if f["outcome"] == "met")
    finding["outcome"] = "unmet"


def edit_a_message(data: dict[str, Any]) -> None:
    data["casemessages"][0]["text"] = "Glem rapporten."


def remove_a_note(data: dict[str, Any]) -> None:
    data["casenotes"].clear()


def edit_a_rule(editions: list[Any]) -> None:
    for rule in editions[-1]["rules"]:
        if rule["kind"] == "comparison":
            rule["params"]["operator"] = "<" if rule["params"]["operator"] == ">=" else ">="
            rule["params"]["value"] = 10**9


@pytest.mark.requirement(
    "R8.7", "an entry of the journal that is edited, removed or added is found, however well covered up"
)
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("journal.json", remove_an_entry),
        ("journal.json", cut_off),
        ("journal.json", add_an_entry),
        ("journal.json", edit_an_entry),
        ("journal.json", edit_details),
        ("checks.json", edit_facts),
        ("checks.json", edit_a_finding),
        ("editions.json", edit_a_rule),
        ("data.json", edit_a_message),
        ("data.json", remove_a_note),
    ],
)
def test_what_is_changed_inside_is_found_although_the_manifest_is_made_anew(
    name: str, change: Callable[[Any], None], closed: Case
) -> None:
    held = build(closed).files
    edit(name, change)(held)
    assert verify(zipped(held)).faults != []
    anew(held)
    assert verify(zipped(held)).faults != []


def drop(held: dict[str, bytes]) -> None:
    del held[next(name for name in held if name.startswith("document-001"))]


def swap(held: dict[str, bytes]) -> None:
    held[next(name for name in held if name.startswith("document-001"))] = PDF + b"%"


def add(held: dict[str, bytes]) -> None:
    held["document-999-nytt.pdf"] = PDF


def rename(held: dict[str, bytes]) -> None:
    held["document-999-nytt.pdf"] = held.pop(next(name for name in held if name.startswith("document-001")))


@pytest.mark.requirement(
    "R8.7", "a document that is edited, removed, added or renamed is found, also under a new manifest"
)
@pytest.mark.parametrize("change", [drop, swap, add, rename])
def test_a_changed_document_is_found(change: Change, closed: Case) -> None:
    held = build(closed).files
    change(held)
    assert verify(zipped(held)).faults != []
    anew(held)
    assert verify(zipped(held)).faults != []


@pytest.mark.requirement("R8.7", "whoever keeps the seal finds any change, also of data under a new manifest")
def test_the_seal_finds_what_was_made_anew(closed: Case) -> None:
    package = build(closed)
    held = dict(package.files)
    edit("data.json", lambda data: data["decisions"][0].update(awarded_amount=1))(held)
    assert verify(zipped(held)).faults == ["data.json ble endret."]
    anew(held)
    assert verify(zipped(held), seal=package.seal).faults == ["Forseglingen er ikke den som ble oppgitt."]


@pytest.mark.parametrize("where", [0, 40, 1000, -30, -3])
def test_any_changed_byte_is_found(where: int, closed: Case) -> None:
    content = bytearray(zipped(build(closed).files).getvalue())
    content[where] ^= 1
    assert verify(io.BytesIO(bytes(content))).faults != []


def test_what_hides_beside_the_contents_is_found(closed: Case) -> None:
    file = zipped(build(closed).files)
    assert verify(io.BytesIO(b"MZ" + file.getvalue())).faults != []
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"hello"
    assert verify(file).faults == ["Fila inneholder noe ved siden av innholdet."]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * 50_000_000)
    return file.getvalue()


@pytest.mark.adversary(
    "E5", "a packed file in a package is refused by its entry alone: nothing of it is read"
)
def test_a_packed_file_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("manifest.json"), b"{}", zipfile.ZIP_STORED)
        archive.writestr("case.json", b"0" * 30)  # hardly larger than the file around it, but packed
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    [fault] = verify(file).faults
    assert fault.startswith("case.json")


def climbing() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", b"{}")
        archive.writestr("../../etc/cron.d/x", b"")
    return file.getvalue()


def of_texts(manifest: bytes) -> bytes:
    return zipped({"manifest.json": manifest}).getvalue()


@pytest.mark.adversary("E5", "a package that would climb out of its folder or swell is refused unopened")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        PDF,
        bomb(),
        climbing(),
        of_texts(b"{}"),
        of_texts(b"[" * 100_000),
        of_texts(b'{"case": 1, "files": []}'),
        of_texts(b'{"case": "x", "files": {"manifest.json": 7}, "journal": 0, "scheme": []}'),
        of_texts(b"\xff"),
    ],
    ids=range(10),
)
def test_what_is_no_package_is_told_so(content: bytes) -> None:
    verified = verify(io.BytesIO(content))
    assert len(verified.faults) >= 1


def test_an_open_case_is_not_sealed(
    cast: SimpleNamespace, browse: Callable[[Any], Client], tmp_path: Path
) -> None:
    case = way.submitted()
    with pytest.raises(Refused):
        build(case)
    assert browse(cast.caseworker).get(f"{case.get_absolute_url()}pakke/").status_code == 409
    with pytest.raises(CommandError, match="Bare en avsluttet sak"):
        call_command("package", case.number, out=tmp_path / "x.zip")
    with pytest.raises(CommandError, match="UKJENT"):
        call_command("package", "UKJENT", out=tmp_path / "x.zip")


@pytest.mark.requirement(
    "R8.7", "the office fetches the package from the case; the network and other offices do not"
)
def test_only_the_office_fetches_the_package(
    closed: Case, cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    address = f"{closed.get_absolute_url()}pakke/"
    answer = browse(cast.caseworker).get(address)
    content = b"".join(answer.streaming_content)
    assert verify(io.BytesIO(content)).faults == []
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{closed.number}-')
    others = (cast.leader_network_leader, cast.fund_manager, cast.other_caseworker, cast.outsider)
    assert [browse(person).get(address).status_code for person in others] == [403, 403, 404, 404]


@pytest.mark.requirement("R8.7", "`manage.py package` seals, and `manage.py verify-package` checks")
def test_the_commands_seal_and_check(closed: Case, tmp_path: Path) -> None:
    path, told = tmp_path / "case.zip", io.StringIO()
    call_command("package", closed.number, out=path, stdout=told)
    seal = told.getvalue().split()[-1]
    call_command("verify-package", path, seal=seal, stdout=told)
    assert "ingen funn" in told.getvalue()
    with pytest.raises(CommandError):
        call_command("package", closed.number, out=path)  # nothing is written over
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CommandError):
        call_command("verify-package", path, stdout=told)
    with pytest.raises(CommandError):
        call_command("verify-package", tmp_path / "none.zip", stdout=told)


@pytest.mark.adversary("F3", "erased details are not in the package, and its journal holds all the same")
def test_erased_details_stay_erased(closed: Case, cast: SimpleNamespace) -> None:
    entry = closed.journal.get(action="grant.accept")
    journal.erase_details(entry=entry, by=cast.administrator, reason="Slettet.")
    held = build(Case.objects.get(pk=closed.pk)).files
    told = next(each for each in json.loads(held["journal.json"]) if each["seq"] == entry.seq)
    assert (told["details"]["data"], told["details"]["salt"]) == ({}, "")
    assert verify(zipped(held)).faults == []
