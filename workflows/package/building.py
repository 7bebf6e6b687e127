"""Making the package of a case: closed, for the archive; or being handled, to be sent to another installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from workflows import letters
from workflows.cases.models import Case, Document, DocumentRegistration, WorkItem
from workflows.cases.moment import one_moment
from workflows.errors import Refused
from workflows.schemes.models import Edition
from workflows.schemes.uploads import KINDS

from . import contents, files
from .references import references

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
    return _sealed(case)


def build_to_send(case: Case, *, to: str, reason: str) -> Package:
    """Return the sealed package of a case being handled, with what another installation needs to go on with it (R7.3).

    Beside what an archive gets: the open work, and what the keys in it mean. Raises letters.DocumentDamaged.
    """
    return _sealed(case, sent={"from": case.office.code, "to": to, "reason": reason})


def _sealed(case: Case, *, sent: Mapping[str, Any] | None = None) -> Package:
    for document in case.documents.all():
        letters.document_file(document)  # a letter not yet rendered is rendered and kept now
    with one_moment():
        case = Case.objects.select_related("office", "network", "municipality", "project", "call").get(
            pk=case.pk
        )
        held = _contents(case) | (_to_go_on(case) if sent else {})
    about = {
        "case": case.number,
        "case_id": case.pk,
        "scheme": case.scheme,
        "journal": {"count": case.journal_count, "head": case.journal_head},
    } | ({"sent": dict(sent)} if sent else {})
    manifest = files.manifest(about, held)
    return Package({files.MANIFEST: manifest} | held, files.seal_of(manifest))


def _to_go_on(case: Case) -> dict[str, bytes]:
    """Return the files that only a case being sent has: open work, and what its keys mean."""
    rows = [each for rows in contents.rows_of(case).values() for each in rows]
    registered = DocumentRegistration.objects.filter(document__case=case)
    everything = [case, *case.documents.all(), *registered, *case.journal.all(), *rows]
    work = WorkItem.objects.filter(case=case, open=True).order_by("pk")
    return {
        "work.json": files.as_json(
            [contents.row(item) | {"owner": str(item.owner or "")} for item in work.select_related("owner")]
        ),
        "references.json": files.as_json(references(case, everything)),
    }


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
            contents.edition_data(
                edition, edition.rules_in_force(call=case.call_id, scheme=case.scheme_version_id)
            )
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
