"""The receipt of an application, with what was sent as its annex, and the page where one reads it first (issue 5)."""

import hashlib
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _
from pypdf import PdfReader

from tests import way
from tests.bare import plain
from workflows import letters
from workflows.cases.models import Case, Document

pytestmark = pytest.mark.django_db


def receipt_of(case: Case) -> Document:
    return case.documents.get(kind="receipt")


def words(data: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return " ".join(plain(text).split())


@pytest.mark.requirement(
    "R3.11", "the receipt says what was sent: every answer, the budget and the attachment"
)
@pytest.mark.adversary("F4", "the receipt with its annex is the same file when it is made again")
def test_the_receipt_has_the_application_as_it_was_sent() -> None:
    case = way.submitted("self_initiated", 180_000, concerns="Trygge <b>overganger</b>")
    document = receipt_of(case)
    data = letters.render(document)
    said = words(data)
    for part in (
        "Søknaden slik den ble sendt",
        "Trygge <b>overganger</b>",
        "kr 180 000",
        "prosjektplan.pdf",
        "Klepp",
    ):
        assert part in said, part
    case.application.answers["concerns"] = "Endret siden"
    case.application.save()
    again = letters.render(Document.objects.get(pk=document.pk))
    assert hashlib.sha256(again).digest() == hashlib.sha256(data).digest()
    assert "Trygge &lt;b&gt;overganger&lt;/b&gt;" in letters.preview_html(document)


@pytest.mark.requirement(
    "R8.12", "the network reads the application before it is sent, and finds the receipt after"
)
def test_the_network_previews_the_draft_and_finds_the_receipt(browse: Any, cast: SimpleNamespace) -> None:
    unsent = _(
        "This is how the application looks to the county governor when it is sent. It is not sent yet."
    )
    case = way.written("self_initiated")
    client = browse(cast.network_leader)
    draft = client.get(f"{case.get_absolute_url()}soknad/").content.decode()
    assert unsent in draft
    assert "prosjektplan.pdf" in draft
    case = way.do(case, "submit", cast.network_leader, choice="send")
    page = client.get(f"{case.get_absolute_url()}soknad/").content.decode()
    receipt = receipt_of(case).get_absolute_url()
    assert (unsent in page, receipt in page) == (False, True)
    assert client.get(receipt)["Content-Type"] == "application/pdf"
