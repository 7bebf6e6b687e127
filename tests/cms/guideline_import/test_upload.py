"""The upload in Wagtail's admin: who may, what comes of it, and that a published page is never touched."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from cms.guideline_import.documents import understand
from cms.guideline_import.draft import save_draft
from cms.guideline_import.refusal import ImportRefused
from cms.models import GuidelineIndexPage, GuidelinePage
from tests.cms.site import overhead, page_of, paragraph, publish

from . import source
from .test_files import REFUSED
from .test_own_document import FILES, chapters

pytestmark = pytest.mark.usefixtures("site")
ADDRESS = "/cms/import-guideline/"


def index(language: str = "nb") -> GuidelineIndexPage:
    return GuidelineIndexPage.objects.get(locale__language_code=language)


def upload(client: Client, name: str = "bok.txt", data: bytes = source.PLAIN.encode(), **fields: Any) -> Any:
    sent = {"code": "2031", "title": "", "index": index().pk, "document": SimpleUploadedFile(name, data)}
    return client.post(ADDRESS, sent | fields)


@pytest.fixture
def editor(cast: Any, browse: Any) -> Client:
    client: Client = browse(cast.editor)
    client.get("/cms/")  # groups follow roles
    return client


@pytest.mark.requirement("R1.1", "an editor uploads a document, reads the report and goes on to the draft")
def test_an_editor_uploads_and_goes_on_to_the_draft(editor: Client) -> None:
    assert ADDRESS in editor.get("/cms/").content.decode()
    assert editor.get(ADDRESS).status_code == 200
    answer = upload(editor)
    page = page_of("2031")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = answer.content.decode()
    assert answer.status_code == 200
    assert edit in html
    assert "Linje 11: Side 1 av 4 (Sidetall)" in html

    assert (page.live, page.title, page.valid_from.isoformat()) == (
        False,
        "Håndbok for prøvenettverk",
        "2031-01-01",
    )
    assert chapters(page) == source.CHAPTERS
    logged = PageLogEntry.objects.filter(page=page.pk).order_by("pk")
    assert [(entry.action, entry.user.username) for entry in logged] == [
        ("wagtail.create", "editor"),
        ("wagtail.edit", "editor"),
    ]
    opened = editor.get(edit)
    assert opened.status_code == 200
    assert "henger i gangen utenfor rommet der det skjedde" in opened.content.decode()


@pytest.mark.requirement("R1.1", "what was imported reads well once a person has published it")
@pytest.mark.parametrize("name", FILES)
def test_a_published_import_is_read_as_a_page_and_a_pdf(name: str, editor: Client) -> None:
    upload(editor, name, FILES[name])
    page = page_of("2031")
    page.responsible_body = "Prøvehuset"
    page.save_revision().publish()
    client = Client()
    html = client.get(page.url).content.decode()
    assert '<h2 id="kapittel-1"><span class="chapter-number">1</span> Hva en prøve er til for</h2>' in html
    assert '<a href="#fotnote-1" id="fotnoteref-1" role="doc-noteref">[1]</a>' in html
    assert '<li id="fotnote-1" value="1">Les mer om prøver hos' in html
    assert client.get(f"{page.url}pdf/").content.startswith(b"%PDF-")


def test_the_editor_form_saves_the_draft_as_it_is(editor: Client) -> None:
    from wagtail.test.utils.form_data import querydict_from_html

    upload(editor)
    page = page_of("2031")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = querydict_from_html(editor.get(edit).content.decode(), form_id="page-edit-form")
    assert sent["title"] == "Håndbok for prøvenettverk"


@pytest.mark.adversary(
    "C1", "a refused upload answers 400 with the reason in Norwegian, what was typed kept, nothing stored"
)
@pytest.mark.parametrize(
    "what", ["empty", "a program", "another ending", "encrypted", "a DOCX cut off", "billion laughs"]
)
def test_a_refused_upload_says_why_and_keeps_what_was_typed(what: str, editor: Client) -> None:
    name, data, reason = REFUSED[what]
    before = (Page.objects.count(), ModelLogEntry.objects.count())
    answer = upload(editor, name, data, title="Min tittel")
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert 'value="Min tittel"' in answer.content.decode()
    assert (Page.objects.count(), ModelLogEntry.objects.count()) == before


def test_a_file_larger_than_uploads_may_be_is_refused(editor: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1024
    answer = upload(editor)
    assert (answer.status_code, "Den kan være høyst" in answer.content.decode()) == (400, True)
    assert not GuidelinePage.objects.exists()


def test_what_is_missing_or_made_up_is_refused(editor: Client) -> None:
    for fields in (
        {"code": ""}, {"code": "20/24"}, {"code": "2" * 21}, {"code": "2024\n"}, {"title": "a" * 256},
        {"index": Page.get_first_root_node().pk}, {"index": ""}, {"document": ""},
    ):  # fmt: skip
        answer = upload(editor, **fields)
        assert answer.status_code == 400 or fields == {"code": "2024\n"}, fields
    assert GuidelinePage.objects.count() <= 1


@pytest.mark.requirement("R1.1", "a published edition is never touched by an import")
def test_a_published_edition_is_never_touched(editor: Client) -> None:
    publish("2031", paragraph("3.7", overhead()))
    page = page_of("2031")
    before = (page.title, page.latest_revision_id, page.live_revision_id, chapters(page))
    answer = upload(editor)
    page = page_of("2031")
    assert answer.status_code == 400
    assert "Utgaven 2031 har vært publisert." in answer.content.decode()
    assert (page.title, page.latest_revision_id, page.live_revision_id, chapters(page)) == before
    assert GuidelinePage.objects.filter(code="2031", locale=page.locale).count() == 1

    page.unpublish()
    assert upload(editor).status_code == 400


def test_uploading_again_gives_the_draft_a_new_revision(editor: Client) -> None:
    upload(editor)
    page = page_of("2031")
    page.responsible_body = "Prøvehuset"
    page.save_revision()
    again = source.PLAIN.replace("Alle kan delta, men ingen må.", "Alle skal delta.")
    answer = upload(editor, data=again.encode())
    latest = page_of("2031").get_latest_revision_as_object()
    assert answer.status_code == 200
    assert GuidelinePage.objects.count() == 1
    assert page.revisions.count() == 3
    assert (latest.live, latest.responsible_body) == (False, "Prøvehuset")
    assert latest.body[2].value["content"][0].value["text"].source == "<p>Alle skal delta.</p>"


def test_a_locked_draft_is_not_written_over(editor: Client, cast: Any) -> None:
    upload(editor)
    GuidelinePage.objects.update(locked=True, locked_by=cast.guideline_reviewer)
    answer = upload(editor)
    assert (answer.status_code, page_of("2031").revisions.count()) == (400, 1)


@pytest.mark.requirement("R1.1", "only those who may add editions import them")
@pytest.mark.parametrize(
    "who", ["guideline_reviewer", "caseworker", "fund_manager", "administrator", "outsider"]
)
def test_nobody_else_imports(who: str, cast: Any, browse: Any) -> None:
    client = browse(getattr(cast, who))
    assert client.get(ADDRESS).status_code in (302, 403)
    assert upload(client).status_code in (302, 403)
    assert ADDRESS not in client.get("/cms/").content.decode()
    assert not GuidelinePage.objects.exists()


def test_strangers_are_sent_to_the_log_in() -> None:
    assert Client().get(ADDRESS)["Location"].startswith("/cms/login/")
    assert upload(Client()).status_code == 302


def test_the_nynorsk_draft_belongs_to_the_bokmaal_one(editor: Client) -> None:
    upload(editor)
    upload(editor, index=index("nn").pk)
    bokmaal, nynorsk = page_of("2031"), page_of("2031", "nn")
    assert bokmaal.translation_key == nynorsk.translation_key
    assert nynorsk.get_parent().specific == index("nn")


def test_a_taken_address_makes_the_draft_take_another() -> None:
    outline, _report = understand("bok.txt", source.PLAIN.encode())
    save_draft(outline, index=index(), code="2031")
    GuidelinePage.objects.update(code="2030")
    made = save_draft(outline, index=index(), code="2031", title="Ny håndbok")
    assert (made.code, made.slug) == ("2031", "ny-håndbok") or made.slug.startswith("ny-h")


def test_a_title_that_is_given_goes_before_the_documents_own() -> None:
    outline, _report = understand("bok.txt", b"1. Ting\nEn ting er en ting.\n\n2. Tang\nTang er noe annet.\n")
    assert save_draft(outline, index=index(), code="2031").title == "Retningslinjer 2031"
    assert save_draft(outline, index=index(), code="2032", title="Om ting").title == "Om ting"


def test_somebody_who_may_not_edit_the_draft_changes_nothing(cast: Any) -> None:
    outline, _report = understand("bok.txt", source.PLAIN.encode())
    save_draft(outline, index=index(), code="2031")
    with pytest.raises(ImportRefused):
        save_draft(outline, index=index(), code="2031", user=cast.outsider)
    assert page_of("2031").revisions.count() == 1
