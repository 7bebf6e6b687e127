"""The pages of networks: the list, a network, what is done there, and what the office keeps of municipalities."""

import logging
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows.cases.rights import Answer
from workflows.directory.models import Network
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.letters import DocumentDamaged
from workflows.pages import paging
from workflows.pages.cases import attachment
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict

from . import forms, listing, membership, outreach, planning, proposing, rights, showing, themes
from .acts import ACTS

log = logging.getLogger("nettverksmidler.networks")


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """List the networks one may see, with filters in the address."""
    asked = listing.asked(request.GET)
    found = listing.networks(request.user, asked)
    context = {
        "page": paging.by_key(found, request, order="id"),
        "count": paging.up_to_thousand(found),
        "asked": asked,
        "filtered": any(asked.values()),
        "kinds": Network.Kind.choices,
        "counties": listing.counties(request.user),
        "themes": themes.LISTED.items(),
        "may_start": rights.may_start(request.user),
        "proposals": list(proposing.waiting(request.user)[:50]),
        "crumbs": [(_("Networks"), "")],
    }
    return render(request, "networks/list.html", context)


@login_required
@require_safe
def network(request: SignedIn, code: str) -> HttpResponse:
    """Show everything about a network that one may read."""
    found = _get(request, code)
    context = showing.everything(found, request.user, request.GET.get("etter", ""))
    return render(request, "networks/network.html", context | {"crumbs": _way((str(found), ""))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn) -> HttpResponse:
    """Start a network."""
    _allowed(rights.may_start(request.user))
    form = forms.StartForm(request.POST or None, by=request.user)

    def do() -> Network:
        return membership.start(by=request.user, **_typed(form))

    context = {
        "title": _("Start a network"),
        "crumbs": _way((_("Start a network"), "")),
        "back": reverse("networks"),
    }
    return _done_with(request, form, do, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedIn, code: str, act: str, pk: int | None = None) -> HttpResponse:
    """Do one of the acts of a network's page, on the network or on one of its rows."""
    found, known = _get(request, code), ACTS.get(act)
    if known is None or (known.rows is None) != (pk is None):
        raise Http404
    target: Any = found
    if known.rows is not None:
        target = get_object_or_404(known.rows(found), pk=pk)
        target.network = found
    _allowed(known.may(request.user, target))
    form = known.form(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        by=request.user,
        network=found,
        target=target,
    )
    subject = "" if target is found else str(target)

    def do() -> Any:
        known.do(target, request.user, _typed(form))
        return known.leads_to(request.user, target) if known.leads_to else found

    context = {
        "title": known.title,
        "button": known.button,
        "subject": subject,
        "crumbs": _way((str(found), found.get_absolute_url()), (str(known.title), "")),
        "back": found.get_absolute_url(),
    }
    return _done_with(request, form, do, context)


@login_required
@require_safe
def plan(request: SignedIn, code: str, plan: int) -> HttpResponseBase:
    """Send a plan's file, as an attachment that no browser runs (E3, D2)."""
    found = _get(request, code)
    row = get_object_or_404(found.plans, pk=plan)
    try:
        data = planning.content(row)
    except DocumentDamaged:
        log.exception("plan damaged", extra={"network": found.code})
        reason = _(
            "The stored file is not the one that was registered, and is therefore not shown. Tell us about it."
        )
        return conflict(request, reason=reason, back=found.get_absolute_url())
    return attachment(data, filename=row.filename or row.title, content_type=row.content_type)


@login_required
@require_safe
def outside(request: SignedIn) -> HttpResponse:
    """List the municipalities that take part in no network, for their office and the directorate (R2.10)."""
    _for_offices(request)
    marked = bool(request.GET.get("marked"))
    found = outreach.outside(request.user, marked=marked).select_related("county")
    context = {
        "page": paging.by_key(found, request, order="id"),
        "count": paging.up_to_thousand(found),
        "marked": marked,
        "crumbs": _way((_("Municipalities in no network"), "")),
    }
    return render(request, "networks/outside.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def municipality(request: SignedIn, municipality: str) -> HttpResponse:
    """Show what an office has noted of a municipality, and note more (R2.10)."""
    seen = outreach.with_notes(rights.visible_municipalities(request.user))
    found = get_object_or_404(
        seen.select_related("county__office", "county__bufetat_region"), code=municipality
    )
    answer = rights.may_note(request.user, found)
    if request.method == "POST":
        _allowed(answer)
    form = forms.NoteForm(request.POST or None, by=request.user, target=found)

    def do() -> str:
        outreach.note(municipality=found, by=request.user, **_typed(form))
        return request.path

    way = _way((_("Municipalities in no network"), reverse("networks-outside")), (str(found), ""))
    context = {
        "municipality": found,
        "notes": found.notes.select_related("by")[:100],
        "networks": rights.visible_networks(request.user).filter(pk__in=showing.networks_of(found)),
        "may_note": answer,
        "crumbs": way,
    }
    return _done_with(request, form, do, context, template="networks/municipality.html")


@login_required
@require_safe
def overview(request: SignedIn) -> HttpResponse:
    """Show how many networks work on which theme, by county (R2.11)."""
    _for_offices(request)
    found = rights.visible_networks(request.user).select_related("responsible_municipality__county")
    context = {"counties": themes.by_county(found), "crumbs": _way((_("Themes"), ""))}
    return render(request, "networks/themes.html", context)


def _get(request: SignedIn, code: str) -> Network:
    """Return a network one may see; 404 otherwise, as for one that does not exist."""
    seen = rights.visible_networks(request.user).select_related(
        "responsible_municipality__county__office", "responsible_municipality__county__bufetat_region"
    )
    return get_object_or_404(seen, code=code)


def _for_offices(request: SignedIn) -> None:
    if not rights.oversees(request.user):
        raise Http404


def _allowed(answer: Answer) -> None:
    if not answer.visible:
        raise Http404
    if not answer:
        raise PermissionDenied(answer.reason)


def _typed(form: django_forms.Form) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _done_with(
    request: SignedIn,
    form: django_forms.Form,
    do: Callable[[], Any],
    context: dict[str, Any],
    *,
    template: str = "networks/edit.html",
) -> HttpResponse:
    """Show a form, or do what it says and go where `do` leads; a refusal stands in the form, what was typed kept."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():  # a service that was written into the register goes with a refusal
                    following = do()
            except Refused as refused:
                for message in refused.messages:
                    form.add_error(None, message)
            except NotAllowed as denied:
                raise PermissionDenied(denied.reason) from None
            except NotThere:
                raise Http404 from None
            else:
                messages.success(request, _("Saved."))
                return redirect(following)
    return render(request, template, context | {"form": form}, status=status)


def _way(*here: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Networks"), reverse("networks")), *here]
