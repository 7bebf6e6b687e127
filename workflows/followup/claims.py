"""The pages of money to be paid back: an office's claims with their sums, and one claim (R5.3)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import clock
from workflows.cases.correspondence import writes_messages
from workflows.cases.foreseeing import foreseen
from workflows.cases.rights import at_office, decides_at, visible_cases
from workflows.directory.models import User
from workflows.errors import NotAllowed, Refused
from workflows.pages import paging
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.report import claiming
from workflows.report.models import RepaymentClaim
from workflows.ui.dates import short_date
from workflows.ui.sheets import csv_response

from .forms import ReceiveForm, SendForm
from .rights import demand_follower, followed

OPEN, TO_SEND, OVERDUE, ALL = "apne", "usendte", "forfalte", "alle"


def visible_claims(user: User, shown: str = OPEN) -> QuerySet[RepaymentClaim]:
    """Return the claims that a person follows up: open ones, those to be sent, overdue ones, or all."""
    claims = RepaymentClaim.objects.filter(case__in=visible_cases(user), case__office__in=followed(user))
    left = claims.filter(received__lt=F("amount"))
    kinds = {
        OPEN: left,
        TO_SEND: left.filter(sent_at__isnull=True),
        OVERDUE: left.filter(due__lt=clock.today()),
        ALL: claims,
    }
    return kinds[shown].select_related("case__network", "case__scheme_version", "case__office")


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the claims one follows up, with their sums."""
    demand_follower(request.user)
    shown = _shown(request)
    claims = visible_claims(request.user, shown)
    total = Sum("amount", default=0)
    sums = claims.order_by().aggregate(claimed=total, came=Sum("received", default=0))
    choices = [
        (OPEN, _("Open claims")), (TO_SEND, _("To be sent")), (OVERDUE, _("Overdue")), (ALL, _("All claims"))
    ]  # fmt: skip
    context = {
        "page": paging.by_key(claims, request),
        "sums": sums,
        "left": sums["claimed"] - sums["came"],
        "shown": shown,
        "parts": [
            {"title": title, "url": f"?vis={code}", "is_current": code == shown} for code, title in choices
        ],
    }
    return render(request, "followup/claims.html", context)


@login_required
@require_safe
def as_csv(request: SignedIn) -> HttpResponse:
    """Send the claims of the list as a file for a spreadsheet."""
    demand_follower(request.user)
    head: list[str | int] = [
        *(_("Case"), _("Network"), _("Year"), _("To be paid back"), _("Received"), _("Left to pay")),
        *(_("To be paid by"), _("Sent")),
    ]
    rows: list[list[str | int]] = [
        [
            claim.case.number,
            str(claim.case.network),
            claim.year,
            claim.amount,
            claim.received,
            claim.left,
            short_date(claim.due),
            short_date(claim.sent_at),
        ]
        for claim in visible_claims(request.user, _shown(request)).order_by("-id")
    ]
    return csv_response([head, *rows], "tilbakebetaling")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: SignedIn, number: str, claim: int) -> HttpResponse:
    """Show a claim; a decision maker sends it, the office registers what comes while the case is elsewhere."""
    case = find_case(request.user, number)
    found = get_object_or_404(RepaymentClaim.objects.select_related("letter", "sent_by"), case=case, pk=claim)
    found.case = case
    if case.is_draft:
        raise Http404
    action = request.POST.get("action", "") if request.method == "POST" else ""
    send = SendForm(request.POST if action == "send" else None, claim=found)
    receive = ReceiveForm(request.POST if action == "receive" else None, claim=found)
    form: Any = {"send": send, "receive": receive}.get(action)
    if form is not None and form.is_valid():
        try:
            _do(action, found, form.cleaned_data, request.user)
        except NotAllowed as denied:
            raise PermissionDenied(denied.reason) from denied
        except Refused as refusal:
            for message in refusal.messages:
                form.add_error(None, message)
        else:
            done = _("The claim is sent.") if action == "send" else _("The repayment is registered.")
            messages.success(request, done)
            return redirect(found)
    task = case.items.filter(flow="report", node="repay", open=True).first()
    frame = case_frame(case, request.user, "rapport", here=_("Repayment"))
    internal = frame["internal"]
    context = {
        **frame,
        "claim": found,
        "repayments": list(found.repayments.select_related("registered_by")),
        "send": send if found.left and not found.sent_at and decides_at(request.user, case) else None,
        "receive": receive if found.left and not task and at_office(request.user, case) else None,
        "task": task if found.left and at_office(request.user, case) else None,
        "foreseen": [] if internal or not found.left else foreseen("krav", case),
        "may_ask": writes_messages(case, request.user) and not at_office(request.user, case),
    }
    return render(request, "followup/claim.html", context, status=422 if form is not None else 200)


def _do(action: str, found: RepaymentClaim, typed: dict[str, Any], by: User) -> None:
    if action == "send":
        claiming.send(
            claim=found, due=typed["due"], reason=typed["due_reason"], pay_to=typed["pay_to"], by=by
        )
    else:
        claiming.receive(claim=found, amount=typed["amount"], received_on=typed["received_on"], by=by)


def _shown(request: SignedIn) -> str:
    asked = request.GET.get("vis", OPEN)
    return asked if asked in (OPEN, TO_SEND, OVERDUE, ALL) else OPEN
