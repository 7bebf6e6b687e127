"""Keeping an export under a name, sharing it with an office, and forgetting it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflows.cases.rights import Scope
from workflows.directory.models import OFFICE_ROLES, User
from workflows.errors import NotThere, Refused

from .models import ExportDefinition
from .sending import may_use_folder

MOST = 50  # one person keeps


def offices_of(user: User) -> list[int]:
    """Return the offices a person works at, with which they share."""
    return list(dict.fromkeys(Scope.of(user).places("office", *OFFICE_ROLES)))


def visible(user: User) -> QuerySet[ExportDefinition]:
    """Return the exports a person keeps, and those shared with the offices they work at; by name.

    What a shared one gives is what the one who takes it out may see, not what its owner may.
    """
    theirs = Q(owner=user)
    if offices := offices_of(user):
        theirs |= Q(shared_with__in=offices)
    return ExportDefinition.objects.filter(theirs).select_related("owner")


def find(user: User, pk: int) -> ExportDefinition:
    """Return a kept export a person sees; raises NotThere."""
    found = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def save(*, by: User, name: str, **asked: Any) -> ExportDefinition:
    """Keep an export. Raises Refused for a name that is taken, for too many, for others’ offices and the folder."""
    shared, to = asked.get("shared_with"), asked.get("to")
    if shared and shared.pk not in offices_of(by):
        raise Refused(_("You can share it only with an office you work at."))
    if asked.get("schedule") and to == ExportDefinition.To.FOLDER and not (answer := may_use_folder(by)):
        raise Refused(answer.reason)
    if ExportDefinition.objects.filter(owner=by).count() >= MOST:
        raise Refused(_("You keep %(most)s exports already. Delete one first.") % {"most": MOST})
    try:
        with transaction.atomic():
            return ExportDefinition.objects.create(owner=by, name=name, **asked)
    except IntegrityError:
        raise Refused(_("You already have an export of this name.")) from None


def delete(*, by: User, pk: int) -> None:
    """Forget an export; only its owner can. Raises NotThere for what is not theirs."""
    deleted, _rows = ExportDefinition.objects.filter(owner=by, pk=pk).delete()
    if not deleted:
        raise NotThere
