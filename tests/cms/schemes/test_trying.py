"""“Try” on a scheme's page: the draft becomes a scheme on trial, and nothing is published."""

from typing import Any

import pytest
from django.urls import reverse

from cms.schemes.models import SchemePage
from tests.cms.schemes.making import audit, definition, draft, field
from workflows.schemes.models import SchemeVersion
from workflows.trying.models import Trial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.requirement("R3.1", "the draft of a scheme is tried with its own rules, and is not published")
def test_a_draft_is_tried_with_its_own_rules_and_not_published(browse: Any, cast: Any) -> None:
    page = draft(definition(field("kind")), audit())
    client, address = browse(cast.editor), reverse("cms_try_scheme", args=[page.pk])
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert address in edit
    assert client.get(address).status_code == 200
    answer = client.post(address)
    assert answer["Location"] == reverse("trials")
    version = Trial.objects.get().call.scheme_version
    assert (version.code, version.trial, version.local_edition is not None) == ("equipment", True, True)
    assert "Utstyr" in client.get(reverse("trials")).content.decode()
    assert not SchemeVersion.objects.real().filter(code="equipment").exists()
    assert not SchemePage.objects.get(pk=page.pk).live
    SchemePage.objects.get(pk=page.pk).get_latest_revision().publish()
    published = SchemeVersion.objects.newest("equipment", document="2024")
    assert published
    assert (published.version, published.local_edition.document) == (1, "equipment")  # type: ignore[union-attr]


def test_what_is_wrong_with_a_draft_is_said(browse: Any, cast: Any) -> None:
    page = draft(definition(field("kind")))
    page.letters = []
    page.save_revision()
    answer = browse(cast.editor).post(reverse("cms_try_scheme", args=[page.pk]))
    assert answer.status_code == 400
    assert answer.context["faults"]
    assert not Trial.objects.exists()


def test_only_who_may_edit_the_page_tries_it(browse: Any, cast: Any) -> None:
    page = draft()
    address = reverse("cms_try_scheme", args=[page.pk])
    assert browse(cast.caseworker).post(address).status_code == 403
    assert not Trial.objects.exists()
