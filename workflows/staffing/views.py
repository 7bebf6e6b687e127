"""The pages of absences, and an administrator's pages of people."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflows import errors
from workflows.cases.rights import Scope
from workflows.directory import holding
from workflows.directory.models import OFFICE_ROLES, Role, RoleAssignment, RoleProposal, User
from workflows.directory.models.people import PLACES
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict
from workflows.ui.matching import any_case, words_of

from . import absences, approving, giving, leaving
from .forms import AbsenceForm, EndRoleForm, GiveRoleForm, InviteForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: SignedIn) -> HttpResponse:
    """Show who is away from one's office, and register an absence."""
    scope = Scope.of(request.user)
    if not scope.holds(*OFFICE_ROLES, Role.ADMINISTRATOR):
        raise Http404
    form = AbsenceForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("substitute", "first_day", "last_day")}
        try:
            absences.register_absence(person=form.who, by=request.user, **given)
        except errors.Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        else:
            messages.success(request, _("The absence is registered, and the substitute is told."))
            return redirect("absences")
    page = paging.by_key(absences.visible(request.user), request)
    context = {"form": form, "page": page, "administrator": scope.holds(Role.ADMINISTRATOR)}
    return render(request, "staffing/absences.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """End an absence before its time."""
    try:
        absences.end_absence(pk=pk, by=request.user)
    except errors.NotThere:
        raise Http404 from None
    except errors.NotAllowed as denied:
        raise PermissionDenied(denied.reason) from None
    except errors.Refused as refused:
        messages.error(request, str(refused.messages[0]))
    else:
        messages.success(request, _("The absence is ended."))
    return redirect("absences")


def _people(user: User) -> QuerySet[User]:
    """Return all people with the roles they have or will have, for administrators; 404 for others."""
    try:
        leaving.demand_administrator(user)
    except errors.NotThere:
        raise Http404 from None
    roles = RoleAssignment.objects.select_related(*PLACES, "given_by").order_by("pk")
    return User.objects.filter(is_trial=False).prefetch_related(Prefetch("roles", roles))


@login_required
@require_safe
def people(request: SignedIn) -> HttpResponse:
    """List the people with an account, newest first, for administrators."""
    asked = request.GET.get("q", "")[:100]
    found = _people(request.user)
    for word in words_of(asked):
        pattern = any_case(word)
        named = [found.filter(**{f"{name}__regex": pattern}) for name in ("first_name", "last_name", "email")]
        found = named[0] | named[1] | named[2]
    context = {
        "page": paging.by_key(holding.without_stand_ins(found), request),
        "asked": asked.replace("\0", ""),
        "proposals": approving.waiting(),
    }
    return render(request, "staffing/people.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedIn) -> HttpResponse:
    """Invite somebody: an account, and a letter that opens it; the roles are given on the person's page."""
    _people(request.user)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        invited = giving.invite(by=request.user, **form.cleaned_data)
        messages.success(request, _("The letter is on its way. Give the person a role here."))
        return redirect("role-give", pk=invited.pk)
    return render(request, "staffing/invite.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: SignedIn, pk: int) -> HttpResponse:
    """Give a person a role at a place, from a day and to a day."""
    found = _people(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = GiveRoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            given = giving.give_role(person=found, by=request.user, **form.cleaned_data)
        except errors.NotAllowed as denied:
            raise PermissionDenied(denied.reason) from None
        except errors.Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        else:
            messages.success(
                request, _proposed() if isinstance(given, RoleProposal) else _("The role is given.")
            )
            return redirect("person", pk=pk)
    context = {"form": form, "shown": found}
    return render(request, "staffing/give_role.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def decide_role(request: SignedIn, pk: int) -> HttpResponse:
    """Approve a role that another administrator has proposed, or turn it down."""
    approved = request.POST.get("action") == "approve"
    try:
        approving.decide(pk=pk, approved=approved, by=request.user)
    except errors.NotThere:
        raise Http404 from None
    except errors.NotAllowed as denied:
        raise PermissionDenied(denied.reason) from None
    except errors.AlreadyDone as done:
        return conflict(request, winner=done.by, at=done.at, back=reverse("people"))
    messages.success(request, _("The role is given.") if approved else _("The role is not given."))
    return redirect("people")


def _proposed() -> str:
    return _("The role is proposed. It holds when another administrator has approved it.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedIn, pk: int) -> HttpResponse:
    """Show a person and their roles; close the account, open it, or end a role."""
    found = _people(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = EndRoleForm()
    if request.method == "POST":
        act = {"close": _close, "open": _open, "lead": _lead, "unlock": _unlock}.get(
            request.POST.get("action", "")
        )
        form = EndRoleForm(request.POST)
        try:
            if act is not None:
                act(request, found)
                return redirect("person", pk=pk)
            if form.is_valid():
                _end_role(request, found, form.cleaned_data)
                return redirect("person", pk=pk)
        except errors.NotAllowed as denied:
            raise PermissionDenied(denied.reason) from None
        except errors.Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
    context = {
        "shown": found,
        "form": form,
        "open_tasks": found.work.filter(open=True).count(),
        "proposals": approving.waiting().filter(person=found),
    }
    return render(request, "staffing/person.html", context, status=422 if form.errors else 200)


def _close(request: SignedIn, person: User) -> None:
    _told(request, _("The account is closed."), leaving.deactivate(person=person, by=request.user))


def _open(request: SignedIn, person: User) -> None:
    leaving.reactivate(person=person, by=request.user)
    messages.success(request, _("The account is open again."))


def _unlock(request: SignedIn, person: User) -> None:
    leaving.demand_administrator(request.user)
    get_adapter(request).unlock(request, person)
    messages.success(request, _("The person can try to log in again."))


def _lead(request: SignedIn, person: User) -> None:
    held = _role_of(person, request.POST.get("role", ""))
    leaving.set_leader(held=held, leads=not held.leads, by=request.user)
    messages.success(request, _("It is written down who leads the office."))


def _role_of(person: User, asked: str) -> RoleAssignment:
    held = next((role for role in person.roles.all() if str(role.pk) == asked), None)
    if held is None:
        raise Http404
    return held


def _end_role(request: SignedIn, person: User, given: dict[str, Any]) -> None:
    held = _role_of(person, request.POST.get("action", ""))
    returned = leaving.end_role(held=held, last_day=given["last_day"], by=request.user)
    _told(request, _("The role has a last day."), returned)


def _told(request: SignedIn, done: str, returned: int) -> None:
    tasks = ngettext(
        "%(count)s task went back to the queue.", "%(count)s tasks went back to the queue.", returned
    ) % {"count": returned}
    messages.success(request, f"{done} {tasks}" if returned else done)
