"""The pages of the exports, as somebody clicks through them."""

import io
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from imports.exports.models import ExportDefinition, ExportFile
from tests import way
from workflows import outbox

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def content(answer: Any) -> bytes:
    """Return what a file that is sent holds."""
    return b"".join(answer)


def test_somebody_chooses_columns_and_gets_a_spreadsheet(cast: SimpleNamespace, browse: Browse) -> None:
    case, client = way.paid(), browse(cast.caseworker)
    assert b"/eksport/decision/" in client.get("/eksport/").content
    page = client.get("/eksport/decision/").content.decode()
    assert "Innvilget beløp" in page or "Tildelt beløp" in page
    answer = client.post(
        "/eksport/decision/",
        {"format": "xlsx", "headings": "nn", "columns": ["case_number", "awarded_amount"], "year": "2024"},
    )
    assert answer["Content-Disposition"] == 'attachment; filename="vedtak-2024-03-04.xlsx"'
    assert answer["Cache-Control"] == "no-store"
    rows = list(load_workbook(io.BytesIO(content(answer))).active.iter_rows(values_only=True))
    assert (len(rows[0]), rows[1:]) == (2, [(case.number, 150_000)])


def test_a_table_that_is_not_theirs_is_not_there(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.leader_network_leader)
    for path in ("/eksport/assessment/", "/eksport/ledger_entry.csv", "/eksport/user/", "/eksport/case.exe"):
        assert client.get(path).status_code == 404, path
    assert b"/eksport/assessment/" not in client.get("/eksport/").content


def test_what_cannot_be_meant_is_said_and_what_was_typed_is_kept(
    cast: SimpleNamespace, browse: Browse
) -> None:
    answer = browse(cast.caseworker).post(
        "/eksport/case/", {"format": "exe", "headings": "nb", "columns": ["password"], "year": "20x4"}
    )
    assert answer.status_code == 422
    assert b'value="20x4"' in answer.content


def test_much_is_made_in_the_background_with_progress(
    cast: SimpleNamespace, browse: Browse, settings: Any
) -> None:
    case, client = way.submitted(), browse(cast.caseworker)
    settings.EXPORT_AT_ONCE_ROWS = 0
    answer = client.post("/eksport/case/", {"format": "json", "headings": "names"})
    file = ExportFile.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, file.get_absolute_url())
    page = client.get(file.get_absolute_url()).content.decode()
    assert "<progress" in page
    assert "hx-get" in page
    assert client.get(f"{file.get_absolute_url()}hent/").status_code == 404
    outbox.deliver_due()
    assert "<progress" not in client.get(file.get_absolute_url()).content.decode()
    fetched = client.get(f"{file.get_absolute_url()}hent/")
    assert [row["case_number"] for row in json.loads(content(fetched))] == [case.number]
    assert browse(cast.decision_maker).get(file.get_absolute_url()).status_code == 404
    assert browse(cast.decision_maker).get(f"{file.get_absolute_url()}hent/").status_code == 404
    assert client.get("/eksport/case.csv")["Location"] == "/eksport/case/"


def test_a_file_is_refused_in_words_when_roles_have_changed(
    cast: SimpleNamespace, browse: Browse, settings: Any
) -> None:
    settings.EXPORT_AT_ONCE_ROWS = 0
    client = browse(cast.caseworker)
    way.submitted()
    client.post("/eksport/case/", {"format": "csv", "headings": "nb"})
    outbox.deliver_due()
    ExportFile.objects.update(roles="before")
    answer = client.get(f"{ExportFile.objects.get().get_absolute_url()}hent/")
    assert answer.status_code == 409
    assert _("Your roles have changed since the file was made. Ask for it anew.") in answer.content.decode()


def test_a_choice_is_kept_shared_taken_out_and_forgotten(cast: SimpleNamespace, browse: Browse) -> None:
    case, client = way.submitted(), browse(cast.caseworker)
    chosen = {"format": "csv", "headings": "names", "columns": ["case_number", "title"], "office": "ROG"}
    office = cast.caseworker.roles_today()[0].office_id
    keep = {"action": "keep", "name": "Våre saker", "shared_with": office, "schedule": "weekly", "to": "mail"}
    assert client.post("/eksport/case/", chosen | keep)["Location"] == "/eksport/"
    kept = ExportDefinition.objects.get()
    assert (kept.columns, kept.cut, kept.shared_with_id) == (
        ["case_number", "title"],
        {"office": "ROG"},
        office,
    )
    assert client.post("/eksport/case/", chosen | keep).status_code == 422
    assert client.post("/eksport/case/", chosen | keep | {"name": ""}).status_code == 422
    colleague = browse(cast.decision_maker)
    assert "Våre saker" in colleague.get("/eksport/").content.decode()
    page = BeautifulSoup(colleague.get(f"/eksport/case/?fra={kept.pk}").content, "html.parser")
    assert [each["value"] for each in page.select("input[name=columns][checked]")] == ["case_number", "title"]
    answer = colleague.post(f"/eksport/lagret/{kept.pk}/hent/")
    assert content(answer).decode("utf-8-sig") == f"case_number;title\r\n{case.number};{case.title}\r\n"
    assert colleague.post(f"/eksport/lagret/{kept.pk}/slett/").status_code == 404
    assert browse(cast.other_caseworker).post(f"/eksport/lagret/{kept.pk}/hent/").status_code == 404
    client.post(f"/eksport/lagret/{kept.pk}/slett/")
    assert not ExportDefinition.objects.exists()


def test_a_package_is_ordered_on_a_page(cast: SimpleNamespace, browse: Browse) -> None:
    way.submitted()
    client = browse(cast.leader_network_leader)
    answer = client.post("/eksport/datapackage/", {"year": "2024"})
    assert answer["Location"] == ExportFile.objects.get().get_absolute_url()
    outbox.deliver_due()
    file = ExportFile.objects.get()
    assert (file.state, file.name.endswith("-2024-03-04.zip")) == ("ready", True)


def test_the_list_asks_as_much_however_much_is_kept(
    cast: SimpleNamespace, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    client = browse(cast.caseworker)
    rows = {"owner": cast.caseworker, "table": "case", "format": "csv", "headings": "nb"}
    for number in range(30):
        ExportDefinition.objects.create(name=f"{number}", **rows)
        ExportFile.objects.create(name=f"{number}", roles="-", **rows)
    with django_assert_max_num_queries(15):
        client.get("/eksport/")
