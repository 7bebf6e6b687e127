"""Open drafts follow their call to a new version of the scheme, and lose nothing that was typed (R8.4)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy

from workflows import notices
from workflows.application.actions import rewrite
from workflows.cases import journal
from workflows.cases.models import Case, CaseStatus
from workflows.directory.models import User
from workflows.publishing import take_version
from workflows.schemes.comparing import changed_fields, compare_versions
from workflows.schemes.condition_words import by_code
from workflows.schemes.conditions import SHOW
from workflows.schemes.fields import Definition, field_type, is_blank, is_typed
from workflows.schemes.forms import definitions_of
from workflows.schemes.models import Call, SchemeVersion
from workflows.schemes.presenting import PresentedField, present

from .models import DraftMove, OtherText
from .ways import writers


def drafts_under(call: Call, version: SchemeVersion) -> QuerySet[Case]:
    """Return the drafts that would follow a call to a version of its scheme: what was sent stays as it is."""
    drafts = Case.objects.filter(call=call, status=CaseStatus.DRAFT, closed_at=None)
    return drafts.exclude(scheme_version=version).order_by("pk")


@transaction.atomic
def move_drafts(call: Call, version: SchemeVersion, *, by: User) -> list[DraftMove]:
    """Let a call take a version of its scheme, move its open drafts there, and return what was moved.

    Answers to fields that are gone, or that cannot stand in the new form, are kept aside; which fields are changed is
    kept too. Moving to the version a draft is under already does nothing. Raises PublishError as `take_version` does.
    """
    call = take_version(call, version, by=by)
    drafts = drafts_under(call, version).select_for_update(of=("self",)).select_related("scheme_version")
    return [_move(case, version, by) for case in drafts.select_related("scheme_version", "application")]


def _move(case: Case, version: SchemeVersion, by: User) -> DraftMove:
    old = case.scheme_version
    fields = by_code(definitions_of(version.definition["sections"]))
    was = by_code(definitions_of(old.definition["sections"]))
    new, gone, changed = changed_fields(old.definition, version.definition)
    kept, aside = _sorted(case.application.answers, was, fields)
    for other in OtherText.objects.filter(case=case, field__in=gone | aside.keys()):
        aside.setdefault(other.field, []).append(other.answer)
        other.delete()
    case.scheme_version = version
    case.save(update_fields=["scheme_version"])
    rewrite(case, kept, wrote={"budget"})
    with translation.override("nb"):
        said = compare_versions(old, version)
    journal.record(
        case=case,
        action="application.new_form",
        actor=by,
        details={"from": old.version, "to": version.version, "changed": said, "kept_aside": sorted(aside)},
    )
    move = DraftMove.objects.create(
        case=case, old=old, new=version, changed=sorted(new | changed), aside=aside, by=by
    )
    _tell(case, move)
    return move


def _tell(case: Case, move: DraftMove) -> None:
    """Tell those who write the draft that its form is another, and that nothing is lost."""
    for held in writers(case):
        notices.notify(
            to_user=held.user,
            subject=gettext_lazy("The form of your application is changed"),
            body=gettext_lazy(
                "The form for “%(scheme)s” is changed. What you have written is kept; look through what is new."
            ),
            link=case.get_absolute_url(),
            key=f"new-form:{move.pk}:{held.user_id}",
            fields={"scheme": move.new.name_in(held.user.language or "nb")},
        )


def _sorted(
    answers: Mapping[str, Any], old: Mapping[str, Definition], new: Mapping[str, Definition]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return the answers that stand in the new form, and those to keep aside; what no form asked stays."""
    kept: dict[str, Any] = {}
    aside: dict[str, list[Any]] = {}
    for code, answer in answers.items():
        stands = (
            answer if code not in old or is_blank(answer) else _standing(answer, old[code], new.get(code))
        )
        kept |= {code: stands} if code in new or code not in old else {}
        if not is_blank(answer) and stands != answer:
            aside[code] = [answer]
    return kept, aside


def _standing(answer: Any, old: Definition, new: Definition | None) -> Any:
    """Return what of an answer can stand where a field is otherwise than before; None where nothing can."""
    if new is None or any(old.get(key) != new.get(key) for key in ("type", "multiple")):
        return None
    if is_typed(answer) or new["type"] == "file":
        return answer
    return field_type(new["type"]).carry(answer, new, 0)


def moves_of(case: Case) -> list[DraftMove]:
    """Return how a draft was moved from form to form, in order."""
    return list(DraftMove.objects.filter(case=case).select_related("old"))


def aside_of(case: Case, moves: Iterable[DraftMove]) -> list[PresentedField]:
    """Return the answers that were kept aside when a draft was moved, as the form then showed them: to copy from."""
    moves = [move for move in moves if move.aside]
    documents = case.documents.in_bulk() if moves else {}
    found: list[PresentedField] = []
    for move in moves:
        fields = by_code(definitions_of(move.old.definition["sections"]))
        for code, answers in move.aside.items():
            alone = [{"code": code, "title": {}, "fields": [{**fields[code], SHOW: None}]}]
            for answer in answers:
                found += present(alone, {code: answer}, get_language() or "nb", documents)[0].fields
    return found
