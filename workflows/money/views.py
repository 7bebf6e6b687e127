"""The pages of the pots: all of a year, one with its ledger, and what the directorate does with them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from workflows import clock
from workflows.cases.rights import Answer, visible_cases
from workflows.errors import AlreadyDone, Refused
from workflows.funds import managing, rights
from workflows.funds.balances import balances_of, end_of, pot_overview
from workflows.funds.models import LedgerEntry, LedgerKind, Pot
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn, attempt_key
from workflows.ui.amounts import format_amount
from workflows.ui.dates import short_date
from workflows.ui.errors import conflict, typed_texts
from workflows.ui.sheets import csv_response

from . import december, yearend
from .forms import ChangeForm, DayForm, DistributeForm, MoveForm
from .reading import lines, pot_rows, scheme_names, total_of

FIRST_YEAR = 2000


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the pots of a year that one sees, with their sums."""
    allowed(rights.may(request.user, rights.SEE))
    pots = rights.visible_pots(request.user)
    year = year_of(request, clock.today().year)
    years = set(pots.order_by().values_list("year", flat=True).distinct()) | {year, clock.today().year}
    rows = pot_rows(pots.filter(year=year).order_by("office__code", "scheme"))
    context = {
        "rows": rows,
        "total": total_of(rows),
        "year": year,
        "years": sorted(years, reverse=True),
        "may_distribute": rights.may(request.user, rights.DISTRIBUTE),
        "december": december.warning_for(request.user),
    }
    return render(request, "money/list.html", context)


@login_required
@require_safe
def pot(request: SignedIn, pot: int) -> HttpResponse:
    """Show a pot's sums and its ledger, as they stand or as a day ended."""
    found = _find(request, pot)
    form = DayForm(request.GET)
    day = form.cleaned_data["dato"] if form.is_valid() else None
    ledger = _ledger(found, day)
    page = paging.by_key(ledger.select_related("by"), request)
    context = {
        **_frame(request, found),
        "sums": pot_overview(found, on=day),
        "form": form if form.errors or day else DayForm(),
        "day": day,
        "page": page,
        "lines": lines(ledger, page, request.user),
        "year_end": yearend.ACT,
    }
    return render(request, "money/pot.html", context)


@login_required
@require_safe
def cases(request: SignedIn, pot: int) -> HttpResponse:
    """Show the cases that hold money of a pot, those one may see; of the others only how many there are."""
    found = _find(request, pot)
    holding = LedgerEntry.objects.filter(pot=found, kind=LedgerKind.COMMITMENT).values("case")
    seen = visible_cases(request.user).filter(pk__in=holding).select_related("network")
    page = paging.by_key(seen, request)
    balances = balances_of(page)
    context = {
        **_frame(request, found),
        "page": page,
        "rows": [(case, balances[case.pk]) for case in page],
        "unseen": holding.count() - seen.count(),
    }
    return render(request, "money/cases.html", context)


@login_required
@require_safe
def ledger_csv(request: SignedIn, pot: int) -> HttpResponse:
    """Give a pot's whole ledger as CSV, oldest first."""
    found = _find(request, pot)
    ledger = _ledger(found, None)
    told = reversed(lines(ledger, ledger.select_related("by").order_by("-id"), request.user))
    head = (_("Date"), _("Kind"), _("Case"), _("Amount"), _("Change"), _("Left"), _("By"), _("Reason"))
    body = (
        (
            short_date(line.entry.at),
            str(line.entry.get_kind_display()),
            line.case.number if line.case else "",
            line.entry.amount,
            line.entry.available_change,
            line.left,
            str(line.entry.by or ""),
            _note(line.entry),
        )
        for line in told
    )
    name = f"ledger-{found.office.code}-{found.scheme}-{found.year}"
    return csv_response([head, *body], name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def distribute(request: SignedIn) -> HttpResponse:
    """Give one or several offices authority for a scheme and a year."""
    allowed(rights.may(request.user, rights.DISTRIBUTE))
    initial = {
        "year": year_of(request, clock.today().year),
        "scheme": request.GET.get("ordning", next(iter(scheme_names()))).replace("\0", "")[:40],
    }
    form = DistributeForm(_typed(request), initial=initial)

    def act(key: str) -> managing.Done:
        typed = form.cleaned_data
        return managing.distribute(
            amounts=form.amounts,
            scheme=typed["scheme"],
            year=typed["year"],
            by=request.user,
            reason=typed["reason"],
            key=key,
        )

    page = {"title": _("Distribute authority"), "submit": _("Distribute"), "back": reverse("funds")}
    return _do(request, form, act, page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, pot: int) -> HttpResponse:
    """Raise or lower a pot's authority, never below what is committed."""
    found = _find(request, pot)
    allowed(rights.may(request.user, rights.CHANGE, office=found.office))
    form = ChangeForm(_typed(request))

    def act(key: str) -> managing.Done:
        reason = form.cleaned_data["reason"]
        return managing.change_authority(
            pot=found, change=form.change, by=request.user, reason=reason, key=key
        )

    return _do(request, form, act, _page_of(found, _("Raise or lower the authority"), _("Save")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedIn, pot: int) -> HttpResponse:
    """Move free money to another office's pot, or to another scheme's."""
    found = _find(request, pot)
    allowed(rights.may(request.user, rights.MOVE, office=found.office))
    form = MoveForm(_typed(request), initial={"office": found.office, "scheme": found.scheme})

    def act(key: str) -> managing.Done:
        return managing.move(source=found, by=request.user, key=key, **form.cleaned_data)

    return _do(request, form, act, _page_of(found, _("Move authority"), _("Move")))


def allowed(answer: Answer) -> None:
    """Raise Http404 for what the person does not see, PermissionDenied with the reason for what they may not do."""
    if not answer.visible:
        raise Http404
    if not answer:
        raise PermissionDenied(answer.reason)


def year_of(request: SignedIn, default: int) -> int:
    """Return the year that the address asks for (`?ar=2024`), or the default."""
    asked = request.GET.get("ar", "")
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == 4 and int(asked) >= FIRST_YEAR
    return int(asked) if is_year else default


def _find(request: SignedIn, pk: int) -> Pot:
    found = rights.visible_pots(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _ledger(found: Pot, day: dt.date | None) -> QuerySet[LedgerEntry]:
    entries = LedgerEntry.objects.filter(pot=found)
    return entries if day is None else entries.filter(at__lt=end_of(day))


def _note(entry: LedgerEntry) -> str:
    return _("Year-end") if entry.act == yearend.ACT else entry.note


def _typed(request: SignedIn) -> Any:
    return request.POST if request.method == "POST" else None


def _frame(request: SignedIn, found: Pot) -> dict[str, Any]:
    """Return what the pages of a pot show around their content."""
    current = request.resolver_match.url_name if request.resolver_match else ""
    parts = [("pot", _("Ledger")), ("pot-cases", _("Cases"))]
    scheme = scheme_names().get(found.scheme, found.scheme)
    return {
        "pot": found,
        "scheme": scheme,
        "crumbs": _way(found, scheme),
        "parts": [
            {"title": title, "url": reverse(name, args=[found.pk]), "is_current": name == current}
            for name, title in parts
        ],
        "may_change": rights.may(request.user, rights.CHANGE, office=found.office),
    }


def _way(found: Pot, scheme: str, here: str = "") -> list[tuple[str, str]]:
    way = [(_("Money"), f"{reverse('funds')}?ar={found.year}")]
    name = f"{found.office}, {scheme} {found.year}"
    return [*way, (name, found.get_absolute_url()), (here, "")] if here else [*way, (name, "")]


def _page_of(found: Pot, title: str, submit: str) -> dict[str, Any]:
    scheme = scheme_names().get(found.scheme, found.scheme)
    return {
        "title": title,
        "submit": submit,
        "back": found.get_absolute_url(),
        "crumbs": _way(found, scheme, title),
        "sums": pot_overview(found),
    }


def _do(
    request: SignedIn, form: forms.Form, act: Callable[[str], managing.Done], page: dict[str, Any]
) -> HttpResponse:
    """Show a form, and do what was typed, once for each key; a refusal stands on the form, what was typed is kept."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act(attempt_key(request))
        except Refused as refusal:
            for message in refusal.messages:
                form.add_error("amount" if "amount" in form.fields else None, message)
        except AlreadyDone as earlier:
            return conflict(
                request, winner=earlier.by, at=earlier.at, typed=typed_texts(form), back=page["back"]
            )
        else:
            _tell(request, done)
            return redirect(page["back"])
    crumbs = [(_("Money"), reverse("funds")), (page["title"], "")]
    context = {"crumbs": crumbs, **page, "form": form, "key": attempt_key(request)}
    return render(request, "money/form.html", context, status=422 if form.errors else 200)


def _tell(request: SignedIn, done: managing.Done) -> None:
    if done.repeated:
        messages.info(request, _("This was registered already, and is not registered again."))
        return
    amount = format_amount(max(abs(entry.amount) for entry in done.entries))
    if len(done.entries) == 1 or done.entries[0].kind == LedgerKind.MOVE:
        messages.success(request, _("Registered: %(amount)s.") % {"amount": amount})
        return
    count = len(done.entries)
    said = ngettext("Registered for %(count)s office.", "Registered for %(count)s offices.", count)
    messages.success(request, said % {"count": count})
