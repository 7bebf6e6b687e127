"""Who follows up: an office's caseworkers and decision makers their own cases, the directorate's fund managers all."""

from django.db.models import QuerySet
from django.http import Http404

from workflows.directory.models import GovernorOffice, User
from workflows.funds.rights import sees_pots, visible_offices


def followed(user: User) -> QuerySet[GovernorOffice]:
    """Return the offices whose paid grants a person follows up; the same as whose money they see."""
    return visible_offices(user)


def demand_follower(user: User) -> None:
    """Raise Http404 to those who follow up nobody's grants."""
    if not sees_pots(user):
        raise Http404
