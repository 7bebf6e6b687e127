"""`/regel/…` leads to the paragraph that says it, in the document that says it."""

import re
from typing import Any

import pytest
from django.test import Client

from workflows.schemes.models import Edition

pytestmark = pytest.mark.usefixtures("pages")


@pytest.mark.requirement(
    "R1.5", "every rule of 2024, and every one it keeps of 2021, leads to its own paragraph"
)
@pytest.mark.parametrize("language", ["", "/nn"])
def test_every_rule_leads_to_its_paragraph(language: str) -> None:
    client = Client()
    edition = Edition.objects.filter(document="2024").latest("version")
    ids: dict[str, set[str]] = {}
    addresses = {f"{rule.edition.document}-{rule.code}" for rule in edition.rules_in_force()}

    assert {"2021-0.2", "2021-2.3", "2024-3.7", "2024-6.12"} <= addresses
    for address in addresses:
        answer = client.get(f"{language}/regel/{address}/")
        document, _dash, code = address.partition("-")
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"{language}/retningslinjer/{document}/#p-{code}",
        )
        if document not in ids:
            html = client.get(f"{language}/retningslinjer/{document}/").content.decode()
            ids[document] = set(re.findall(r'id="p-([\d.]+)"', html))
        assert code in ids[document]


def test_a_bare_code_means_the_edition_in_force() -> None:
    assert Client().get("/regel/3.7/")["Location"] == "/retningslinjer/2024/#p-3.7"


def test_a_bare_code_meant_the_older_document_in_its_time(at: Any) -> None:
    at(2022, 5, 1)
    assert Client().get("/regel/0.2/")["Location"] == "/retningslinjer/2021/#p-0.2"


def test_links_written_in_the_texts_lead_somewhere() -> None:
    client = Client()
    for address in (
        "/retningslinjer/2024/",
        "/nn/retningslinjer/2021/",
        "/egeninitiert/",
        "/nn/ledernettverk/",
        "/",
    ):
        for link in set(re.findall(r'href="((?:/nn)?/regel/[^"]+)"', client.get(address).content.decode())):
            assert client.get(link).status_code == 302, (address, link)


@pytest.mark.parametrize(
    "code", ["9.9", "2024-9.9", "2019-3.7", "2024", "tull", "2024-3.7x", "2024-", "-3.7"]
)
def test_a_rule_that_is_not_there_is_not_found(code: str) -> None:
    assert Client().get(f"/regel/{code}/").status_code == 404


def test_the_bokmal_page_answers_where_there_is_no_nynorsk_one() -> None:
    from tests.cms.site import page_of

    type(page_of("2024", "nn")).objects.filter(pk=page_of("2024", "nn").pk).update(live=False)
    assert Client().get("/nn/regel/2024-3.7/")["Location"] == "/retningslinjer/2024/#p-3.7"
