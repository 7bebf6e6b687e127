"""The list of cases, the case page and its parts, and documents."""

import logging
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, prefetch_related_objects
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows import clock, letters
from workflows.accounts.acts_for import reader
from workflows.application import replying, withdrawing
from workflows.application.receiving import offices_of
from workflows.audit.stopping import may_tell
from workflows.audit.stopping import refusal as cannot_stop
from workflows.cases import panels
from workflows.cases.acts import acts_in
from workflows.cases.correspondence import writes_messages
from workflows.cases.models import Case, CaseEnding, CaseStatus, Document, WorkItem
from workflows.cases.pausing import handling_days
from workflows.cases.rights import (
    HANDLING_ROLES,
    NATIONAL_ROLES,
    Scope,
    at_office,
    can,
    decides_at,
    is_only_asked,
    leads,
    open_work,
    prepares,
    sees_internal,
    visible_cases,
    visible_documents,
    writes_along,
)
from workflows.cases.settling import awaited
from workflows.directory.models import User
from workflows.offices.transferring import open_transfer
from workflows.report.offering import carry_over_offer
from workflows.ui.errors import conflict

from . import paging
from .acting import Acting
from .ahead import ahead
from .context import case_frame
from .narrowing import Narrowing, choices
from .signed_in import SignedIn
from .story import story
from .timeline import STATUS_TONES, timeline
from .whom import WHERE, Waited, waited_for

log = logging.getLogger("nettverksmidler.cases")
_SHOWN_WITH = (
    "office",
    "substitute_office__office",
    "network",
    "scheme_version",
    "edition",
    "municipality__county",
    "call",
    "arrival",
)


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """List the cases one may see, newest first, with filters in the address."""
    cases = visible_cases(reader(request)).select_related(
        "network", "scheme_version", "office", "application"
    )
    asked, status = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("status", "")
    if status in CaseStatus.values:
        cases = cases.filter(status=status)
    elif status in CaseEnding.values:
        cases = cases.filter(ending=status)
    if asked:
        cases = cases.filter(
            Q(number__icontains=asked) | Q(title__icontains=asked) | Q(network__name__icontains=asked)
        )
    narrowing = Narrowing.of(request.GET)
    cases = narrowing.apply(cases)
    context = {
        "page": paging.by_key(cases, request),
        "count": paging.up_to_thousand(cases),
        "asked": asked,
        "status": status,
        "statuses": [*CaseStatus.choices, *CaseEnding.choices],
        "tones": STATUS_TONES,
        "narrowing": narrowing,
        "choices": choices(request.user, narrowing),
        "filtered": bool(asked or status or narrowing),
        "may_register": bool(offices_of(request.user)),
    }
    return render(request, "cases/list.html", context)


def find_case(user: User, number: str) -> Case:
    """Return a case the user may see, by number; 404 otherwise, as for one that does not exist."""
    cases = visible_cases(user).select_related(*_SHOWN_WITH)
    case = cases.filter(number=number).first()
    if case is None:
        raise Http404
    return case


def _filed_since(user: User, number: str) -> Case | None:
    """Return the case a draft's old address leads to."""
    return visible_cases(user).filter(draft_number=number).first() if number.startswith("UTKAST-") else None


@login_required
@require_safe
def overview(request: SignedIn, number: str) -> HttpResponse:
    """Show where the case stands, what is waited for, and what there is to do."""
    filed = _filed_since(request.user, number)
    if filed:
        return redirect(filed)
    case = find_case(request.user, number)
    if is_only_asked(request.user, case):
        return redirect("case-part", number=case.number, part="soknad")
    frame = case_frame(case, request.user, "overview")
    internal = frame["internal"]
    is_here = case.sent_away_at is None
    prefetch_related_objects([case], "pauses", "payments")
    items = list(WorkItem.objects.filter(case=case).select_related("owner", "task", *WHERE).order_by("id"))
    own = set(open_work(request.user).filter(case=case).values_list("pk", flat=True))
    own |= {item.pk for item in items if writes_along(request.user, item)}
    for item in items:
        item.case = case
    waited = waited_for((item for item in items if item.open and item.pk not in own), internal=internal)
    context = {
        **frame,
        "timeline": timeline(case, items, internal=True, pauses=list(case.pauses.all()))
        if internal
        else _story(case, items, waited, request.user),
        "own": [_with_answer(item, request.user) for item in items if item.pk in own],
        "waiting": waited,
        "money": _money(case),
        "handling_days": handling_days(case) if internal else None,
        "may_write": is_here and not internal and writes_messages(case, request.user),
        "may_withdraw": is_here and leads(request.user, case) and not withdrawing.why_not(case),
        "acts": [] if internal or case.is_draft else acts_in(case, request.user),
        "offer": carry_over_offer(case, (item for item in items if item.open))
        if is_here and not internal and leads(request.user, case)
        else None,
        "may_stop": is_here and not internal and bool(may_tell(request.user, case)) and not cannot_stop(case),
        "awaited": awaited(case) if is_here else [],
        "asked": open_transfer(case) if is_here and Scope.of(request.user).holds(*HANDLING_ROLES) else None,
        "may_hand_over": is_here and at_office(request.user, case) and case.closed_at is None,
        "may_name_substitute": is_here
        and Scope.of(request.user).holds(*NATIONAL_ROLES)
        and case.closed_at is None,
        "may_reply": is_here and prepares(request.user, case) and replying.is_foreseen(case),
        "may_move": is_here and decides_at(request.user, case) and case.closed_at is None,
        "statements": case.standing_behind,
    }
    return render(request, "cases/overview.html", context)


def _story(case: Case, items: list[WorkItem], waited: list[Waited], user: User) -> list[dict[str, Any]]:
    """Return the timeline of those outside the office."""
    return story(
        case,
        done=[item for item in items if not item.open],
        waited=waited,
        coming=ahead(case, [item for item in items if item.open]),
        documents=visible_documents(user, case),
    )


def _with_answer(item: WorkItem, user: User) -> dict[str, Any]:
    acting = Acting.of(user, item)
    allowed = bool(acting) or bool(can(user, "write", item))
    return {"item": item, "allowed": allowed, "reason": acting.reason, "overdue": item.is_overdue}


def _money(case: Case) -> list[tuple[str, int | None]]:
    """Return the way of the amount so far, in whole kroner."""
    application, decision = getattr(case, "application", None), getattr(case, "decision", None)
    paid = sum(payment.amount for payment in case.payments.all() if payment.attested_at)
    rows = [
        (_("Requested"), application.requested_amount if application else None),
        (_("Awarded"), decision.awarded_amount if decision else None),
        (_("Paid"), paid or None),
    ]
    reports = list(case.reports.all()) if paid else []
    if reports:
        rows.append((_("Used"), sum(report.used_amount for report in reports)))
        rows.append((_("Not used"), reports[-1].unspent_amount))
    return rows


@login_required
@require_safe
def part(request: SignedIn, number: str, part: str) -> HttpResponse:
    """Show one part of a case."""
    case = find_case(request.user, number)
    panel = panels.panel(part, internal=sees_internal(request.user, case))
    if panel is None or not panel.shown(case, request.user):
        raise Http404
    if not panel.for_asked and is_only_asked(request.user, case):
        raise Http404
    frame = case_frame(case, request.user, part, here=str(panel.title))
    content = panel.content(case, request.user)
    return panel.draw(request, panel.template, {**frame, "panel": panel, "content": content})


@login_required
@require_safe
def document(request: SignedIn, number: str, document: int) -> HttpResponseBase:
    """Send a document's file, as an attachment that no browser runs (E3, D2)."""
    case = find_case(request.user, number)
    found = visible_documents(request.user, case).filter(pk=document).first()
    if found is None:
        raise Http404
    return download(request, found, back=case.get_absolute_url())


def download(request: HttpRequest, document: Document, *, back: str) -> HttpResponseBase:
    """Return the answer that sends a document's file, or says that it is damaged and leads `back`."""
    try:
        return send(document)
    except letters.DocumentDamaged:
        log.exception("document damaged", extra={"document": document.pk})
        reason = _(
            "The stored file is not the one that was registered, and is therefore not shown. Tell us about it."
        )
        return conflict(request, reason=reason, back=back)


def send(document: Document) -> FileResponse:
    """Return the file with safe headers; a letter not yet rendered is rendered now."""
    response = attachment(
        letters.document_file(document),
        filename=document.filename or document.title,
        content_type=document.content_type,
    )
    response["Last-Modified"] = document.date.astimezone(clock.OSLO).strftime("%a, %d %b %Y %H:%M:%S %z")
    return response


def attachment(data: bytes, *, filename: str, content_type: str) -> FileResponse:
    """Return a file as an attachment that no browser runs (E3)."""
    response = FileResponse(BytesIO(data), as_attachment=True, filename=filename, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
