"""Letters: fixed with the decision, rendered after it as accessible PDF, the same bytes every time."""

import datetime as dt
import hashlib
import io
import re
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import letters, outbox
from workflows.application.models import Application
from workflows.cases.models import Case, Document, DocumentRegistration
from workflows.clock import OSLO
from workflows.directory.models import Municipality
from workflows.letters.rendering import FONTS, _covered
from workflows.outbox import OutboxMessage
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db

DECIDED = dt.datetime(2024, 6, 5, 14, 30, tzinfo=OSLO)
SAMI = "áčđŋšŧž ÁČĐŊŠŦŽ æøå"
HOSTILE = (
    '<script>alert(1)</script> #eval("1") $x^2$ \\ *b* `c` @d <e> // f /* g */ {decider} [h] = i -> 1x2 '
    + SAMI
)
GIVEN: dict[str, Any] = {
    "awarded_amount": 1250000,
    "requested_amount": 1500000,
    "purpose": "Samlinger.",
    "reasons": "God plan.",
    "conditions": ["Støtte fra et miljø", "Ny plan"],
    "budget_table": {
        "project_positions": 1000000,
        "external_competence": 200000,
        "overhead": 50000,
        "other": 0,
    },
    "use_deadline": dt.date(2024, 12, 31),
    "report_deadline": dt.date(2025, 2, 15),
    "audit_requirement": "Dere må sende revisorattestasjon innen 1. juni 2025.",
    "decision_date": DECIDED,
    "decider": "Dina Testdal",
}


@pytest.fixture
def case() -> Case:
    call = Call.objects.get(office__code="ROG", scheme_version__code="self_initiated")
    municipality = Municipality.objects.get(code="1108")
    case = Case.objects.create(
        number="ROG-2024-1042",
        title="Nettverket Jæren",
        call=call,
        edition=call.edition,
        scheme_version=call.scheme_version,
        office=call.office,
        network=municipality.responsible_for.first(),
        municipality=municipality,
        year=2024,
        status="received",
        submitted_at=DECIDED - dt.timedelta(days=30),
    )
    answers = {
        "contact_name": "Kari Nordmann",
        "address": "Rådhusgata 1",
        "postcode": "4306",
        "postal_place": "Sandnes",
        "use_of_funds": "Samlinger og veiledning.",
    }
    Application.objects.create(case=case, answers=answers, requested_amount=1500000)
    return case


def write(case: Case, kind: str = "granted", language: str = "nb", by: Any = None, **fields: Any) -> Document:
    return letters.compose(case=case, kind=kind, language=language, fields=GIVEN | fields, by=by, at=DECIDED)


def reader(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def is_no_surrogate(code: int) -> bool:
    return not 0xD800 <= code <= 0xDFFF


def words(data: bytes) -> str:
    return re.sub("[ \n]+", " ", "\n".join(page.extract_text() for page in reader(data).pages))


@pytest.fixture
def people(cast: SimpleNamespace) -> SimpleNamespace:
    return cast


@pytest.mark.requirement(
    "R4.5",
    "the letter states purpose, amount, conditions, budget, deadlines of use and report, and the audit",
)
def test_a_grant_letter_states_what_the_guideline_demands(case: Case, people: SimpleNamespace) -> None:
    document = write(case, by=people.decision_maker, decider=str(people.decision_maker))
    said = words(letters.render(document))
    for expected in [
        *(
            "Samlinger.",
            "kr\u00a01\u00a0250\u00a0000",
            "Støtte fra et miljø",
            "Ny plan",
            "31.\u00a0desember 2024",
        ),
        *(
            "15.\u00a0februar 2025",
            "revisorattestasjon",
            "kr\u00a01\u00a0000\u00a0000",
            "kr\u00a050\u00a0000",
        ),
        *("ROG-2024-1042", "5. juni 2024", "Statsforvalteren i Rogaland", str(people.decision_maker)),
        *("Sandnes kommune", "v/ Kari Nordmann", "Rådhusgata 1", "4306 Sandnes"),
    ]:
        assert expected in said, expected


def test_a_letter_is_registered_as_a_sent_document_with_its_recipient(
    case: Case, people: SimpleNamespace
) -> None:
    document = write(case, by=people.decision_maker)
    assert {
        "direction": document.direction,
        "kind": document.kind,
        "title": document.title,
        "party": document.party,
        "date": document.date,
        "by": document.registered_by,
        "language": document.language,
        "filename": document.filename,
        "file": bool(document.file),
    } == {
        "direction": "out",
        "kind": "granted",
        "title": "Tilskudd til Nettverket jaeren for 2024",
        "party": "Sandnes kommune",
        "date": DECIDED,
        "by": people.decision_maker,
        "language": "nb",
        "filename": "ROG-2024-1042-tilskudd-til-nettverket-jaeren-for-2024.pdf",
        "file": False,
    }


def test_the_party_can_be_named_with_its_address(case: Case) -> None:
    document = letters.compose(
        case=case,
        kind="receipt",
        language="nb",
        fields={},
        by=None,
        party="Klepp kommune\nPostboks 1\n4349 Bryne",
    )
    assert document.party == "Klepp kommune"
    assert document.content["recipient"] == ["Klepp kommune", "Postboks 1", "4349 Bryne"]


@pytest.mark.requirement(
    "R8.1", "a letter is in the language form of the municipality's decision, whatever was applied in"
)
@pytest.mark.parametrize(
    ("decision", "language", "word"), [("nb", "nb", "Tilskudd"), ("nn", "nn", "Tilskot")]
)
def test_a_letter_follows_the_municipalitys_language_decision(
    case: Case, decision: str, language: str, word: str
) -> None:
    case.municipality.language_decision = decision
    with translation.override("nn" if language == "nb" else "nb"):
        document = write(case, language=case.letter_language)
    data = letters.render(document)
    assert document.title.startswith(word)
    assert reader(data).trailer["/Root"]["/Lang"] == language
    assert f'lang="{language}"' in letters.preview_html(document)


@pytest.mark.adversary(
    "F4", "the PDF declares PDF/UA-1 and PDF/A-2a, its language and title, and carries tags and fonts"
)
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_pdf_is_accessible_and_made_to_last(case: Case, language: str) -> None:
    data = letters.render(write(case, language=language))
    root = reader(data).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert {"/H1", "/P", "/Table", "/THead", "/TH", "/TD", "/L", "/LI"} <= tags(root["/StructTreeRoot"]["/K"])
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]: descriptor(font.get_object())
        for page in reader(data).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert set(fonts) == {"Inter-Regular", "Inter-SemiBold"}
    assert all("/FontFile2" in described or "/FontFile3" in described for described in fonts.values())


def tags(node: Any) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*map(tags, node))
    if not isinstance(node, dict) or "/S" not in node:
        return set()
    return {node["/S"]} | tags(node.get("/K", []))


def descriptor(font: Any) -> Any:
    return font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


@pytest.mark.adversary("F4", "the PDF tells no name, path or machine, and its time is the decision's")
def test_the_pdf_tells_nothing_about_who_or_what_made_it(case: Case, people: SimpleNamespace) -> None:
    data = letters.render(write(case, by=people.decision_maker, decider="Ola Signer"))
    metadata = dict(reader(data).metadata or {})
    creator = metadata.pop("/Creator")
    assert creator.startswith("Typst ")
    assert metadata == {
        "/Title": "Tilskudd til Nettverket jaeren for 2024",
        "/CreationDate": "D:20240605123000Z",
        "/ModDate": "D:20240605123000Z",
    }
    xmp = reader(data).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "creator>" not in xmp.replace("CreatorTool", "")
    assert b"/work" not in data
    assert b"letter.typ" not in data


@pytest.mark.requirement("R8.16", "what the office's archive calls the case is on the letters from then on")
def test_the_archives_reference_is_on_letters_once_it_is_known(case: Case, people: SimpleNamespace) -> None:
    before = write(case)
    assert "Arkivreferanse" not in words(letters.render(before))
    for version, reference in enumerate(("2024/118", "2024/119"), 1):
        said = {"version": version, "archive_reference": reference, "by": people.decision_maker}
        DocumentRegistration.objects.create(document=before, **said)
    after = write(case)
    assert "Arkivreferanse: 2024/119" in words(letters.render(after))
    assert "Arkivreferanse: 2024/119" in letters.preview_html(after)
    assert "Arkivreferanse" not in words(letters.render(before))


@pytest.mark.adversary("F4", "a letter made again has the same hash")
def test_a_letter_made_again_has_the_same_bytes(case: Case, at: Any) -> None:
    document = write(case)
    first = letters.render(document)
    at(2025, 3, 1)
    with translation.override("nn"):
        again = letters.render(Document.objects.get(pk=document.pk))
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(first).hexdigest()
    assert letters.render(write(case, reasons="En annen grunn.")) != first


@pytest.mark.adversary(
    "E1", "markup, formulas and typst code typed in a letter are printed as the text they are"
)
@pytest.mark.parametrize(
    "hostile", [HOSTILE, '#import "/etc/passwd"', "#sys.inputs", "\\u{41}", "~ -- ... 'x' \"y\""]
)
def test_hostile_text_is_printed_as_it_is(case: Case, hostile: str) -> None:
    document = write(case, reasons=hostile, purpose=hostile, conditions=[hostile, hostile])
    printed = words(letters.render(document)).replace(" ", "")
    assert printed.count(hostile.replace(" ", "")) == 4


@pytest.mark.adversary(
    "F4", "characters no font has, control characters and 10 000 characters do not stop a letter"
)
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Bra 😀 jobbet", "Bra □ jobbet"),
        ("中文 العربية", "□□ □□□□□□□"),
        ("a\u0000b\u0007c\u001bd\u009be", "abcde"),
        ("a\u202eb\u200dc\ufeffd\u00ade", "abcde"),
        ("\ue000\ufffe\U0010ffff", "□□□"),
        ("a\u030astrup", "åstrup"),
        ("e\u0304\u0301", "ḗ"),
    ],
)
def test_characters_without_a_glyph_do_not_stop_a_letter(case: Case, typed: str, printed: str) -> None:
    document = write(case, reasons=f"Start {typed} slutt")
    assert f"Start {printed} slutt" in words(letters.render(document))


@given(
    typed=st.text(max_size=300), codes=st.lists(st.integers(0, 0x10FFFF).filter(is_no_surrogate), max_size=20)
)
@settings(max_examples=150, deadline=None)
def test_any_text_whatever_can_be_printed(typed: str, codes: list[int]) -> None:
    texts = [typed, "".join(map(chr, codes))]
    content = {
        "subject": texts[1] or "-",
        "language": "nb",
        "at": DECIDED.isoformat(),
        "date": typed,
        "reference": typed,
        "note": typed,
        "recipient": texts,
        "sender": {"name": typed, "number": typed},
        "labels": dict.fromkeys(("to", "date", "reference", "page", "of"), typed),
        "paragraphs": [
            {"kind": "text", "text": typed},
            {"kind": "heading", "text": texts[1]},
            {"kind": "list", "items": texts},
            {"kind": "table", "columns": texts, "rows": [texts], "total": texts},
        ],
    }
    assert letters.render(Document(content=content)).startswith(b"%PDF-")


def test_a_very_long_text_is_printed_whole(case: Case) -> None:
    long = "\n\n".join(" ".join(f"ord{n}-{m}" for m in range(20)) for n in range(60)) + " " + "x" * 3000
    data = letters.render(write(case, reasons=long))
    assert "ord59-19" in words(data)
    assert len(reader(data).pages) > 3
    last = reader(data).pages[-1].extract_text()
    assert f"Side {len(reader(data).pages)}" in last or f"Page {len(reader(data).pages)}" in last


def test_every_character_of_the_list_has_a_glyph(case: Case) -> None:
    everything = "".join(map(chr, sorted(_covered() - {0})))
    assert letters.render(write(case, reasons=everything)).startswith(b"%PDF-")
    assert set(map(ord, SAMI + "–—“”«»’…·•§°½€")) <= _covered()


def test_the_fonts_licence_goes_with_the_font() -> None:
    assert "SIL Open Font License, Version 1.1" in (FONTS / "LICENSE").read_text()
    assert sorted(path.name for path in FONTS.glob("*.ttf")) == ["Inter-Regular.ttf", "Inter-SemiBold.ttf"]


@pytest.mark.adversary("E1", "markup typed in a letter is shown as text on the page")
def test_the_preview_shows_the_same_text_and_no_markup(case: Case) -> None:
    html = letters.preview_html(write(case, reasons=HOSTILE + "\nny linje", conditions=[HOSTILE, "To"]))
    assert "<script>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "kr\u00a01\u00a0250\u00a0000" in html
    assert '<th scope="col">' in html
    assert "<br>ny linje" in html


@pytest.mark.parametrize("kind", ["receipt", "round_back", "closed", "audit_closed"])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_standard_letters_need_only_what_the_case_tells(case: Case, kind: str, language: str) -> None:
    fields = {"asked_for": "Prosjektplan mangler.\n\nOgså budsjett."} if kind == "round_back" else {}
    document = letters.compose(case=case, kind=kind, language=language, fields=fields, by=None)
    said = words(letters.render(document))
    assert "ROG-2024-1042" in said
    assert "Nettverket jaeren" in said
    assert ("Også budsjett." in said) == (kind == "round_back")
    assert "{" not in said


@pytest.mark.requirement("R4.5", "the purpose is what the network applied for, in its own words")
def test_the_purpose_is_what_was_applied_for(case: Case) -> None:
    document = letters.compose(
        case=case, kind="granted", language="nb", fields=GIVEN | {"purpose": None}, by=None, at=DECIDED
    )
    assert "hva pengene skal gå til: Samlinger og veiledning." in words(letters.render(document))


def test_the_receipt_says_when_the_application_came(case: Case) -> None:
    document = letters.compose(case=case, kind="receipt", language="nb", fields={}, by=None)
    assert "6. mai 2024 kl. 14.30" in words(letters.render(document))


def test_a_letter_nobody_has_is_named(case: Case) -> None:
    with pytest.raises(LookupError, match="love_letter"):
        write(case, kind="love_letter")
    with pytest.raises(ValueError, match="nb or nn"):
        write(case, language="neutral")


def test_a_letter_that_lacks_something_leaves_nothing_behind(case: Case) -> None:
    with pytest.raises(letters.LetterIncomplete, match="reasons"):
        write(case, reasons="")
    assert not Document.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.requirement("R4.5", "whether an auditor's statement is owed, and by when, is said either way")
def test_the_audit_is_mentioned_either_way() -> None:
    with translation.override("nb"):
        owed = letters.audit_requirement(required=True, deadline=dt.date(2025, 6, 1), language="nb")
        free = letters.audit_requirement(required=False, deadline=None, language="nb")
    assert "1. juni 2025" in owed
    assert free
    assert owed != free
    with pytest.raises(ValueError, match="deadline"):
        letters.audit_requirement(required=True, deadline=None, language="nb")


def test_the_worker_renders_what_is_owed_once(case: Case) -> None:
    document = write(case)
    message = OutboxMessage.objects.get(key=f"letter:{document.pk}")
    assert outbox.deliver(message.pk)
    document.refresh_from_db()
    first = (document.file.name, document.checksum, document.size, document.content_type)
    data = letters.render(document)
    assert first[1:] == (hashlib.sha256(data).hexdigest(), len(data), "application/pdf")
    assert letters.document_file(document) == data
    letters.rendering.deliver_letter({"document": document.pk})
    document.refresh_from_db()
    assert document.file.name == first[0]


def test_a_letter_read_before_the_worker_came_is_rendered_and_kept(case: Case) -> None:
    document = write(case)
    data = letters.document_file(document)
    document.refresh_from_db()
    assert document.file
    assert document.checksum == hashlib.sha256(data).hexdigest()
    assert outbox.deliver(OutboxMessage.objects.get(key=f"letter:{document.pk}").pk)
    assert letters.document_file(document) == data


def test_storage_that_fails_leaves_letter_and_decision_and_is_tried_again(
    case: Case, monkeypatch: Any
) -> None:
    document = write(case)
    message = OutboxMessage.objects.get(key=f"letter:{document.pk}")
    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "_save", fail)
        assert not outbox.deliver(message.pk)
        assert letters.document_file(document).startswith(b"%PDF-")
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 1)
    document.refresh_from_db()
    assert not document.file
    OutboxMessage.objects.update(due=DECIDED)
    assert outbox.deliver(message.pk)
    document.refresh_from_db()
    assert document.file


def fail(*args: Any, **kwargs: Any) -> None:
    raise OSError("no space left")


def test_a_lost_file_is_made_again_and_a_changed_one_is_not_handed_out(case: Case) -> None:
    document = write(case)
    data = letters.document_file(document)
    document.refresh_from_db()
    with default_storage.open(document.file.name, "wb") as stored:
        stored.write(b"%PDF-1.7 something else")
    assert letters.document_file(document) == data
    default_storage.delete(document.file.name)
    assert letters.document_file(document) == data
    Document.objects.filter(pk=document.pk).update(checksum="0" * 64)
    document.refresh_from_db()
    with pytest.raises(letters.DocumentDamaged):
        letters.document_file(document)


def test_a_document_that_is_no_letter_has_no_pdf(case: Case) -> None:
    document = Document.objects.create(case=case, direction="in", kind="project_plan", title="Plan")
    with pytest.raises(ValueError, match="no letter"):
        letters.render(document)
    with pytest.raises(ValueError, match="no letter"):
        letters.preview_html(document)
