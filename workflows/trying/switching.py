"""Trying as somebody: the session stays one's own, and its pages answer as to a trial account until one goes back.

Only accounts that hold roles in the trial and nowhere else can be tried as, and only by those who make schemes. The
second factor, the session's age and its end are those of the real person. The pages of one's own account stay one's
own, so that no trial account gets a password; so do the editor and the list of trials.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from workflows.cases.rights import Answer, Scope
from workflows.directory.models import Role, RoleAssignment, User
from workflows.directory.models.people import PLACES
from workflows.errors import NotThere
from workflows.pages.signed_in import SignedIn

log = logging.getLogger("nettverksmidler.trying")
KEY = "trying_as"  # in the session
WHO = (Role.EDITOR, Role.GUIDELINE_REVIEWER, Role.ADMINISTRATOR)  # of the directorate, not of one office
GetResponse = Callable[[HttpRequest], HttpResponse]
_OWN_PAGES = ("/konto/", "/cms/", "/prov/", "/healthz", "/readyz")


def may_try(user: User) -> bool:
    """Return whether a person tries schemes: who writes, approves or administers them. Asks only the roles."""
    return any(held.role in WHO and not held.office_id for held in Scope.of(user).roles)


def may_be_tried_as(account: User) -> Answer:
    """Return whether an account can be tried as: it is made for trials, and all it ever held lies in the trial."""
    if not account.is_trial or not account.is_active:
        return Answer(False, _("This account is not for trials."))
    for held in RoleAssignment.objects.filter(user=account).select_related(*PLACES):
        if not _lies_in_trial(held):
            return Answer(False, _("This account has a role outside the trial."))
    return Answer(True)


def _lies_in_trial(held: RoleAssignment) -> bool:
    """Return whether a role is held in the trial; an auditor's is held at no place, and opens only what is asked."""
    if held.role == Role.AUDITOR:
        return True
    if held.office:
        return held.office.is_trial
    if held.network:
        return held.network.office.is_trial
    if body := held.region or held.environment:
        return body.is_trial
    place = held.municipality or (held.service.host if held.service else None)
    return place is not None and place.office.is_trial


def switch(request: SignedIn, account: User) -> None:
    """Try as an account from the next request on; raises NotThere for those who may not, and for other accounts."""
    if not may_try(request.user) or not may_be_tried_as(account):
        raise NotThere
    request.session[KEY] = account.pk
    log.info("trying as", extra={"person": account.pk, "by": request.user.pk})


def switch_back(request: SignedIn) -> None:
    """Be oneself again."""
    if request.session.pop(KEY, None):
        log.info("no longer trying", extra={"by": request.user.pk})


class TryingMiddleware:
    """Answers as to the trial account somebody tries as. Asked anew each time: a right that is lost ends it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.removeprefix("/nn").startswith(_OWN_PAGES) and (key := _tried(request)):
            account = User.objects.filter(pk=key).first()
            if account and may_try(request.user) and may_be_tried_as(account):  # type: ignore[arg-type]
                request.tried_by, request.user = request.user, account  # type: ignore[attr-defined]
            else:
                del request.session[KEY]
        return self.get_response(request)


def _tried(request: HttpRequest) -> Any:
    """Return the number of who is tried as, if the session says so; who has no session is not asked."""
    return request.user.is_authenticated and request.session.get(KEY)


def context(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's `tried_as`: who somebody is tried as, else nothing; lazy, for pages that are kept."""
    return {"tried_as": SimpleLazyObject(lambda: request.user if hasattr(request, "tried_by") else None)}
