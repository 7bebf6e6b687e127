"""Keeping a filter of the lists of work, sharing it with an office, and forgetting it."""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflows.cases.models import SavedFilter
from workflows.directory.models import GovernorOffice, User
from workflows.errors import NotThere, Refused

from .listing import offices_of

MOST = 50  # one person keeps


def visible(user: User) -> QuerySet[SavedFilter]:
    """Return the filters a person keeps, and those shared with the offices they work at; by name."""
    theirs = Q(owner=user)
    if offices := offices_of(user):
        theirs |= Q(shared_with__in=offices)
    return SavedFilter.objects.filter(theirs).select_related("owner")


def save_filter(*, by: User, name: str, query: str, share_with: GovernorOffice | None = None) -> SavedFilter:
    """Keep a filter under a name. Raises Refused for a name that is taken, for too many, and for others' offices."""
    if share_with and share_with.pk not in offices_of(by):
        raise Refused(_("You can share it only with an office you work at."))
    if SavedFilter.objects.filter(owner=by).count() >= MOST:
        raise Refused(_("You keep %(most)s filters already. Delete one first.") % {"most": MOST})
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(owner=by, name=name, query=query, shared_with=share_with)
    except IntegrityError:
        raise Refused(_("You already have a filter of this name.")) from None


def delete_filter(*, by: User, pk: int) -> None:
    """Forget a filter; only its maker can. Raises NotThere for what is not theirs."""
    deleted, _rows = SavedFilter.objects.filter(owner=by, pk=pk).delete()
    if not deleted:
        raise NotThere
