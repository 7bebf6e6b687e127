"""Files made in the background: once, for their owner, while their roles are the same, and gone after some days."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from imports.exports import making, saving, scheduling, sending
from imports.exports.models import PACKAGE, ExportDefinition, ExportFile
from tests import way
from tests.cast import make_person
from workflows import outbox
from workflows.backup import contents
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice, Role, User
from workflows.errors import NotThere, Refused

pytestmark = pytest.mark.django_db
CASES = {"table": "case", "format": "csv", "headings": "names"}
At = Callable[..., None]


def kept(by: User, name: str = "Saker", **more: Any) -> ExportDefinition:
    """Return an export of cases that somebody keeps."""
    return saving.save(by=by, name=name, **CASES | more)


def numbers_in(content: bytes) -> list[str]:
    """Return the case numbers in a file of cases."""
    return [
        row["case_number"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    ]


def made(file: ExportFile) -> ExportFile:
    """Return a file after the worker's next round."""
    outbox.deliver_due()
    file.refresh_from_db()
    return file


def test_a_file_is_made_and_its_owner_told(cast: SimpleNamespace) -> None:
    case = way.submitted()
    file = making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Alle saker")
    assert (file.state, file.expected, file.name) == ("waiting", 1, "alle-saker-2024-03-04.csv")
    made(file)
    assert (file.state, file.rows, file.percent, file.size) == ("ready", 1, 100, file.file.size)
    assert numbers_in(file.file.read()) == [case.number]
    assert re.fullmatch(r"exports/[0-9a-f]{32}", file.file.name)
    outbox.deliver_due()
    told = mail.outbox[-1]
    assert (told.to, file.name in told.subject) == ([cast.caseworker.email], True)
    assert file.get_absolute_url() in told.body
    assert (case.number in told.body, told.attachments) == (False, [])


def test_a_delivery_that_comes_twice_makes_one_file(cast: SimpleNamespace) -> None:
    file = making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker")
    made(file)
    stored = file.file.name
    assert making.make({"file": file.pk}) is None
    file.refresh_from_db()
    assert file.file.name == stored


@pytest.mark.requirement(
    "R7.1", "a file is for its owner, while their roles are what they were when it was made"
)
def test_a_file_is_fetched_by_its_owner_with_the_same_roles(cast: SimpleNamespace) -> None:
    file = made(making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker"))
    assert making.fetched(file, by=cast.caseworker) == file
    with pytest.raises(NotThere):
        making.fetched(file, by=cast.fund_manager)
    cast.caseworker.roles.update(valid_to=dt.date(2024, 3, 3))
    cast.caseworker.forget_roles()
    with pytest.raises(Refused, match="Rollene"):
        making.fetched(file, by=cast.caseworker)


def test_who_has_lost_the_table_gets_a_reason_and_no_file(cast: SimpleNamespace) -> None:
    file = making.order(
        ExportDefinition(**CASES | {"table": "ledger_entry"}), by=cast.caseworker, title="Hovedbok"
    )
    cast.caseworker.roles.update(valid_to=dt.date(2024, 3, 3))
    made(file)
    assert (file.state, bool(file.file)) == ("refused", False)
    assert file.why


def test_a_package_is_made_too(cast: SimpleNamespace) -> None:
    case = way.submitted()
    asked = ExportDefinition(table=PACKAGE, format=PACKAGE, headings="names")
    file = made(making.order(asked, by=cast.leader_network_leader, title="Alt"))
    with zipfile.ZipFile(file.file) as archive:
        assert case.number in archive.read("case.csv").decode()
        assert "assessment.csv" not in archive.namelist()


def test_a_shared_export_gives_each_what_they_see(cast: SimpleNamespace) -> None:
    rogaland, vestland = (GovernorOffice.objects.get(code=code) for code in ("ROG", "VES"))
    shared = kept(cast.caseworker, shared_with=rogaland)
    assert list(saving.visible(cast.decision_maker)) == [shared]
    assert list(saving.visible(cast.other_caseworker)) == []
    with pytest.raises(NotThere):
        saving.find(cast.other_caseworker, shared.pk)
    with pytest.raises(NotThere):
        saving.delete(by=cast.decision_maker, pk=shared.pk)
    with pytest.raises(Refused):
        kept(cast.caseworker, "Andres", shared_with=vestland)
    with pytest.raises(Refused):
        kept(cast.caseworker)
    saving.delete(by=cast.caseworker, pk=shared.pk)
    assert list(saving.visible(cast.decision_maker)) == []


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("daily", ["2024-03-05", "2024-03-06", "2024-03-07"]),
        ("weekly", ["2024-03-11", "2024-03-18"]),
        ("monthly", ["2024-04-01", "2024-05-01"]),
    ],
)
@pytest.mark.requirement(
    "R7.1", "a saved export is made by itself every day, every Monday or on the first, once"
)
def test_an_export_is_made_by_itself_when_its_day_comes(
    cast: SimpleNamespace, at: At, schedule: str, days: list[str]
) -> None:
    kept(cast.caseworker, schedule=schedule)
    seen: list[str] = []
    for number in range(60):
        day = dt.date(2024, 3, 4) + dt.timedelta(days=number)
        at(day.year, day.month, day.day, 0, 1)
        for _ in range(2):
            scheduling.run()
        seen += [f"{each.day}" for each in ExportFile.objects.filter(day=day)]
        if len(seen) == len(days):
            break
    assert seen == days


def test_what_was_missed_is_made_on_the_next_day(cast: SimpleNamespace, at: At) -> None:
    kept(cast.caseworker, schedule="weekly")
    at(2024, 3, 13)
    scheduling.run()
    assert [file.day for file in ExportFile.objects.all()] == [dt.date(2024, 3, 13)]


@pytest.mark.adversary(
    "C18", "exports of hostile and of the same names lie in the folder as flat files of their own"
)
def test_the_folder_gets_flat_files_of_their_own(
    cast: SimpleNamespace, at: At, tmp_path: Path, settings: Any
) -> None:
    case = way.submitted()
    settings.EXPORT_FOLDER = str(tmp_path / "ut")
    names = ["../../hemmelig", "Saker æøå", "x" * 300]
    for name in names:
        kept(cast.caseworker, name, schedule="daily", to="folder")
    kept(cast.decision_maker, names[1], schedule="daily", to="folder")
    at(2024, 3, 5)
    scheduling.run()
    outbox.deliver_due()
    lying = sorted(path.name for path in (tmp_path / "ut").iterdir())
    assert len(lying) == 4
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}-\d+-2024-03-05\.csv", name) for name in lying), lying
    assert [path.name for path in tmp_path.iterdir()] == ["ut"]
    assert {tuple(numbers_in(path.read_bytes())) for path in (tmp_path / "ut").iterdir()} == {(case.number,)}
    assert not [each for each in mail.outbox if "eksport" in each.subject.lower()]


def test_the_folder_is_for_staff_and_only_where_there_is_one(cast: SimpleNamespace, settings: Any) -> None:
    with pytest.raises(Refused, match="EXPORT_FOLDER"):
        kept(cast.caseworker, schedule="daily", to="folder")
    settings.EXPORT_FOLDER = "ut"
    assert kept(cast.caseworker, schedule="daily", to="folder")
    with pytest.raises(Refused, match=r"offices|embet"):
        kept(cast.leader_network_leader, schedule="daily", to="folder")
    assert not sending.may_use_folder(make_person("nobody_here", Role.PARTICIPANT, network="ryfylke"))


def test_a_folder_that_cannot_be_written_is_tried_again(
    cast: SimpleNamespace, at: At, tmp_path: Path, settings: Any
) -> None:
    settings.EXPORT_FOLDER = str(tmp_path / "ut")
    kept(cast.caseworker, schedule="daily", to="folder")
    (tmp_path / "ut").write_text("in the way")
    at(2024, 3, 5)
    scheduling.run()
    outbox.deliver_due()
    message = outbox.OutboxMessage.objects.get(kind=making.KIND)
    assert (message.state, message.attempts) == ("waiting", 1)
    (tmp_path / "ut").unlink()
    outbox.try_again(message)
    outbox.deliver_due()
    assert len(list((tmp_path / "ut").iterdir())) == 1


def test_files_are_thrown_away_after_some_days(cast: SimpleNamespace, at: At) -> None:
    file = made(making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker"))
    storage, name = file.file.storage, file.file.name
    at(2024, 3, 11, 8, 59)
    scheduling.run()
    assert storage.exists(name)
    at(2024, 3, 11, 9, 1)
    scheduling.run()
    assert (ExportFile.objects.exists(), storage.exists(name)) == (False, False)
    assert scheduling.throw_away(dt.datetime(2024, 3, 12, tzinfo=OSLO)) == 0


@pytest.mark.adversary("B13", "a backup holds the exports that are kept, and the files that were made")
def test_a_backup_holds_what_is_kept_of_exports(cast: SimpleNamespace) -> None:
    kept(cast.caseworker)
    file = made(making.order(ExportDefinition(**CASES), by=cast.caseworker, title="Saker"))
    counts = {model: len(list(contents.rows_of(model))) for model in (ExportDefinition, ExportFile)}
    assert counts == {ExportDefinition: 1, ExportFile: 1}
    assert set(counts) <= set(contents.tables())
    assert file.file.name in {name for _storage, name in contents.stored_files()}
