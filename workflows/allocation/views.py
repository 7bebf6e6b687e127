"""The pages of an allocation: the calls, and one call's applications side by side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import clock
from workflows.cases.models import CaseStatus
from workflows.errors import AlreadyDone, Refused
from workflows.money.views import allowed, year_of
from workflows.pages.signed_in import SignedIn
from workflows.schemes.models import Call
from workflows.ui.dates import long_datetime
from workflows.ui.errors import handler400

from . import actions, reading, rights
from .forms import AlternativeForm, SendForm
from .frame import find_call, frame
from .models import Alternative, Proposal

RECALCULATE, SAVE, SAVE_NEW, SEND, AUTOSAVE = "recalculate", "save", "save_new", "send", "autosave"


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the calls of a year with how many applications wait, and whether a proposal does."""
    if not rights.sees_rounds(request.user):
        raise Http404
    year = year_of(request, clock.today().year)
    filed = ~Q(cases__status=CaseStatus.DRAFT) & Q(cases__isnull=False)
    proposed = Proposal.objects.filter(call=OuterRef("pk"), state=Proposal.State.PROPOSED)
    calls = (
        rights.visible_calls(request.user)
        .filter(year=year)
        .annotate(
            applications=Count("cases", filter=filed, distinct=True),
            undecided=Count("cases", filter=filed & Q(cases__decision__isnull=True), distinct=True),
            is_proposed=Exists(proposed),
        )
    )
    context = {
        "calls": calls.order_by("office__code", "scheme_version__code", "id"),
        "year": year,
        "years": range(clock.today().year + 1, clock.today().year - 4, -1),
    }
    return render(request, "allocation/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def allocation(request: SignedIn, call: int) -> HttpResponse:
    """Show a call's applications side by side, and work out how its pot is distributed."""
    found = find_call(request, call)
    alternatives = list(found.alternatives.select_related("changed_by"))
    chosen = _chosen(request, alternatives)
    if request.POST.get("action") == AUTOSAVE:
        return _autosave(request, found, chosen)
    rows = reading.in_order(reading.rows_of(found, request.user), request.GET.get("sort", ""))
    if request.method != "POST":
        return _show(request, found, alternatives, AlternativeForm(rows=rows, alternative=chosen))
    allowed(rights.may_work_out(request.user, found))
    act = request.POST.get("action", SAVE)
    form = AlternativeForm(request.POST, rows=rows, alternative=chosen, demand_reasons=act == SEND)
    if act == RECALCULATE:
        return _show(request, found, alternatives, form)
    if act not in (SAVE, SAVE_NEW, SEND):
        return handler400(request)
    return _act(request, found, alternatives, form, act)


def _act(
    request: SignedIn, call: Call, alternatives: list[Alternative], form: AlternativeForm, act: str
) -> HttpResponse:
    """Save what was typed, and send it where that was asked; what was typed is kept whatever happens."""
    pot = reading.pot_of(call)
    send = SendForm(request.POST if act == SEND else None)
    if not form.is_valid() or (act == SEND and not form.refuse_over(pot.available if pot else 0)):
        return _show(request, call, alternatives, form, send=send, status=422)
    try:
        with (
            transaction.atomic()
        ):  # what cannot be sent is not saved either: the version typed from still holds
            kept = _save(request, call, form, None if act == SAVE_NEW else form.alternative)
            proposal = _send(request, call, form, send) if act == SEND and send.is_valid() else None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, call, alternatives, form, send=send, status=422)
    except AlreadyDone as earlier:
        return _overtaken(request, call, form, earlier)
    if proposal is not None:
        messages.success(request, _("The proposal is sent. A decision maker approves it or sends it back."))
        return redirect(proposal)
    messages.success(request, _("The alternative is saved."))
    return redirect(kept)


def _send(request: SignedIn, call: Call, form: AlternativeForm, send: SendForm) -> Proposal:
    return actions.propose(
        call=call,
        name=form.cleaned_data["name"],
        rows=form.rows,
        lines=form.lines,
        note=send.cleaned_data["note"],
        by=request.user,
    )


def _autosave(request: SignedIn, call: Call, chosen: Alternative | None) -> JsonResponse:
    """Save what is typed so far, and answer in JSON: the new version, or in words why nothing was saved."""
    allowed(rights.may_work_out(request.user, call))
    rows = reading.bare_rows_of(call, request.user)
    form = AlternativeForm(request.POST, rows=rows, alternative=chosen)
    if not form.is_valid():
        return JsonResponse({"said": _("Not saved: correct what is marked when you save.")}, status=422)
    try:
        kept = _save(request, call, form, chosen)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    except AlreadyDone as earlier:
        told = {"person": earlier.by, "time": long_datetime(earlier.at)}
        said = (
            _("Not saved: %(person)s saved this alternative %(time)s. Press Save to see your choices.") % told
        )
        return JsonResponse({"said": said}, status=409)
    said = _("Saved %(time)s") % {"time": long_datetime(kept.changed_at)}
    return JsonResponse({"version": kept.version, "url": kept.get_absolute_url(), "said": said})


def _save(
    request: SignedIn, call: Call, form: AlternativeForm, alternative: Alternative | None
) -> Alternative:
    return actions.save(
        call=call,
        alternative=alternative,
        name=form.cleaned_data["name"],
        lines=form.lines,
        version=form.cleaned_data["version"],
        by=request.user,
    )


def _overtaken(request: SignedIn, call: Call, form: AlternativeForm, earlier: AlreadyDone) -> HttpResponse:
    """Show what was typed, say who saved meanwhile, and let it be saved over theirs, or as a new alternative."""
    alternatives = list(call.alternatives.select_related("changed_by"))
    newest = (
        next(each for each in alternatives if each.pk == form.alternative.pk) if form.alternative else None
    )
    again = request.POST.copy()
    again["version"] = str(newest.version if newest else 0)
    form = AlternativeForm(again, rows=form.rows, alternative=newest)
    return _show(request, call, alternatives, form, earlier=earlier, status=409)


def _chosen(request: SignedIn, alternatives: list[Alternative]) -> Alternative | None:
    """Return the alternative that the address asks for; the newest where it asks for none, none for `ny`."""
    asked = request.GET.get("alternativ", "")
    if asked == "ny":
        return None
    if not asked:
        return alternatives[-1] if alternatives else None
    found = next((each for each in alternatives if str(each.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _show(
    request: SignedIn,
    call: Call,
    alternatives: list[Alternative],
    form: AlternativeForm,
    *,
    send: SendForm | None = None,
    earlier: AlreadyDone | None = None,
    status: int = 200,
) -> HttpResponse:
    pot = reading.pot_of(call)
    available, proposed = pot.available if pot else 0, form.proposed
    asked = form.alternative.pk if form.alternative else "ny"
    address = reverse("allocation", args=[call.pk])
    context = {
        **frame(call),
        "form": form,
        "send": send or SendForm(),
        "alternatives": alternatives,
        "chosen": form.alternative,
        "parts": [
            {"title": each.name, "url": f"{address}?alternativ={each.pk}", "is_current": each.pk == asked}
            for each in alternatives
        ]
        + [{"title": _("New alternative"), "url": f"{address}?alternativ=ny", "is_current": asked == "ny"}],
        "pot": pot,
        "available": available,
        "proposed": proposed,
        "left": available - proposed,
        "over": max(0, proposed - available),
        "proposals": call.proposals.select_related("by", "decided_by")[:5],
        "may_work_out": rights.may_work_out(request.user, call),
        "earlier": earlier,
        "default_sort": "number",
    }
    return render(request, "allocation/round.html", context, status=status)
