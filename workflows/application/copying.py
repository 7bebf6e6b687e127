"""Copying the answers of an earlier application into a new one, as far as the new form asks the same (issue 5)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from workflows.cases.models import Case, CaseStatus
from workflows.cases.rights import visible_cases
from workflows.directory.models import Network, User
from workflows.schemes.fields import Definition, field_type, in_language
from workflows.schemes.forms import definitions_of, is_typed
from workflows.schemes.models import Call

OFFERED = 10  # applications, the newest first


@dataclass(frozen=True)
class Copy:
    """The answers that fit the new form, and the labels of what was answered and does not come along."""

    answers: dict[str, Any]
    left_out: list[str]


def copyable(networks: list[Network], *, by: User) -> QuerySet[Case]:
    """Return the networks' applications that were sent and that a person sees, the newest first."""
    sent = visible_cases(by).exclude(status=CaseStatus.DRAFT).filter(network__in=networks)
    return sent.select_related("network", "scheme_version", "application").order_by("-submitted_at", "-pk")


def copy_of(earlier: Case, call: Call) -> Copy:
    """Return what of an earlier application can be asked again under a call; files stay where they are.

    A field comes along where the new form has one of the same code and type; dates move by the years between.
    """
    asked = {field["code"]: field for field in definitions_of(call.scheme_version.definition["sections"])}
    answers, left_out = {}, []
    for field in definitions_of(earlier.scheme_version.definition["sections"]):
        answer = earlier.application.answers.get(field["code"])
        if answer in (None, "", [], {}):
            continue
        carried = _carried(answer, field, asked.get(field["code"]), call.year - earlier.year)
        if carried is None:
            left_out.append(in_language(field["label"], get_language() or "nb"))
        else:
            answers[field["code"]] = carried
    return Copy(answers, left_out)


def _carried(answer: Any, old: Definition, new: Definition | None, years: int) -> Any:
    if new is None or is_typed(answer) or any(old.get(key) != new.get(key) for key in ("type", "multiple")):
        return None
    return field_type(new["type"]).carry(answer, new, years)
