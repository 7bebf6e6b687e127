"""Who reads the overview, and of which offices (R7.4): sums only; which cases lie behind them, the list of cases says.

The directorate reads every office's figures, and an office its own. Offices for trials are never counted.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflows.cases.rights import HIDDEN, NATIONAL_ROLES, Answer, Scope
from workflows.directory.models import OFFICE_ROLES, GovernorOffice, Role, User

READ_ALL = (
    *NATIONAL_ROLES,
    Role.EDITOR,
    Role.GUIDELINE_REVIEWER,
)  # those who write the rules see what they led to


def reads_all(user: User) -> bool:
    """Return whether a person reads the figures of every office; asks nothing beyond the roles."""
    return Scope.of(user).holds(*READ_ALL)


def may_read(user: User) -> bool:
    """Return whether a person reads any figures at all; asks nothing beyond the roles."""
    return reads_all(user) or bool(Scope.of(user).places("office", *OFFICE_ROLES))


def offices_of(user: User) -> QuerySet[GovernorOffice]:
    """Return the offices whose figures a person reads; none of trials."""
    offices = GovernorOffice.objects.real()
    if reads_all(user):
        return offices
    return offices.filter(pk__in=Scope.of(user).places("office", *OFFICE_ROLES))


def may_set_frame(user: User) -> Answer:
    """Return whether a person may say what the directorate has to distribute, and if not why."""
    if Scope.of(user).holds(*NATIONAL_ROLES):
        return Answer(True)
    if not may_read(user):
        return HIDDEN
    return Answer(False, _("The directorate’s fund managers write what there is to distribute."))
