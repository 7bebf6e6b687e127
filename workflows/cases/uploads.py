"""Files that come with a form become registered documents of the case (R8.7)."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from workflows import clock
from workflows.directory.models import User

from .models import Case, Document


def about(upload: UploadedFile) -> dict[str, Any]:
    """Return what is kept of an uploaded file beside itself: name, kind, size in bytes and checksum (SHA-256)."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return {
        "filename": (upload.name or "")[:250],
        "content_type": (upload.content_type or "application/octet-stream")[:100],
        "size": upload.size or 0,
        "checksum": digest.hexdigest(),
    }


def register(
    *,
    case: Case,
    upload: UploadedFile,
    title: str,
    kind: str,
    by: User,
    direction: str = Document.Direction.IN,
    party: str | None = None,
) -> Document:
    """Store a file under a generated name and register it, with its checksum.

    `party` is the sender or recipient; the one who uploads it, where nothing is said.
    """
    document = Document(
        case=case,
        direction=direction,
        kind=kind,
        title=title[:250],
        party=str(by) if party is None else party[:250],
        date=clock.now(),
        registered_by=by,
        **about(upload),
    )
    document.file.save("", upload, save=False)
    document.save()
    return document


def register_uploads(*, case: Case, form: Any, by: User) -> dict[str, int]:
    """Register every file uploaded with a form, and return the documents' ids by field."""
    return {
        name: register(case=case, upload=value, title=str(form.fields[name].label), kind=name, by=by).pk
        for name, value in form.cleaned_data.items()
        if isinstance(value, UploadedFile)
    }
