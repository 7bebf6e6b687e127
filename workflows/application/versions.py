"""Every application that was sent, kept as it was, and what changed from one to the next (R3.11, issue 4.4)."""

import datetime as dt
from dataclasses import dataclass

from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.schemes.forms import definitions_of
from workflows.schemes.presenting import PresentedField, PresentedSection, present

from .models import ApplicationVersion


@dataclass(frozen=True)
class Change:
    """A field that is answered otherwise: as it was and as it is; `rows` are a budget's lines, old and new."""

    label: str
    old: PresentedField
    new: PresentedField

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Return the lines of a budget that differ: label, old and new amount."""
        old, new = ({row[0]: row[1] for row in side.rows} for side in (self.old, self.new))
        pairs = [(line, old.get(line, ""), new.get(line, "")) for line in old | new]
        return [pair for pair in pairs if pair[1] != pair[2]]


def keep(case: Case, *, by: User | None, at: dt.datetime) -> ApplicationVersion:
    """Keep the application as it is sent now, as its next version; the case's row is held by the caller."""
    application = case.application
    return ApplicationVersion.objects.create(
        case=case,
        number=ApplicationVersion.objects.filter(case=case).count() + 1,
        answers=application.answers,
        requested_amount=application.requested_amount,
        by=by,
        at=at,
    )


def keep_first(case: Case) -> None:
    """Keep what was sent before versions were kept, before it is changed."""
    if not ApplicationVersion.objects.filter(case=case).exists():
        keep(case, by=case.application.saved_by, at=case.application.saved_at)


def changes(old: ApplicationVersion, new: ApplicationVersion, *, language: str) -> list[Change]:
    """Return what is answered otherwise in `new` than in `old`, in the order of the form; attachments by name."""
    case = new.case
    documents = case.documents.in_bulk()
    sections = case.scheme_version.definition["sections"]
    before, after = (
        _fields(present(sections, each.answers, language, documents=documents)) for each in (old, new)
    )
    return [
        Change(
            (after.get(code) or before[code]).label,
            *(side.get(code) or _unasked(code) for side in (before, after)),
        )
        for code in (field["code"] for field in definitions_of(sections))
        if code in before | after and old.answers.get(code) != new.answers.get(code)
    ]


def _fields(presented: list[PresentedSection]) -> dict[str, PresentedField]:
    return {field.code: field for section in presented for field in section.fields}


def _unasked(code: str) -> PresentedField:
    """Return what stands for a field that was hidden by the other answers."""
    return PresentedField(code, "text", "", "")
