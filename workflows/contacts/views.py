"""The pages where each place keeps its contacts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows.cases.rights import Answer
from workflows.directory.models import ContactChange, ContactPerson, RegionOffer
from workflows.errors import Invalid
from workflows.pages.signed_in import SignedIn

from . import actions, places, rights
from .confirming import confirmed_on, is_due
from .forms import EnvironmentForm, OfferForm, PersonForm
from .history import told
from .places import Place

LINES_OF_HISTORY = 50


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the places whose contacts I see, when each was confirmed, and which are due."""
    confirmed = confirmed_on()
    rows = []
    for place in rights.visible_places(request.user):
        last = confirmed.get(place.key)
        rows.append({"place": place, "confirmed": last, "is_due": is_due(last)})
    return render(request, "contacts/list.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedIn, place: str) -> HttpResponse:
    """Show everything about a place's contacts; its own people confirm here that it is right."""
    found, answer = _find(request, place)
    if request.method == "POST":
        _allowed(answer)
        actions.confirm(found, by=request.user)
        messages.success(request, _("Thank you. The contacts are confirmed."))
        return redirect(found)
    last = confirmed_on().get(found.key)
    history = ContactChange.objects.filter(**found.where).select_related("by")[:LINES_OF_HISTORY]
    context = {
        "place": found,
        "may_edit": answer,
        "may_describe": found.kind == "environment"
        and (answer or rights.may_set_agreement(request.user, found)),
        "persons": ContactPerson.objects.filter(**found.where),
        "offers": RegionOffer.objects.filter(region=found.of) if found.kind == "region" else None,
        "confirmed": last,
        "is_due": is_due(last),
        "history": [told(change) for change in history],
        "crumbs": _way(found),
    }
    return render(request, "contacts/place.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedIn, place: str, pk: int | None = None) -> HttpResponse:
    """Add, change or end a contact person."""
    found, answer = _find(request, place)
    row = (
        get_object_or_404(ContactPerson, pk=pk, **found.where)
        if pk is not None
        else ContactPerson(**found.where)
    )
    _allowed(answer)
    form = PersonForm(_typed(request), instance=row, place=found)
    return _edit(request, found, form, _("New contact") if pk is None else row.name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: SignedIn, place: str, pk: int | None = None) -> HttpResponse:
    """Add, change or end something that a region offers (R1.9)."""
    found, answer = _find(request, place)
    if found.kind != "region":
        raise Http404
    row = (
        get_object_or_404(RegionOffer, pk=pk, region=found.of)
        if pk is not None
        else RegionOffer(region=found.of)
    )
    _allowed(answer)
    form = OfferForm(_typed(request), instance=row, place=found)
    return _edit(request, found, form, _("New offer") if pk is None else str(row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: SignedIn, place: str) -> HttpResponse:
    """Change what an environment says of itself, and the agreement, each by those who may."""
    found, answer = _find(request, place)
    if found.kind != "environment":
        raise Http404
    agreement = rights.may_set_agreement(request.user, found)
    _allowed(answer or agreement)
    form = EnvironmentForm(
        _typed(request),
        instance=found.of,
        may_describe=bool(answer),
        may_set_agreement=bool(agreement),
    )
    return _edit(request, found, form, _("About the environment"))


def _find(request: SignedIn, slug: str) -> tuple[Place, Answer]:
    """Return the place an address names and whether the one who asks may change its contacts.

    Raises Http404 for a place that is none, and for one that is not theirs to see.
    """
    found = places.find(slug)
    answer = rights.may_edit(request.user, found) if found else None
    if found is None or answer is None or not answer.visible:
        raise Http404
    return found, answer


def _typed(request: SignedIn) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _allowed(answer: Answer) -> None:
    if not answer:
        raise PermissionDenied(answer.reason)


def _edit(request: SignedIn, found: Place, form: forms.ModelForm, title: str) -> HttpResponse:
    """Show a form of a place, and write what was typed."""
    context = {"place": found, "form": form, "title": title, "crumbs": _way(found, title)}
    if request.method == "POST":
        try:
            change = actions.save(form, place=found, by=request.user)
        except Invalid:
            return render(request, "contacts/edit.html", context, status=422)
        if change:
            messages.success(request, _("Saved. The public page shows it within a minute."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect(found)
    return render(request, "contacts/edit.html", context)


def _way(found: Place, here: str = "") -> list[tuple[str, Any]]:
    """Return the way from the list of contacts to a page of a place."""
    way = [(_("Our contacts"), reverse("contacts"))]
    return [*way, (str(found), found.get_absolute_url()), (here, "")] if here else [*way, (str(found), "")]
