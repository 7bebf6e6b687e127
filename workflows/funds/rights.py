"""Who sees which pots, and who changes them: one question, one answer, with the reason in words (P2, D1–D4).

An office's caseworkers and decision makers see their own office's pots and nothing of the others'. The directorate's
fund managers see all, and alone give, lower, move and take back authority: an office asks, and they do it.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflows.cases.rights import HIDDEN, NATIONAL_ROLES, Answer, Scope
from workflows.directory.models import GovernorOffice, Role, User

from .models import Pot

SEE_THEIR_OFFICES = (Role.CASEWORKER, Role.DECISION_MAKER)
SEE, DISTRIBUTE, CHANGE, MOVE, END_YEAR = "see", "distribute", "change", "move", "end_year"


def visible_pots(user: User) -> QuerySet[Pot]:
    """Return the pots a person sees."""
    return Pot.objects.filter(office__in=visible_offices(user)).select_related("office")


def visible_offices(user: User) -> QuerySet[GovernorOffice]:
    """Return the offices whose pots a person sees."""
    scope = Scope.of(user)
    if scope.holds(*NATIONAL_ROLES):
        return GovernorOffice.objects.real()
    return GovernorOffice.objects.filter(pk__in=scope.places("office", *SEE_THEIR_OFFICES))


def sees_pots(user: User) -> bool:
    """Return whether a person sees any office's pots; asks nothing beyond the roles."""
    scope = Scope.of(user)
    return scope.holds(*NATIONAL_ROLES) or bool(scope.places("office", *SEE_THEIR_OFFICES))


def may(user: User, act: str, *, office: GovernorOffice | None = None) -> Answer:
    """Return whether a person may see, distribute, change, move or end the year of pots, and if not why.

    `office` is whose pots they are; without it, anybody's. Raises LookupError for an act that is none.
    """
    reasons = {
        SEE: "",
        DISTRIBUTE: _("The directorate distributes spending authority."),
        CHANGE: _("The directorate raises and lowers spending authority. Ask its fund managers."),
        MOVE: _("The directorate moves spending authority between pots. Ask its fund managers."),
        END_YEAR: _("The directorate takes back what was not distributed when the year has ended."),
    }
    if act not in reasons:
        raise LookupError(f"There is no act {act} on pots.")
    scope = Scope.of(user)
    if scope.holds(*NATIONAL_ROLES):
        return Answer(True)
    places = scope.places("office", *SEE_THEIR_OFFICES)
    if not places or (office is not None and office.pk not in places):
        return HIDDEN
    return Answer(True) if act == SEE else Answer(False, reasons[act], is_theirs=False)
