"""Making the package of a closed case."""

from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from workflows import letters
from workflows.cases.models import Case, Document
from workflows.cases.moment import one_moment
from workflows.errors import Refused
from workflows.schemes.models import Edition
from workflows.schemes.uploads import KINDS

from . import contents, files

_EXTENSIONS = {kind.content_type: kind.extension for kind in reversed(list(KINDS.values()))}


@dataclass(frozen=True)
class Package:
    """What a package holds, in its order, and its seal."""

    files: dict[str, bytes]
    seal: str

    def write(self, to: BinaryIO) -> None:
        """Write the package as a ZIP."""
        files.write(self.files.items(), to)


def build(case: Case) -> Package:
    """Return the sealed package of a closed case; of the same case always the same bytes (R8.7).

    Raises Refused for a case that is not closed, and letters.DocumentDamaged for a document whose file is not the one
    that was registered.
    """
    if case.closed_at is None:
        raise Refused(_("Only a closed case can be sealed."))
    for document in case.documents.all():
        letters.document_file(document)  # a letter not yet rendered is rendered and kept now
    with one_moment():
        case = Case.objects.select_related("office", "network", "municipality", "project", "call").get(
            pk=case.pk
        )
        held = _contents(case)
    about = {
        "case": case.number,
        "case_id": case.pk,
        "scheme": case.scheme,
        "journal": {"count": case.journal_count, "head": case.journal_head},
    }
    manifest = files.manifest(about, held)
    return Package({files.MANIFEST: manifest} | held, files.seal_of(manifest))


def _contents(case: Case) -> dict[str, bytes]:
    documents = list(case.documents.order_by("pk").prefetch_related("registrations"))
    names = [_name(number, document) for number, document in enumerate(documents, start=1)]
    sheets = list(case.fact_sheets.order_by("pk").prefetch_related("findings"))
    editions = Edition.objects.filter(pk__in={case.edition_id, *(sheet.edition_id for sheet in sheets)})
    entries = case.journal.select_related("details").order_by("seq")
    told = {
        "case.json": contents.case_data(case),
        "data.json": contents.tables(case),
        "documents.json": [
            contents.register(document, name) for document, name in zip(documents, names, strict=True)
        ],
        "editions.json": [
            contents.edition_data(edition, edition.rules_in_force(call=case.call_id))
            for edition in editions.order_by("pk")
        ],
        "checks.json": [contents.check_data(sheet) for sheet in sheets],
        "journal.json": [contents.entry_data(entry) for entry in entries],
    }
    held = {name: files.as_json(value) for name, value in told.items()}
    return held | {
        name: letters.document_file(document) for document, name in zip(documents, names, strict=True)
    }


def _name(number: int, document: Document) -> str:
    return files.document_name(number, document.title, _EXTENSIONS.get(document.content_type, "bin"))
