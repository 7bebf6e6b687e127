"""The pages of an allocation: the calls, one call's applications side by side, and alternatives compared."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
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
from workflows.ui.errors import handler400
from workflows.ui.sheets import csv_response

from . import actions, reading, rights
from .forms import AlternativeForm, SendForm
from .models import Alternative, Proposal

RECALCULATE, SAVE, SAVE_NEW, SEND = "recalculate", "save", "save_new", "send"


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
            kept = actions.save(
                call=call,
                alternative=None if act == SAVE_NEW else form.alternative,
                name=form.cleaned_data["name"],
                lines=form.lines,
                version=form.cleaned_data["version"],
                by=request.user,
            )
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


@login_required
@require_safe
def compare(request: SignedIn, call: int) -> HttpResponse:
    """Show a call's alternatives beside each other, with their sums and what each leaves in the pot."""
    found = find_call(request, call)
    alternatives = list(found.alternatives.prefetch_related("lines"))
    given = [{line.case_id: line.amount for line in each.lines.all()} for each in alternatives]
    rows = reading.in_order(reading.rows_of(found, request.user), request.GET.get("sort", ""))
    open_cases = {row.case.pk for row in rows if row.is_open}
    pot = reading.pot_of(found)
    available = pot.available if pot else 0
    sums = [sum(amounts.get(pk) or 0 for pk in open_cases) for amounts in given]
    context = {
        **_frame(found, _("Compare alternatives")),
        "alternatives": alternatives,
        "rows": [(row, [amounts.get(row.case.pk) for amounts in given]) for row in rows],
        "sums": sums,
        "left": [available - each for each in sums],
        "available": available,
        "printed": clock.now(),
    }
    return render(request, "allocation/compare.html", context)


@login_required
@require_safe
def csv(request: SignedIn, call: int) -> HttpResponse:
    """Give a call's applications as CSV, with the amounts of every alternative."""
    found = find_call(request, call)
    alternatives = list(found.alternatives.prefetch_related("lines"))
    given = [{line.case_id: line for line in each.lines.all()} for each in alternatives]
    head = [
        _("Case"),
        _("Network"),
        _("Municipality"),
        _("Requested"),
        _("Recommended"),
        _("Score"),
        _("Awarded"),
    ]
    for each in alternatives:
        head += [each.name, f"{each.name}: {_('Reasons')}"]
    body = []
    for row in reading.rows_of(found, request.user):
        cells: list[str | int] = [
            row.case.number,
            str(row.case.network),
            str(row.case.municipality),
            row.requested,
            _blank(row.recommended),
            "" if row.score is None else str(row.score).replace(".", ","),
            _blank(row.awarded),
        ]
        for lines in given:
            line = lines.get(row.case.pk)
            cells += [_blank(line.amount if line else None), line.reason if line else ""]
        body.append(cells)
    name = f"allocation-{found.office.code}-{found.scheme_version.code}-{found.year}"
    return csv_response([head, *body], name)


def find_call(request: SignedIn, pk: int) -> Call:
    """Return a call whose allocation the person sees; 404 otherwise, as for one that does not exist."""
    call = rights.visible_calls(request.user).filter(pk=pk).first()
    if call is None:
        raise Http404
    return call


def _blank(amount: int | None) -> int | str:
    return "" if amount is None else amount


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


def _frame(call: Call, here: str = "") -> dict[str, Any]:
    """Return what the pages of a call's allocation show around their content."""
    way = [(_("Allocation"), f"{reverse('allocations')}?ar={call.year}")]
    address = reverse("allocation", args=[call.pk])
    return {
        "call": call,
        "crumbs": [*way, (str(call), address), (here, "")] if here else [*way, (str(call), "")],
    }


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
        **_frame(call),
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
