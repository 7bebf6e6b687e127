"""Who reads requests for help, and who answers: the region its own, the directorate all (R7.5, D1)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflows.cases.rights import HIDDEN, NATIONAL_ROLES, Answer, Scope
from workflows.directory.models import Role, User

from .models import BufetatRequest


def visible_requests(user: User) -> QuerySet[BufetatRequest]:
    """Return the requests a person may read; a region sees what it is asked, and nothing else of the case."""
    scope = Scope.of(user)
    if scope.holds(*NATIONAL_ROLES):
        return BufetatRequest.objects.all()
    return BufetatRequest.objects.filter(Q(region__in=scope.places("region", Role.BUFETAT)))


def has_requests(user: User) -> bool:
    """Return whether a person's roles read requests at all; asks nothing beyond the roles."""
    scope = Scope.of(user)
    return scope.holds(*NATIONAL_ROLES) or bool(scope.places("region", Role.BUFETAT))


def may_answer(user: User, request: BufetatRequest) -> Answer:
    """Return whether a person may answer a request, and if not why."""
    if not visible_requests(user).filter(pk=request.pk).exists():
        return HIDDEN
    if request.region_id not in Scope.of(user).places("region", Role.BUFETAT):
        return Answer(False, _("The region that was asked answers."))
    return Answer(True)
