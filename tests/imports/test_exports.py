"""Contacts as a file: what one may see, out and in again."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from imports import files
from workflows.directory.models import BufetatRegion, ContactPerson, GovernorOffice, RegionOffer

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
LAST_YEAR = dt.date(2023, 12, 31)


@pytest.fixture
def contacts(cast: SimpleNamespace) -> None:
    """Somebody of today, somebody who has left and somebody to come, in two offices and one region."""
    places = {"ROG": {"office": GovernorOffice.objects.get(code="ROG")},
              "VES": {"office": GovernorOffice.objects.get(code="VES")},
              "west": {"region": BufetatRegion.objects.get(code="west")},
              "directorate": {}}  # fmt: skip
    begins = dt.date(2023, 1, 1)
    for name, place in places.items():
        shared = {
            "role_nb": "Rådgiver",
            "role_nn": "Rådgivar",
            "valid_from": begins,
            "phone": "+4681234567",
            **place,
        }
        ContactPerson.objects.create(name=f"{name} now", **shared)
        ContactPerson.objects.create(name=f"{name} left", **shared | {"valid_to": LAST_YEAR})
        ContactPerson.objects.create(name=f"{name} comes", **shared | {"valid_from": dt.date(2024, 6, 1)})
    for name, ends in (("Kurs", None), ("Gammelt kurs", LAST_YEAR)):
        RegionOffer.objects.create(
            region=places["west"]["region"],
            kind="course",
            name_nb=name,
            name_nn=name,
            valid_from=begins,
            valid_to=ends,
        )


def rows(client: Client, table: str, ending: str = "csv") -> set[str]:
    """Return the names in the file."""
    answer = client.get(f"/eksport/{table}.{ending}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    again = files.read(answer.getvalue(), ending)
    return set(again["name" if "name" in again.headers else "name_nb"])


@pytest.mark.requirement("R7.1", "an export has the rows that the one who asks may see, and no others")
@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("caseworker", {"ROG left", "ROG comes"}),
        ("bufetat", {"west left", "west comes"}),
        ("network_leader", set()),
        (
            "fund_manager",
            {
                f"{place} {when}"
                for place in ("ROG", "VES", "west", "directorate")
                for when in ("left", "comes")
            },
        ),
    ],
)
def test_an_export_honours_what_one_may_see(
    contacts: None, cast: SimpleNamespace, browse: Browse, who: str, more: set[str]
) -> None:
    client = browse(getattr(cast, who))
    now = {"ROG now", "VES now", "west now", "directorate now"}
    assert rows(client, "contact_person") == rows(client, "contact_person", "xlsx") == now | more
    old = {"Gammelt kurs"} if who in ("bufetat", "fund_manager") else set()
    assert rows(client, "region_offer") == {"Kurs"} | old
    assert rows(client, "knowledge_environment") == {"Kunnskapssenteret"}


@pytest.mark.parametrize("address", ["user.csv", "contact_person.exe", "reminder.xlsx"])
def test_other_tables_and_files_are_not_there(cast: SimpleNamespace, browse: Browse, address: str) -> None:
    assert browse(cast.editor).get(f"/eksport/{address}").status_code == 404


@pytest.mark.requirement(
    "R1.6", "contacts taken out and in again are no changes; one changed cell is one change"
)
@pytest.mark.adversary("C16", "what was just exported is 0 changes, through a file")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["contact_person", "region_offer", "knowledge_environment"])
def test_a_file_comes_in_again_without_a_change(
    contacts: None,
    cast: SimpleNamespace,
    browse: Browse,
    tmp_path: Path,
    capsys: Any,
    ending: str,
    table: str,
) -> None:
    path = tmp_path / f"{table}.{ending}"
    path.write_bytes(browse(cast.editor).get(f"/eksport/{table}.{ending}").getvalue())
    call_command("import_table", table, str(path))
    assert capsys.readouterr().out.startswith("0 new, 0 changed, ")


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    contacts: None, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(
        "name;governor_office;bufetat_region;knowledge_environment;email\nROG now;ROG;;;now@example.org\nNy;ROG;;;\n"
    )
    call_command("import_table", "contact_person", str(path), "--dry-run")
    assert capsys.readouterr().out == "1 new, 1 changed, 0 unchanged\n"
    assert not ContactPerson.objects.filter(email="now@example.org").exists()
    call_command("import_table", "contact_person", str(path))
    assert ContactPerson.objects.get(email="now@example.org").name == "ROG now"


def test_a_file_with_a_fault_names_file_row_and_column(contacts: None, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("name;governor_office;bufetat_region;knowledge_environment\nNy;XYZ;;\n")
    with pytest.raises(CommandError, match=r"contacts\.csv, row 2, column governor_office, «XYZ»"):
        call_command("import_table", "contact_person", str(path))
    with pytest.raises(CommandError):
        call_command("import_table", "contact_person", str(tmp_path / "gone.csv"))
