"""The demo's cases under a third edition with other limits: exactly those that would differ, and why."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from cms.demo import cases, pages, people
from cms.models import GuidelinePage
from tests.bare import plain
from tests.cms.site import page_of
from workflows.cases.models import Case
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db
DALANE, SUNNHORDLAND = "ROG-2024-1002", "VES-2024-1003"


@pytest.fixture(scope="module")
def _played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo as a newcomer meets it, made once for this file and rolled back after it."""
    around = transaction.atomic()
    around._from_testcase = True
    with django_db_blocker.unblock(), translation.override("nb"), around:
        Call.objects.all().delete()  # the cast's own; the demo announces calls with other dates
        pages.build()
        content = pages.read("demo-networks")
        people.build(content)
        cases.build(content)
        connection.run_on_commit = []
        yield
        transaction.set_rollback(True)


@pytest.fixture
def third(_played: None, db: None, at: Callable[..., None]) -> GuidelinePage:
    """A draft: a copy of 2024 with 7 per cent for overhead and 300 000 for the audit statement."""
    at(2025, 2, 10)
    original = page_of("2024")
    page = original.copy(to=original.get_parent(), update_attrs={"slug": "2025"}, copy_revisions=False)
    draft: Any = page.get_latest_revision_as_object()
    draft.title, draft.code, draft.replaces = "Retningslinjer 2025", "2025", "2024"
    draft.valid_from = draft.valid_from.replace(year=2025)
    for chapter in draft.body:
        for paragraph in chapter.value["content"]:
            for rule in paragraph.value["rules"]:
                if str(rule.value.get("fact", "")).startswith("overhead_"):
                    rule.value["value"] = "7"
                if rule.value.get("obligation") == "audit_statement":
                    rule.value["value"] = "300 000"
    draft.save_revision()
    return GuidelinePage.objects.get(pk=page.pk)


def rehearsed(name: str) -> list[list[str]]:
    """Return what the command prints, by lines and columns, with plain spaces."""
    out = io.StringIO()
    call_command("rehearse", name, stdout=out)
    return [plain(line).split("\t") for line in out.getvalue().splitlines()]


def whole_database() -> dict[str, list[Any]]:
    """Return every row of every table of ours and of the pages, with all its values."""
    models = [*apps.get_app_config("workflows").get_models(), *apps.get_app_config("cms").get_models()]
    models += apps.get_app_config("wagtailcore").get_models()
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.requirement(
    "R1.5", "before an edition is published, an editor sees which cases its rules would have turned, and why"
)
def test_exactly_the_cases_between_the_limits_would_differ(third: GuidelinePage) -> None:
    audit = (
        "revisjonsuttalelse (Innvilget beløp kr 250 000): kreves etter 2024 (3.14, må: over kr 200 000), "
        "kreves ikke etter 2025 (3.14, må: over kr 300 000)"
    )
    overhead = (
        "Overhead i regnskapet som andel av det innvilgede beløpet 6 prosent: ikke oppfylt etter 2024 "
        "(3.7, må: høyst 5 prosent), oppfylt etter 2025 (3.7, må: høyst 7 prosent)"
    )
    *rows, summary = rehearsed("2025")
    assert rows == [
        [DALANE, "Vedtak", "3.14", "3.14", audit],
        [DALANE, "Rapport", "3.14", "3.14", audit],
        [SUNNHORDLAND, "Rapport", "3.7", "3.7", overhead],
    ]
    assert summary[0].startswith("Etter 2025 ville 2 av 9 saker fått et annet utfall.")
    assert rehearsed(str(third.pk)) == [*rows, summary]


@pytest.mark.requirement("R1.5", "a rehearsal changes nothing: every row of every table is as it was")
def test_nothing_is_written(third: GuidelinePage, cast: Any, browse: Any) -> None:
    client = browse(cast.editor)
    address = reverse("rehearsal", args=[third.pk])
    client.get(
        reverse("wagtailadmin_home")
    )  # log-in, and groups that follow from roles; never the rehearsal itself
    before = whole_database()
    assert len(before["workflows.JournalEntry"]) > 50

    rehearsed("2025")
    assert client.get(address).status_code == 200
    assert client.get(reverse("rehearsal_csv", args=[third.pk])).status_code == 200
    assert whole_database() == before


def test_an_editor_sees_what_differs_and_no_way_into_the_cases(
    third: GuidelinePage, cast: Any, browse: Any
) -> None:
    client = browse(cast.editor)
    assert f'href="{reverse("rehearsal", args=[third.pk])}"' in (
        client.get(reverse("wagtailadmin_pages:edit", args=[third.pk])).content.decode()
    )
    shown = plain(client.get(reverse("rehearsal", args=[third.pk])).content.decode())
    assert shown.count(f">{DALANE}</td>") == 2
    assert shown.count(f">{SUNNHORDLAND}</td>") == 1
    assert "/sak/" not in shown.partition('id="differences"')[2]
    assert "høyst 7 prosent" in shown
    assert 'href="/regel/2024-3.7/"' in shown
    assert f'href="{reverse("wagtailadmin_pages:view_draft", args=[third.pk])}#p-3.7"' in shown
    assert "2 regler i 2021" in shown


def test_one_paragraph_can_be_looked_at(third: GuidelinePage, cast: Any, browse: Any) -> None:
    client = browse(cast.editor)
    address = reverse("rehearsal", args=[third.pk])
    shown = client.get(address, {"paragraph": "3.7"}).content.decode()
    assert (f">{SUNNHORDLAND}</td>" in shown, f">{DALANE}</td>" in shown) == (True, False)
    for typed in ("9.9", "<script>", "\x00"):
        assert client.get(address, {"paragraph": typed}).status_code == 200


def test_the_file_has_every_row(third: GuidelinePage, cast: Any, browse: Any) -> None:
    answer = browse(cast.editor).get(reverse("rehearsal_csv", args=[third.pk]))
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert [row.split(";")[:4] for row in rows[1:-1]] == [
        [DALANE, "Vedtak", "3.14", "3.14"],
        [DALANE, "Rapport", "3.14", "3.14"],
        [SUNNHORDLAND, "Rapport", "3.7", "3.7"],
    ]


def test_who_may_read_a_case_gets_a_link_to_it(third: GuidelinePage, cast: Any, browse: Any) -> None:
    from workflows.directory.models import GovernorOffice, Role, RoleAssignment

    RoleAssignment.objects.create(
        user=cast.editor, role=Role.CASEWORKER, office=GovernorOffice.objects.get(code="ROG"),
        valid_from="2024-01-01",
    )  # fmt: skip
    shown = browse(cast.editor).get(reverse("rehearsal", args=[third.pk])).content.decode()
    assert f'href="{Case.objects.get(number=DALANE).get_absolute_url()}"' in shown
    assert f'href="{Case.objects.get(number=SUNNHORDLAND).get_absolute_url()}"' not in shown


def test_an_unchanged_copy_would_change_no_case(third: GuidelinePage, cast: Any, browse: Any) -> None:
    draft: Any = third.get_latest_revision_as_object()
    draft.body = GuidelinePage.objects.live().get(code="2024", locale__language_code="nb").body
    draft.save_revision()
    assert len(rehearsed("2025")) == 1
    shown = browse(cast.editor).get(reverse("rehearsal", args=[third.pk])).content.decode()
    assert "Ingen sak ville fått et annet utfall." in shown
