"""A scheme as a file: what goes out comes in as a draft, and what is no scheme is refused (R3.1, C1)."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.models import SchemePage
from cms.schemes import exchange
from tests.cms.schemes.making import audit, definition, draft, field, page_of, publish, when

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def whole() -> dict[str, Any]:
    made = definition(field("hires", "yesno"), field("hired", "number", show_when=when("hires", True)))
    return {"format": exchange.FORMAT, "version": 1, "definition": made, "paragraphs": [audit()]}


def send(client: Client, content: Any, code: str = "") -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    upload = SimpleUploadedFile("scheme.json", data, "application/json")
    return client.post(reverse("cms_import_scheme"), {"file": upload, "code": code})


@pytest.mark.requirement(
    "R8.4", "a scheme that one region exported becomes a draft in another, with its rules"
)
def test_what_is_exported_is_imported_as_a_draft(browse: Any, cast: Any) -> None:
    page = publish(whole()["definition"], audit())
    client = browse(cast.editor)
    answer = client.get(reverse("cms_scheme_file", args=[page.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="equipment.json"'

    sent = send(client, answer.content, "borrowed")

    made = page_of("borrowed")
    assert sent.url == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert (made.live, exchange.as_file(made)) == (
        False, answer.json() | {"definition": whole()["definition"] | {"code": "borrowed"}},
    )  # fmt: skip
    made.get_latest_revision().publish()
    assert page_of("borrowed").live


def _changed(*way: Any, to: Any) -> Any:
    content: Any = deepcopy(whole())
    at = content
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = to
    return content


_FIELD = ("definition", "sections", -1, "fields", 0)
BAD: dict[str, Any] = {
    "no JSON": b"\xff\xfe{",
    "deep": b"[" * 100_000,
    "a list": [],
    "another format": _changed("format", to="other"),
    "no definition": _changed("definition", to="text"),
    "a section that is text": _changed("definition", "sections", to="text"),
    "a field without a label": _changed(*_FIELD, "label", to=None),
    "a type that is not here": _changed(*_FIELD, "type", to="rocket"),
    "more than a field can be told": _changed(*_FIELD, "script", to="alert(1)"),
    "a condition on nothing": _changed(
        "definition", "sections", -1, "fields", 1, "show_when", "all", 0, "field", to="gone"
    ),
    "a rule that is text": _changed("paragraphs", 0, "rules", 0, to="text"),
    "an unknown kind of rule": _changed("paragraphs", 0, "rules", 0, "kind", to="schemes"),
    "a weight that is text": _changed(
        "definition", "criteria", to=[{"code": "x", "title": {"nb": "x"}, "weight": "much"}]
    ),
    "too long a name": _changed("definition", "name", "nb", to="x" * 300),
    "half a letter": _changed("definition", "name", "nb", to="x\ud800"),
    "a letter that is nothing": _changed("definition", "name", "nb", to="x\0"),
    "markup that is not ours": _changed("paragraphs", 0, "text", "nb", to="<script>alert(1)</script>"),
    "too large": b" " * (exchange.MAX_BYTES + 1),
}  # fmt: skip


@pytest.mark.adversary("C1", "a file that is no scheme is refused in words, and nothing is made")
@pytest.mark.parametrize("name", BAD)
def test_what_is_no_scheme_is_refused(name: str, browse: Any, cast: Any) -> None:
    draft(definition(code="there"))
    answer = send(browse(cast.editor), BAD[name])
    assert (answer.status_code, answer.context["form"].errors.keys()) == (400, {"file"})
    assert list(SchemePage.objects.values_list("scheme", flat=True)) == ["there"]


@pytest.mark.adversary(
    "D6", "only those who may add schemes import one, and only those who may edit it export it"
)
def test_who_may(browse: Any, cast: Any) -> None:
    page = draft()
    addresses = [reverse("cms_import_scheme")] + [
        reverse(name, args=[page.pk])
        for name in ("cms_scheme_file", "cms_scheme_versions", "cms_scheme_calls")
    ]
    seen = {
        name: [browse(getattr(cast, name)).get(address).status_code for address in addresses]
        for name in ("editor", "guideline_reviewer", "caseworker")
    }
    assert seen == {
        "editor": [200] * 4,
        "guideline_reviewer": [302, 200, 200, 200],
        "caseworker": [403] * 4,
    }
