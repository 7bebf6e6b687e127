"""The register of a case's documents: added, dispatched, withheld, corrected; every version stays (R8.6, R8.7)."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from workflows.directory.models import User

from . import journal, uploads
from .models import Case, Document, DocumentRegistration
from .rights import demand_office

FIELDS = ("public_title", "archive_reference", "dispatched_on", "channel", "withheld", "legal_reason")
KIND = "registered"  # what the office adds itself


@transaction.atomic
def add_document(
    *,
    case: Case,
    upload: UploadedFile,
    title: str,
    direction: str,
    party: str,
    by: User,
    values: dict[str, Any],
) -> Document:
    """Register a document that came to the office, or that it made, outside the flows.

    `values`: what the register says of it (`FIELDS`). Raises NotThere or NotAllowed.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    demand_office(by, case)
    document = uploads.register(
        case=case, upload=upload, title=title, kind=KIND, by=by, direction=direction, party=party
    )
    _write(document, by=by, version=1, values=values, reason="")
    journal.record(
        case=case,
        action="document.added",
        actor=by,
        details={"document": document.pk, "checksum": document.checksum},
    )
    return document


@transaction.atomic
def describe(
    *, document: Document, by: User, values: dict[str, Any], reason: str = ""
) -> DocumentRegistration | None:
    """Write what the register says of a document (`FIELDS`) as its next version; None where nothing is another.

    Raises NotThere or NotAllowed.
    """
    case = Case.objects.select_for_update().get(pk=document.case_id)
    demand_office(by, case)
    last = document.registrations.order_by("-version").first() or DocumentRegistration(version=0)
    changed = [name for name in FIELDS if values[name] != getattr(last, name)]
    if not changed:
        return None
    written = _write(document, by=by, version=last.version + 1, values=values, reason=reason)
    journal.record(
        case=case,
        action="document.described",
        actor=by,
        details={
            "document": document.pk, "version": written.version, "changed": changed, "reason": reason,
        },
    )  # fmt: skip
    return written


def _write(
    document: Document, *, by: User, version: int, values: dict[str, Any], reason: str
) -> DocumentRegistration:
    said = {name: values[name] for name in FIELDS}
    return DocumentRegistration.objects.create(
        document=document, version=version, by=by, reason=reason, **said
    )
