"""The public record: one entry for each document sent or received in a case that is filed, without personal data."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from workflows.cases.models import CaseStatus, Document, DocumentRegistration
from workflows.cases.registering import KIND


def public_entries() -> QuerySet[Document]:
    """Return the documents of the public record with what the register says of them now, newest first.

    Internal documents and drafts are no part of it. What is withheld is: everyone may know that it is there, and why
    it is not shown.
    """
    versions = DocumentRegistration.objects.filter(document=OuterRef("pk")).order_by("-version")
    return (
        Document.objects.filter(case__office__is_trial=False)
        .exclude(Q(direction=Document.Direction.INTERNAL) | Q(case__status=CaseStatus.DRAFT))
        .annotate(
            **{f"said_{name}": Subquery(versions.values(name)[:1]) for name in ("public_title", "withheld")},
            said_reason=Subquery(versions.values("legal_reason")[:1]),
        )
        .select_related("case__office", "case__municipality")
        .order_by("-id")
    )


def public_title(document: Document) -> str:
    """Return the title everyone may read: the office's own, or that of the published form or letter it comes from.

    A title that somebody typed may name persons; without a public one, only the direction is told.
    """
    said: str | None = vars(document).get("said_public_title")
    if said:
        return said
    if document.kind != KIND:
        return document.title
    sent = document.direction == Document.Direction.OUT
    return _("Document sent") if sent else _("Document received")
