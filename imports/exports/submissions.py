"""Sent applications under the columns in which applications come in: what goes out here can be handed in elsewhere.

A row is an application, with a cell for each part of each answer (`imports/applications/answers.py`). Which columns
there are follows the schemes of what was sent: they are read once for a file.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from imports.applications.answers import FILE, cells_of
from imports.applications.columns import FIXED, HEADINGS, RECEIVED, code_for, named_columns
from workflows.cases.models import Case, CaseStatus, Document, DocumentRegistration
from workflows.clock import OSLO
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import SchemeVersion

from .cases import filters
from .columns import DAY, TEXT, WHOLE, Column, columns
from .readers import Reader
from .tables import TABLES, Expand, Row, Table

_KINDS = {"amount": WHOLE, "number": WHOLE}


class Submissions(Table):
    """The table: its columns after the fixed ones are those of the schemes' fields."""

    @property
    def every_column(self) -> tuple[Column, ...]:
        """Return the columns of a row as it is written. One query."""
        return (self.columns[0], *_fixed(), *_of_fields(_versions()))

    def expander(self) -> Expand:
        """Return what makes a row of an application. Two queries, however many rows follow."""
        found = _versions()
        versions = {version.pk: definitions_of(version.definition["sections"]) for version in found}
        names = [column.name for column in _of_fields(found)]
        names_of_files = _names_of_files()

        def expand(row: Row) -> Iterator[Row]:
            number, office, scheme, year, network, submitted, channel, archive, version, given = row
            fixed = (
                code_for(office, scheme, year),
                network,
                submitted.astimezone(OSLO).date(),
                channel,
                archive,
            )
            cells: dict[str, Any] = {}
            for field in versions[version]:
                answer = (given or {}).get(field["code"])
                if field["type"] == FILE and isinstance(answer, int):
                    answer = f"{number}/{names_of_files.get(answer, answer)}"
                cells |= cells_of(field, answer)
            yield (number, *fixed, *(cells.get(name, "") for name in names))

        return expand


def _versions() -> list[SchemeVersion]:
    """Return the scheme versions under which something was sent, the newest first."""
    sent = Case.objects.exclude(status=CaseStatus.DRAFT).values("scheme_version")
    return list(SchemeVersion.objects.filter(pk__in=sent, trial=False).order_by("-pk"))


def _names_of_files() -> dict[int, str]:
    came = Document.objects.filter(direction=Document.Direction.IN)
    return dict(came.values_list("pk", "filename"))


def _fixed() -> Iterator[Column]:
    for name in FIXED:
        yield Column(Case, name, "", label=HEADINGS[name], kind_made=DAY if name == RECEIVED else TEXT)


def _of_fields(versions: list[SchemeVersion]) -> Iterator[Column]:
    language = get_language() or "nb"
    for column, said in named_columns(versions):
        label = said.get(language) or said["nb"]
        yield Column(Case, column.name, "", label=label, kind_made=_KINDS.get(column.kind, TEXT))


def _sent(reader: Reader) -> QuerySet:
    """Return the sent cases that somebody reads as parties do; who is only asked for a statement types nothing anew."""
    registered = DocumentRegistration.objects.filter(document=OuterRef("received__original"))
    newest = registered.order_by("-version").values("archive_reference")[:1]
    sent = reader.full().exclude(Q(status=CaseStatus.DRAFT) | Q(submitted_at=None) | Q(call=None))
    return sent.annotate(archive=Subquery(newest), given=F("application__answers"))


TABLES.add(
    "submission",
    Submissions(
        "submission",
        Case,
        ("case_number",),
        columns(
            Case,
            "case_number=number office=call__office__code scheme=call__scheme_version__code year=call__year "
            "network=network__code submitted_at channel=received__channel archive version=scheme_version answers=given",
        ),
        _sent,
        filters=filters(""),
        packed=False,
        label=_("applications, to be taken in elsewhere"),
    ),
)
