"""A backup gives back what there was: rows, files, log-ins, links, and a journal that verifies."""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page

from cms.models import HomePage
from tests import way
from workflows import guards, outbox
from workflows.backup import contents
from workflows.cases.models import Case, Document
from workflows.clock import OSLO
from workflows.directory.models import User
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = json.dumps([{"type": "step", "value": {"title": "Søk", "text": "Først."}, "id": "1-2"}])


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """A case with letters, a plan that was uploaded, money that was paid, and a message."""
    page = HomePage(title="Forside", slug="forside")
    page.steps = HomePage._meta.get_field("steps").to_python(STEPS)
    Page.objects.get(depth=1).add_child(instance=page)
    case = way.paid("self_initiated")
    outbox.deliver_due()
    return case


@pytest.fixture
def backup(case: Case, tmp_path: Path) -> Path:
    path = tmp_path / "copy.zip"
    call_command("backup", str(path))
    return path


@pytest.fixture
def fresh_box(settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Return a function that makes the installation as a new one is: nobody, nothing, and no files."""

    def wipe() -> None:
        with guards.lifted(), transaction.atomic():
            for model in contents.every_table():
                model._base_manager.all()._raw_delete(connection.alias)
        settings.MEDIA_ROOT = tmp_path / "new" / "documents"

    return wipe


def everything() -> dict[str, list[Any]]:
    """Return all rows of all tables, as a backup has them."""
    return {model._meta.label_lower: list(contents.rows_of(model)) for model in contents.tables()}


def checksums() -> dict[str, str]:
    """Return what lies in the storage, by name."""
    return {
        name: hashlib.sha256(storage.open(name).read()).hexdigest()
        for storage, name in contents.stored_files()
    }


@pytest.mark.adversary(
    "B13", "a restored box has the same rows, files, log-ins and links, and its journal verifies"
)
def test_a_restored_box_is_the_one_that_was_backed_up(
    case: Case, backup: Path, fresh_box: Callable[[], None]
) -> None:
    rows, files = everything(), checksums()
    assert len(rows["workflows.journalentry"]) > 10
    assert len(files) == 3
    fresh_box()
    assert (User.objects.count(), Case.objects.count()) == (0, 0)
    call_command("restore", str(backup))
    assert everything() == rows
    assert checksums() == files
    assert verify_all().faults == []
    assert guards.missing() == []
    leader = Client()
    assert leader.login(username="network_leader", password="secret-network_leader")
    document = Document.objects.filter(case=case, kind="granted").get()
    answer = leader.get(document.get_absolute_url())
    assert answer.status_code == 200
    assert hashlib.sha256(b"".join(answer)).hexdigest() == document.checksum
    # What is made next gets the next number, also where the database counts for itself.
    made = User.objects.create_user("new", password="-")
    assert made.pk > max(row[0] for row in rows["workflows.user"])


@pytest.mark.adversary(
    "B13", "a backup is restored into an empty installation only, and changes nothing else"
)
def test_an_installation_in_use_is_left_as_it_is(backup: Path) -> None:
    before = everything()
    with pytest.raises(CommandError, match="i bruk"):
        call_command("restore", str(backup))
    assert everything() == before


def tampered(backup: Path, folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a copy of a backup in which one member is another."""
    path = folder / "tampered.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return path


def _of_an_older_version(data: bytes) -> bytes:
    manifest = json.loads(data)
    manifest["migrations"] = manifest["migrations"][:-1]
    return json.dumps(manifest).encode()


@pytest.mark.adversary("B13", "a backup that is damaged, cut short or of another version restores nothing")
@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("tables/workflows.payment.jsonl", lambda data: data.replace(b"1", b"2"), "skadet"),
        ("files/000001", lambda data: data + b" ", "skadet"),
        ("backup.json", _of_an_older_version, "annen versjon"),
        ("backup.json", lambda data: b"{", "ikke en hel sikkerhetskopi"),
    ],
)
def test_what_is_not_whole_restores_nothing(
    backup: Path, fresh_box: Callable[[], None], tmp_path: Path, name: str, change: Any, said: str
) -> None:
    path = tampered(backup, tmp_path, name, change)
    fresh_box()
    with pytest.raises(CommandError, match=said):
        call_command("restore", str(path))
    assert (User.objects.count(), Case.objects.count()) == (0, 0)


def test_a_file_that_is_no_zip_is_refused(cast: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "short.zip"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="ikke en hel sikkerhetskopi"):
        call_command("restore", str(path))


def test_a_backup_is_private_and_overwrites_nothing(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError):
        call_command("backup", str(backup))
    assert [each.name for each in backup.parent.iterdir() if each.suffix == ".unfinished"] == []


def test_a_file_that_is_lost_is_told(case: Case, tmp_path: Path) -> None:
    name = Document.objects.exclude(file="").first().file.name
    default_storage.delete(name)
    with pytest.raises(CommandError, match=name):
        call_command("backup", str(tmp_path / "copy.zip"))
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert json.loads(archive.read("backup.json"))["lost"] == [name]


def test_times_keep_their_microseconds(case: Case) -> None:
    moment = dt.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=OSLO)
    User.objects.filter(username="caseworker").update(last_login=moment)
    fields = contents.fields_of(User)
    [again] = [
        made
        for row in contents.rows_of(User)
        if (made := contents.made_of(User, fields, json.loads(contents.line(row)))).username == "caseworker"
    ]
    assert again.last_login == moment
