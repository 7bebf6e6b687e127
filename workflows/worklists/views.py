"""The lists of work, the filters kept of them, and giving tasks to colleagues."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflows import errors, reminders
from workflows.contacts import rights as contacts
from workflows.money import december
from workflows.offices import transferring
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn

from . import listing, saving, searching
from .assigning import assign_many
from .forms import AssignForm, FilterForm, SaveForm

MOST_DIGITS = 19  # of a row's number


@login_required
@require_safe
def mine(request: SignedIn) -> HttpResponse:
    """Show what waits for me, what is free, what others have to do, and my office's work, filtered as asked."""
    context = _lists(request, SaveForm(by=request.user))
    return render(request, "worklists/list.html", context)


def _lists(request: SignedIn, save: SaveForm) -> dict[str, Any]:
    """Return what the page of lists shows."""
    user, asked = request.user, request.GET
    people = listing.colleagues(user) if listing.offices_of(user) else []
    form = FilterForm(asked, calls=listing.calls(user), people=people)
    form.is_valid()
    found = {each.name: listing.matching(each.items, form.wanted) for each in listing.lists(user)}
    counts = paging.counts(user, found)
    shown = asked.get("liste", "")
    if shown not in found:
        shown = "mine" if counts["mine"] != "0" else "free"
    query = f"&{form.query}" if form.query else ""
    parts = [
        {"title": each.title, "url": f"?liste={each.name}{query}", "is_current": each.name == shown,
         "count": counts[each.name]}
        for each in listing.lists(user)
    ]  # fmt: skip
    return {
        "parts": parts,
        "page": paging.by_key(found[shown], request, order="id"),
        "shown": shown,
        "works_at_office": "office" in found,
        "form": form,
        "filtered": bool(form.wanted),
        "query": f"liste={shown}{query}",
        "save": save,
        "saved": list(saving.visible(user)),
        "offered": transferring.offered_to(user) if shown == "office" else [],
        "assign": AssignForm(people=people) if shown == "office" else None,
        "stands_in_for": {absence.person_id: absence.person for absence in user.stands_in_today()},
        "reminders": reminders.waiting_for(user),
        "keeps_contacts": contacts.has_places(user),
        "december": december.warning_for(user),
    }


@login_required
@require_POST
def keep(request: SignedIn) -> HttpResponse:
    """Keep the filter of the address this was posted to."""
    save = SaveForm(request.POST, by=request.user)
    context = _lists(request, save)
    if save.is_valid():
        try:
            saving.save_filter(
                by=request.user,
                name=save.cleaned_data["name"],
                query=context["query"],
                share_with=save.cleaned_data.get("shared_with"),
            )
        except errors.Refused as refused:
            save.add_error("name", [str(message) for message in refused.messages])
        else:
            messages.success(request, _("The filter is saved."))
            return redirect(f"{reverse('tasks')}?{context['query']}")
    return render(request, "worklists/list.html", context, status=422)


@login_required
@require_POST
def forget(request: SignedIn, pk: int) -> HttpResponse:
    """Forget a filter of one's own."""
    try:
        saving.delete_filter(by=request.user, pk=pk)
    except errors.NotThere:
        raise Http404 from None
    messages.success(request, _("The filter is deleted."))
    return redirect("tasks")


@login_required
@require_POST
def assign(request: SignedIn) -> HttpResponse:
    """Give the marked tasks of the office to a colleague, and tell what came of each."""
    people = listing.colleagues(request.user) if listing.offices_of(request.user) else []
    if not people:
        raise Http404
    form = AssignForm(request.POST, people=people)
    marked = request.POST.getlist("item")[: paging.SIZE]
    items = [int(each) for each in marked if each.isdecimal() and len(each) < MOST_DIGITS]
    if not form.is_valid() or not items:
        messages.error(request, _("Mark the tasks, and choose a colleague to give them to."))
        return redirect(f"{reverse('tasks')}?liste=office")
    given = assign_many(items=items, to=form.to_person, by=request.user)
    context = {"given": given, "to": form.to_person, "done": sum(not each.refused for each in given)}
    return render(request, "worklists/assigned.html", context)


@login_required
@require_safe
def find(request: SignedIn) -> HttpResponse:
    """Find cases, networks and documents within one's rights."""
    asked = " ".join(request.GET.get("q", "").replace("\0", "").split())[: searching.LONGEST]
    found = searching.search(request.user, asked) if asked else None
    return render(request, "worklists/search.html", {"asked": asked, "found": found})
