"""Applications with answers of every kind, and the file in which another installation gets them."""

import copy
import io
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from imports.exports import reading, writing
from imports.exports.all import TABLES
from imports.exports.readers import Reader
from tests import way
from tests.cast import CONTENT
from workflows import publishing
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.schemes.models import Call, SchemeVersion

CALL = "ROG-self_initiated-2024"
MORE = {
    "code": "more",
    "title": {"nb": "Mer", "nn": "Meir"},
    "fields": [
        {"code": "lead", "type": "person", "label": {"nb": "Prosjektleder", "nn": "Prosjektleiar"}},
        {"code": "partners", "type": "partners", "most": 2, "label": {"nb": "Partnere", "nn": "Partnarar"}},
        {
            "code": "counted",
            "type": "indicators",
            "label": {"nb": "Mål som kan telles", "nn": "Mål som kan teljast"},
            "columns": ["baseline", "target"],
            "rows": [{"code": "homes_guided", "title": {"nb": "Fosterhjem", "nn": "Fosterheimar"}}],
        },
        {"code": "begins", "type": "date", "label": {"nb": "Begynner", "nn": "Byrjar"}},
        {"code": "aim", "type": "text", "label": {"nb": "Tema", "nn": "Tema"}},  # as another field is called
        {"code": "note", "type": "longtext", "label": {"nb": "Merknad", "nn": "Merknad"}},
    ],
}
TYPED = {
    "lead_name": "Kari Nes", "lead_title": "Leder, barnevern", "lead_email": "kari@example.org",
    "lead_phone": "+46 8 123 45 67", "partners_1_number": "Sandnes", "partners_1_role": "Eier; og vert",
    "partners_1_contribution": "20 000", "partners_2_number": "Stavanger", "partners_2_role": "=Deltar",
    "counted_homes_guided_baseline": "0", "counted_homes_guided_target": "1200", "begins": "5.8.2024",
    "aim": "Et annet tema", "note": "Første linje\nAndre «linje»; med\ttegn", "other_public_funding": "yes",
    "other_public_funding_details": "-1 000 kr fra kommunen", "continues_measures": ["guidance_teams"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def stored_here(tmp_path: Any, settings: Any, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    User.objects.update(language="en")


@pytest.fixture
def scheme(cast: SimpleNamespace) -> SchemeVersion:
    """Return the scheme with fields of every kind, under which the calls of both offices are open."""
    definition = copy.deepcopy(json.loads((CONTENT / "scheme-self_initiated.json").read_text()))
    definition["sections"].append(MORE)
    version: SchemeVersion = publishing.publish_scheme(definition)
    Call.objects.filter(scheme_version__code="self_initiated").update(scheme_version=version)
    return version


class Elsewhere(Exception):
    """What was made is taken back: the installation that the file came from is another."""


Sent = tuple[bytes, dict[str, Any], str]  # the file, the answers it was made of, and the case's number there


@pytest.fixture
def elsewhere(scheme: SchemeVersion) -> Callable[..., Sent]:
    """Return what sends an application in another installation, and takes it out there as a file."""

    def sent(ending: str = "csv", headings: str = "names", **typed: Any) -> Sent:
        result: Sent | None = None
        try:
            with transaction.atomic():
                case = way.submitted("self_initiated", **(TYPED | typed))
                result = taken_out(ending, headings), case.application.answers, case.number
                raise Elsewhere
        except Elsewhere:
            assert result
            assert not Case.objects.exists()
            return result

    return sent


def taken_out(ending: str, headings: str, only: list[str] | None = None) -> bytes:
    """Return the table of applications as a file for an operator; without the files unless columns are named."""
    table, to = TABLES["submission"], io.BytesIO()
    chosen = only or [each.name for each in table.every_column if each.name != "project_plan"]
    writing.write(table, reading.rows(table, Reader()), to, ending, headings=headings, only=chosen)
    return to.getvalue()
