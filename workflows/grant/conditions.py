"""Conditions of a grant: set, documented by the network, found met by the office, or waived (R4.6)."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock
from workflows.assessment.conditions import ConditionKind, Wanted
from workflows.cases import journal, uploads
from workflows.cases.models import Case
from workflows.cases.rights import Answer, Scope, at_office, decides_at, demand
from workflows.directory.models import Role, User
from workflows.errors import Refused
from workflows.ui.dates import long_date

from .models import Condition

_WAITS = {
    ConditionKind.BEFORE_AWARD: gettext_lazy("required for funds to be awarded"),
    ConditionKind.BLOCKS_PAYMENT: gettext_lazy("must be met before we pay out"),
    ConditionKind.BLOCKS_CLOSING: gettext_lazy("must be met before the case is closed"),
}


def open_conditions(case: Case, kind: str = "") -> QuerySet[Condition]:
    """Return the conditions that are neither met nor waived; all, or those of a kind. Closing waits for them (R6.5)."""
    found = Condition.objects.filter(case=case, met_at__isnull=True, waived_at__isnull=True)
    return found.filter(kind=kind) if kind else found


def in_words(condition: Condition | Wanted) -> str:
    """Return a condition as a letter states it: its text, what waits for it, and by when."""
    said = {"text": condition.text.rstrip(" ."), "when": _said(condition.kind)}
    if condition.due is None:
        return _("%(text)s (%(when)s)") % said
    return _("%(text)s (%(when)s; by %(date)s)") % (said | {"date": long_date(condition.due)})


def blocking(case: Case, kind: str = "") -> list[str]:
    """Return, for each open condition (of a kind, or all), the reason it is in the way."""
    return in_the_way(open_conditions(case), kind)


def in_the_way(conditions: Iterable[Condition], kind: str = "") -> list[str]:
    """Return, for each of some conditions that is open and of a kind (or any), the reason it is in the way."""
    found = [each for each in conditions if each.is_open and kind in ("", each.kind)]
    return [_("A condition is not met: %(text)s") % {"text": each.text} for each in found]


def put(*, case: Case, wanted: Iterable[Wanted], by: User) -> list[Condition]:
    """Set conditions, in the transaction of the decision or of asking for them; one that is set already stays."""
    wanted = list(wanted)
    if not wanted:
        return []
    there = set(Condition.objects.filter(case=case).values_list("text", flat=True))
    new = [each for each in wanted if each.text not in there]
    return Condition.objects.bulk_create(
        Condition(
            case=case, text=each.text, kind=each.kind, due=each.due, rule_id=each.rule, set_by=by,
            set_at=clock.now(),
        )
        for each in new
    )  # fmt: skip


def may_document(user: User, condition: Condition) -> Answer:
    """Return whether a person may say how a condition is met: the network's leader, while it is open."""
    if condition.case.network_id not in Scope.of(user).places("network", Role.NETWORK_LEADER):
        return Answer(False, _("Only the network leader documents conditions."))
    return _while_open(condition)


def may_meet(user: User, condition: Condition) -> Answer:
    """Return whether a person may find a condition met: the office's caseworkers and decision makers."""
    places = Scope.of(user).places("office", Role.CASEWORKER, Role.DECISION_MAKER)
    if condition.case.office_id not in places:
        return Answer(False, _("Only the office that handles the case can do this."))
    return _while_open(condition)


def may_waive(user: User, condition: Condition) -> Answer:
    """Return whether a person may waive a condition: the office's decision makers."""
    if not decides_at(user, condition.case):
        return Answer(False, _("Only a decision maker of the office can waive a condition."))
    return _while_open(condition)


@transaction.atomic
def document(*, condition: Condition, by: User, text: str, upload: UploadedFile | None = None) -> Condition:
    """Keep what the network says of a condition, with what it attached. Raises NotAllowed."""
    condition = _locked(condition)
    demand(may_document(by, condition))
    say(condition, by=by, text=text, upload=upload)
    _journal(condition, "condition.documented", by, {"text": text})
    return condition


def say(condition: Condition, *, by: User, text: str, upload: UploadedFile | None) -> None:
    """Write what the network says of a condition; the case's row is locked by the caller."""
    condition.documented, condition.documented_by, condition.documented_at = text, by, clock.now()
    if upload:
        condition.document = uploads.register(
            case=condition.case, upload=upload, title=condition.text, kind="condition", by=by
        )
    condition.save()


@transaction.atomic
def meet(*, condition: Condition, by: User, note: str = "") -> Condition:
    """Find that a condition is met. Raises NotAllowed, also for one that is met or waived already."""
    condition = _locked(condition)
    demand(may_meet(by, condition))
    find_met(condition, by=by, note=note)
    _journal(condition, "condition.met", by, {"note": note})
    return condition


def find_met(condition: Condition, *, by: User, note: str) -> None:
    """Write that a condition is met; once, whoever comes second is refused."""
    now = clock.now()
    changed = open_conditions(condition.case).filter(pk=condition.pk)
    if not changed.update(met_by=by, met_at=now, met_note=note):
        raise Refused(_("This condition is already settled."))


@transaction.atomic
def waive(*, condition: Condition, by: User, reason: str) -> Condition:
    """Waive a condition, with the reason. Raises NotAllowed, also for one that is met or waived already."""
    condition = _locked(condition)
    demand(may_waive(by, condition))
    condition.waived_by, condition.waived_at, condition.waived_reason = by, clock.now(), reason
    condition.save()
    _journal(condition, "condition.waived", by, {"reason": reason})
    return condition


def sees_conditions(case: Case, user: User) -> bool:
    """Return whether a person sees the conditions of a case they see: the office and the network leader."""
    leads = case.network_id in Scope.of(user).places("network", Role.NETWORK_LEADER)
    return not case.is_draft and (leads or at_office(user, case) or Scope.of(user).holds(Role.FUND_MANAGER))


def _said(kind: str) -> str:
    return str(_WAITS[ConditionKind(kind)])


def _while_open(condition: Condition) -> Answer:
    return Answer(True) if condition.is_open else Answer(False, _("This condition is already settled."))


def _locked(condition: Condition) -> Condition:
    """Lock the case, then read the condition afresh."""
    case = Case.objects.select_for_update().get(pk=condition.case_id)
    afresh = Condition.objects.get(pk=condition.pk)
    afresh.case = case
    return afresh


def _journal(condition: Condition, action: str, by: User, details: dict[str, Any]) -> None:
    journal.record(
        case=condition.case, action=action, actor=by, details={"condition": condition.pk} | details
    )
