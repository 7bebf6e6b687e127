"""The pages of batches: hand in, look through, mend, approve, follow, undo."""

import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from imports import bundle, files, guard
from imports.kinds import CHANGED, KINDS, NEW, OUTCOMES, REFUSED, UNCHANGED, Kind, importable
from imports.models import RUNNING, Batch, BatchState
from imports.reading import Unreadable
from workflows.cases.rights import HANDLING_ROLES, Scope
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.pages.signed_in import SignedIn
from workflows.ui.dates import long_datetime
from workflows.ui.errors import conflict

from . import jobs, rights, sheets, store, verbs
from .forms import AnswersForm, ApplyForm, HandInForm, HeadingsForm

ON_A_PAGE = 50
FAULTS_SHOWN = 100  # the file to mend has all of them (C17)
Crumbs = list[tuple[str, str]]


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the batches I see, the newest first, and where a new one begins. 404 for who has nothing to do here."""
    _demand_any(request)
    before = request.GET.get("før", "")
    batches = rights.visible_batches(request.user)
    if before.isdecimal() and len(before) < 19:
        batches = batches.filter(pk__lt=int(before))
    rows = list(batches[: ON_A_PAGE + 1])
    older = f"?før={rows[ON_A_PAGE - 1].pk}" if len(rows) > ON_A_PAGE else ""
    shown = [(row, _label(row), *_state(row)) for row in rows[:ON_A_PAGE]]
    context = {"rows": shown, "older": older, "may_hand_in": bool(importable(request.user))}
    context["may_receive"] = bool(Scope.of(request.user).places("office", *HANDLING_ROLES))
    return render(request, "imports/batches.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: SignedIn) -> HttpResponse:
    """Take a file that passes the guard, and show it while it is read. 400 for one that does not, 413 for too much."""
    _demand_any(request)
    if not importable(request.user):
        raise PermissionDenied(_("You may look at this, but others take in such files."))
    initial = {"kind": request.GET.get("type", "")}
    form = HandInForm(request.POST or None, request.FILES or None, by=request.user, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            upload: UploadedFile = form.cleaned_data["file"]
            try:
                kind = form.kinds[form.cleaned_data["kind"]]
                _guarded(upload, kind)
                return redirect(verbs.hand_in(upload, name=upload.name or "", kind=kind, by=request.user))
            except Unreadable as fault:
                form.add_error("file", str(fault))
                status = 413 if fault.code == "too_large" else 400
    crumbs = [*_way(), (_("New import"), "")]
    return render(request, "imports/hand_in.html", {"form": form, "crumbs": crumbs}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: SignedIn, pk: int) -> HttpResponse:
    """Show everything about a batch, and do what is asked: choose columns, answer, apply, cancel, undo, start again."""
    found = _find(request, pk)
    if request.method == "GET" or request.method == "HEAD":
        return _show(request, found)
    act = _ACTS.get(request.POST.get("action", ""))
    if act is None:
        raise Http404
    try:
        return act(request, found)
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.reason) from None
    except verbs.Busy as busy:
        return conflict(request, reason=_busy_words(busy.other), back=found.get_absolute_url())
    except verbs.Overtaken:
        words = _("The import has changed since you opened the page.")
        return conflict(request, reason=words, back=found.get_absolute_url())
    except Refused as refusal:
        return _show(request, found, refusals=[str(words) for words in refusal.messages], status=409)


@login_required
@require_safe
def rows(request: SignedIn, pk: int, outcome: str) -> HttpResponse:
    """Show a page of the rows that would be, or were, new, changed, unchanged or refused."""
    found = _find(request, pk)
    if outcome not in OUTCOMES or not found.plan:
        raise Http404
    side = request.GET.get("side", "1")
    number = int(side) if side.isdecimal() and len(side) < 6 else 1
    planned = store.page(found, outcome, number - 1) if number > 0 else []
    if not planned and number != 1:
        raise Http404
    kind = KINDS.get(found.kind)
    labels = _labels(kind)
    total = getattr(found, outcome)
    names = found.told.get("names", []) if outcome == REFUSED else list(kind.names) if kind else []
    last = min(number * store.PAGE, total)
    context = {
        "batch": found,
        "outcome": outcome,
        "title": _outcomes()[outcome],
        "headings": [labels.get(name, name) for name in names] if outcome in (NEW, REFUSED) else [],
        "rows": [_told_row(row, labels) for row in planned],
        "previous_url": f"?side={number - 1}" if number > 1 else "",
        "next_url": f"?side={number + 1}" if last < total else "",
        "position": _("%(first)s–%(last)s of %(total)s")
        % {"first": (number - 1) * store.PAGE + 1, "last": last, "total": total},
        "crumbs": [*_way(), (str(found), found.get_absolute_url()), (_outcomes()[outcome], "")],
    }
    return render(request, "imports/rows.html", context)


@login_required
@require_safe
def refused(request: SignedIn, pk: int, ending: str) -> HttpResponse:
    """Give the refused rows as a file to mend, with the reasons in a column of their own."""
    found = _find(request, pk)
    kind = KINDS.get(found.kind)
    if ending not in sheets.ENDINGS or kind is None or not found.refused or not found.plan:
        raise Http404
    return _file(sheets.refused_file(found, kind, ending), f"{found.kind}-{found.pk}", ending)


@login_required
@require_safe
def kinds(request: SignedIn) -> HttpResponse:
    """Show what can be taken in, and by whom."""
    _demand_any(request)
    listed = [(kind, kind.may_import(request.user)) for kind in KINDS.values()]
    crumbs = [*_way(), (_("Columns and templates"), "")]
    return render(request, "imports/kinds.html", {"kinds": listed, "crumbs": crumbs})


@login_required
@require_safe
def columns(request: SignedIn, code: str) -> HttpResponse:
    """Document the columns of a kind: what they are called, what they hold, which must be there."""
    _demand_any(request)
    kind = _kind(code)
    crumbs = [*_way(), (_("Columns and templates"), reverse("imports:kinds")), (str(kind.label), "")]
    context = {
        "kind": kind,
        "columns": kind.columns(),
        "crumbs": crumbs,
        "may": kind.may_import(request.user),
    }
    return render(request, "imports/columns.html", context)


@login_required
@require_safe
def template(request: SignedIn, code: str, ending: str) -> HttpResponse:
    """Give an empty file to fill in."""
    _demand_any(request)
    kind = _kind(code)
    if ending not in sheets.ENDINGS:
        raise Http404
    return _file(sheets.template(kind.columns(), ending), code, ending)


def _choose(request: SignedIn, batch: Batch) -> HttpResponse:
    form = _headings_form(batch, request.POST)
    if form is None or not form.is_valid():
        return _show(request, batch, headings=form, status=422)
    return redirect(verbs.choose(batch, form.mapping, by=request.user))


def _answer(request: SignedIn, batch: Batch) -> HttpResponse:
    form = _answers_form(batch, request.POST)
    if form is None or not form.is_valid():
        return _show(request, batch, answers=form, status=422)
    return redirect(verbs.answer(batch, form.answers, by=request.user))


def _apply(request: SignedIn, batch: Batch) -> HttpResponse:
    seen = request.POST.get("plan", "")
    if seen != batch.plan_sha256:  # what is let in is what was looked at
        raise verbs.Overtaken
    return redirect(verbs.apply(batch, by=request.user, leave_out=bool(request.POST.get("leave_out"))))


def _cancel(request: SignedIn, batch: Batch) -> HttpResponse:
    verbs.cancel(batch, by=request.user)
    messages.success(request, _("The import is cancelled. Nothing was written."))
    return redirect(batch)


def _undo(request: SignedIn, batch: Batch) -> HttpResponse:
    return redirect(verbs.undo(batch, by=request.user))


def _again(request: SignedIn, batch: Batch) -> HttpResponse:
    return redirect(verbs.again(batch, by=request.user))


_ACTS = {
    "columns": _choose,
    "answers": _answer,
    "apply": _apply,
    "cancel": _cancel,
    "undo": _undo,
    "again": _again,
}


def _show(
    request: SignedIn,
    batch: Batch,
    *,
    headings: HeadingsForm | None = None,
    answers: AnswersForm | None = None,
    refusals: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = KINDS.get(batch.kind)
    is_open = batch.state == BatchState.PREVIEWED
    may_change = rights.may_change(request.user, batch)
    broken_off = verbs.is_broken_off(batch)
    done, total = jobs.progress(batch) if batch.state in RUNNING else (0, 0)
    labels = _labels(kind)
    faults = [fault for row in (store.page(batch, REFUSED, 0) if batch.refused and batch.plan else [])
              for fault in row.faults]  # fmt: skip
    word, tone = _state(batch)
    context = {
        "batch": batch,
        "kind": _label(batch),
        "state": word,
        "tone": tone,
        "told": batch.told,
        "mapped": [(each, labels.get(each["column"], "")) for each in batch.told.get("mapped", [])],
        "missing": [labels.get(name, name) for name in batch.told.get("missing", [])],
        "counts": [(outcome, label, getattr(batch, outcome)) for outcome, label in _outcomes().items()],
        "is_open": is_open,
        "is_running": batch.state in RUNNING,
        "broken_off": broken_off,
        "done": done,
        "total": total,
        "may_change": may_change,
        "may_apply": rights.may_apply(request.user, batch),
        "needs_second": bool(kind and kind.needs_second),
        "headings": headings or (_headings_form(batch) if is_open and may_change else None),
        "answers": answers or (_answers_form(batch) if is_open and may_change else None),
        "apply_form": ApplyForm() if batch.refused and not batch.told.get("of_file") else None,
        "faults": [(fault, labels.get(fault.column, fault.column)) for fault in faults[:FAULTS_SHOWN]],
        "refusals": refusals or [],
        "kept_days": settings.IMPORT_KEPT_DAYS,
        "events": batch.events.select_related("by"),
        "crumbs": [*_way(), (str(batch), "")],
    }
    return render(request, "imports/batch.html", context, status=status)


def _headings_form(batch: Batch, data: Any = None) -> HeadingsForm | None:
    kind, mapped = KINDS.get(batch.kind), batch.told.get("mapped", [])
    if kind is None or not mapped:
        return None
    return HeadingsForm(data, mapped=mapped, columns=list(kind.columns()))


def _answers_form(batch: Batch, data: Any = None) -> AnswersForm | None:
    questions = batch.told.get("questions", [])
    return AnswersForm(data, questions=questions) if questions else None


def _told_row(row: Any, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "cells": row.cells,
        "changes": [(labels.get(name, name), old, new) for name, (old, new) in row.changes.items()],
        "faults": [(labels.get(fault.column, fault.column), fault) for fault in row.faults],
        "note": row.note,
    }


def _guarded(upload: UploadedFile, kind: Kind) -> None:
    """Refuse what no parser may see, before anything is stored."""
    try:
        _look(Path(upload.temporary_file_path()), kind)  # type: ignore[attr-defined]
    except AttributeError:  # a small one is kept in memory
        with tempfile.NamedTemporaryFile() as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
            copy.flush()
            _look(Path(copy.name), kind)


def _look(path: Path, kind: Kind) -> None:
    with bundle.spreadsheet(path) if kind.takes_files else nullcontext(path) as sheet:
        guard.look(sheet)


def _find(request: SignedIn, pk: int) -> Batch:
    return get_object_or_404(rights.visible_batches(request.user), pk=pk)


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def _demand_any(request: SignedIn) -> None:
    if not rights.sees_any(request.user):
        raise Http404


def _way() -> Crumbs:
    return [(_("Exchange"), reverse("imports:batches"))]


def _label(batch: Batch) -> str:
    return str(KINDS[batch.kind].label) if batch.kind in KINDS else batch.kind


def _labels(kind: Kind | None) -> dict[str, str]:
    return {column.name: str(column.heading) for column in kind.columns()} if kind else {}


def _outcomes() -> dict[str, str]:
    return {
        NEW: _("New rows"),
        CHANGED: _("Changed rows"),
        UNCHANGED: _("Unchanged rows"),
        REFUSED: _("Refused rows"),
    }


def _state(batch: Batch) -> tuple[str, str]:
    """Return where a batch is in a word, and the tone of it."""
    if batch.state in RUNNING and batch.beat and verbs.is_silent(batch):
        return _("Broken off"), "danger"
    tones = {
        BatchState.APPLIED: "success",
        BatchState.UNREADABLE: "danger",
        BatchState.PREVIEWED: "warning",
        BatchState.UNDONE: "neutral",
        BatchState.CANCELLED: "neutral",
    }
    return str(batch.get_state_display()), tones.get(BatchState(batch.state), "info")


def _busy_words(other: Batch) -> str:
    words = _(
        "Another import is being written just now: «%(name)s», handed in by %(person)s %(time)s. Try again soon."
    )
    return words % {
        "name": other.name,
        "person": other.by or _("an operator"),
        "time": long_datetime(other.created),
    }


def _file(content: bytes, name: str, ending: str) -> HttpResponse:
    types = {"csv": "text/csv; charset=utf-8", "xlsx": files.XLSX}
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=types[ending], headers=headers)
