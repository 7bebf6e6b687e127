"""Who sees a call's allocation, works it out, and approves it: with the reason in words (P3, P4, D1–D4)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflows.cases.rights import HIDDEN, NATIONAL_ROLES, Answer, Scope
from workflows.directory.models import Role, User
from workflows.funds.rights import visible_offices
from workflows.schemes.models import Call

from .models import Proposal


def visible_calls(user: User) -> QuerySet[Call]:
    """Return the calls whose allocation a person sees: their office's; the directorate's fund managers read all."""
    return Call.objects.filter(office__in=visible_offices(user)).select_related("office", "scheme_version")


def may_work_out(user: User, call: Call) -> Answer:
    """Return whether a person may work out alternatives and send one: whoever may assess at the office."""
    return _at(user, call, Role.CASEWORKER, _("The office’s caseworkers work out the allocation."))


def may_decide(user: User, call: Call) -> Answer:
    """Return whether a person may approve or return a proposal: the office's decision makers."""
    return _at(user, call, Role.DECISION_MAKER, _("The office’s decision makers approve the allocation."))


def may_answer(user: User, proposal: Proposal) -> Answer:
    """Return whether a person may approve or return a proposal: a decision maker who did not send it (A11)."""
    answer = may_decide(user, proposal.call)
    if answer and proposal.by_id == user.pk:
        return Answer(False, _("Two persons are needed: you sent this proposal yourself."))
    return answer


def sees_rounds(user: User) -> bool:
    """Return whether a person sees any allocation; asks nothing beyond the roles."""
    scope = Scope.of(user)
    return scope.holds(*NATIONAL_ROLES) or bool(scope.places("office", Role.CASEWORKER, Role.DECISION_MAKER))


def _at(user: User, call: Call, role: str, reason: str) -> Answer:
    scope = Scope.of(user)
    if call.office_id in scope.places("office", role):
        return Answer(True)
    sees = scope.holds(*NATIONAL_ROLES) or call.office_id in scope.places(
        "office", Role.CASEWORKER, Role.DECISION_MAKER
    )
    return Answer(False, reason, is_theirs=False) if sees else HIDDEN
