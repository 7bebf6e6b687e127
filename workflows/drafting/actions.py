"""Writing together: saving a section, and choosing between two texts. Both hold the case (`work.held`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from workflows import clock
from workflows.application.actions import save_draft
from workflows.application.drafts import Draft
from workflows.cases.uploads import about, register_uploads
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.schemes.forms import SchemeForm, answers_of, uploads_of
from workflows.schemes.uploads import StoredFile

from .merging import Merged, digest, merge
from .models import OtherText, SectionVersion

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class Sheet:
    """A page as it is open in somebody's browser: its name, what of it this is, and what it was shown with.

    `base` are the digests of the answers it was shown with, by field.
    """

    name: str = ""
    turn: int = 0
    base: Mapping[str, str] = field(default_factory=dict)


def save(draft: Draft, form: SchemeForm, *, sheet: Sheet, by: User, looked: bool = False) -> Merged:
    """Keep what a person sends of a section, and return what became of it (R8.15).

    What another has changed meanwhile stays; where both changed the same field, the person's text is put aside until
    one is chosen. `looked`: they say that they are through with the section, also where they changed nothing.
    """
    _forget_kept_files(draft, form)
    answered = answers_of(form).items()
    mine = {code: answer for code, answer in answered if answer is not None or _is_sent(form, code)}
    mine |= register_uploads(case=draft.case, form=form, by=by)
    merged = _own_aside(draft, merge(mine=mine, now=draft.answers, base=sheet.base), sheet)
    at = clock.now()
    for code, answer in merged.twice.items():
        OtherText.objects.update_or_create(
            case=draft.case, field=code, by=by, defaults={"answer": answer, "at": at}
        )
    through = looked and not draft.check  # what is asked for is not answered by looking at it
    passed = [section["code"] for section in form.definition] if through else []
    _write(draft, merged.written, by=by, looked=passed, sheet=sheet)
    return merged


def _own_aside(draft: Draft, merged: Merged, sheet: Sheet) -> Merged:
    """Return what became of the answers, where the other text is one that the same page sent itself.

    It saves itself while one writes on: its newer text stands, and an older one that comes late is let go.
    """
    if not merged.twice or not sheet.name:
        return merged
    written, twice = dict(merged.written), {}
    versions = list(SectionVersion.objects.filter(case=draft.case).order_by("-pk")[:200])
    for code, answer in merged.twice.items():
        last = next((version for version in versions if code in version.fields), None)
        if last is None or last.sheet != sheet.name:
            twice[code] = answer
        elif last.turn < sheet.turn:
            written[code] = answer
    return replace(merged, written=written, twice=twice)


def _forget_kept_files(draft: Draft, form: SchemeForm) -> None:
    """Leave out files that are kept already: what saved itself is sent once more by the button."""
    form.is_valid()  # reads what was sent
    for code, upload in uploads_of(form).items():
        kept = draft.documents.get(draft.answers.get(code) or 0)
        sent = about(upload)
        if kept and (kept.checksum, kept.filename) == (sent["checksum"], sent["filename"]):
            form.cleaned_data[code] = StoredFile(kept.pk)


def choose(draft: Draft, other: OtherText, *, choice: str, shown: str, by: User) -> None:
    """Keep the other text in place of the one in the draft, or not, or both one after the other.

    `shown` is the digest of the draft's text that the choice was made against. Raises Refused where that has changed
    since, where both cannot be kept of what is no text, and for a choice that is none.
    """
    there = draft.answers.get(other.field)
    if digest(there) != shown:
        raise Refused(_("The text was changed again while you chose. Look at both once more."))
    if choice == BOTH and not (isinstance(there, str) and isinstance(other.answer, str)):
        raise Refused(_("Only texts can be put together. Choose one of the two."))
    kept = {MINE: other.answer, THEIRS: there, BOTH: f"{there}\n\n{other.answer}"}
    if choice not in kept:
        raise Refused(_("Choose which text to keep."))
    other.delete()
    if choice != THEIRS:
        _write(draft, {other.field: kept[choice]}, by=by)


def _is_sent(form: SchemeForm, code: str) -> bool:
    """Return whether a field came with what was sent at all; what did not is not thereby emptied."""
    widget = form.fields[code].widget
    return not widget.value_omitted_from_data(form.data, form.files, form[code].html_name)


def can_join(draft: Draft, other: OtherText) -> bool:
    """Return whether two texts can be put one after the other."""
    return isinstance(draft.answers.get(other.field), str) and isinstance(other.answer, str)


def _write(
    draft: Draft,
    answers: dict[str, Any],
    *,
    by: User,
    looked: Iterable[str] = (),
    sheet: Sheet = Sheet(),
) -> None:
    """Write answers into the draft, and who wrote in which section."""
    if answers:
        save_draft(case=draft.case, task=draft.task, answers=answers, by=by)
    newest = SectionVersion.objects.filter(case=draft.case).values_list("section").annotate(Max("number"))
    numbers = dict(newest) if answers or looked else {}
    at, traces = clock.now(), []
    for section in draft.sections:
        code = section["code"]
        fields = [each["code"] for each in section["fields"] if each["code"] in answers]
        if fields or (code in looked and code not in numbers):
            number = numbers.get(code, 0) + 1
            traces.append(
                SectionVersion(
                    case=draft.case,
                    task=draft.task,
                    section=code,
                    number=number,
                    fields=fields,
                    by=by,
                    at=at,
                    sheet=sheet.name,
                    turn=sheet.turn,
                )
            )
    SectionVersion.objects.bulk_create(traces)
    draft.__dict__.pop("answers", None)
    draft.__dict__.pop("documents", None)
