"""The task list, and the page of one task: every flow's tasks are done here, through the one door."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import errors, work
from workflows.application import actions as application
from workflows.application.forms import application_form
from workflows.cases.checking import latest_findings, preview
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import can, open_work, sees_internal, visible_cases
from workflows.directory.models import User
from workflows.ui.errors import conflict, handler403

from . import paging
from .context import case_frame

_CHECKED_AT = {
    "application": "application",
    "assessment": "assessment",
    "grant": "decision",
    "report": "report",
}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, what is free to take, and what colleagues have."""
    items = open_work(request.user).select_related("task", "case__network", "case__scheme_version", "owner")
    lists = {
        "mine": (_("My tasks"), items.filter(owner=request.user)),
        "free": (_("Free"), items.filter(owner__isnull=True)),
        "others": (_("Others' tasks"), items.exclude(owner=request.user).exclude(owner__isnull=True)),
    }
    shown = request.GET.get("liste", "")
    if shown not in lists:
        shown = "mine" if lists["mine"][1].exists() else "free"
    page = paging.by_key(lists[shown][1], request, order="id")
    parts = [
        {
            "title": title,
            "url": f"?liste={name}",
            "is_current": name == shown,
            "count": paging.up_to_thousand(queryset),
        }
        for name, (title, queryset) in lists.items()
    ]
    return render(request, "cases/tasks.html", {"parts": parts, "page": page, "shown": shown})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, number: str, task: int) -> HttpResponse:
    """Show a task and do it. An unknown, foreign or crafted address answers 404."""
    try:
        item = work.find(number=number, task_pk=task, user=request.user)
    except errors.NotThere:
        return _filed_since(request.user, number, task)
    acts = {"save": _save, "claim": _claim, "release": _release}
    if request.method == "POST":
        return acts.get(request.POST.get("action", ""), _complete)(request, item)
    if not item.open:
        return redirect(item.case)
    answer = can(request.user, "work", item)
    if not answer:
        return forbidden(request, answer.reason)
    return _show(request, item, work.make_form(item, by=request.user))


def forbidden(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer 403, saying why."""
    return handler403(request, PermissionDenied(reason))


def _filed_since(user: User, number: str, task: int) -> HttpResponse:
    """Lead an address from the time of the draft to where the case is now; otherwise 404."""
    case = visible_cases(user).filter(draft_number=number).first() if number.startswith("UTKAST-") else None
    if case is None or not WorkItem.objects.filter(case=case, task_id=task).exists():
        raise Http404
    return redirect("task", number=case.number, task=task)


def _complete(request: HttpRequest, item: WorkItem) -> HttpResponse:
    key = request.POST.get("key") or uuid.uuid4().hex
    try:
        done = work.complete(item, by=request.user, data=request.POST, files=request.FILES, key=key[:80])
    except errors.Invalid as invalid:
        return _show(request, item, invalid.form, status=422)
    except errors.AlreadyDone as lost:
        return conflict(request, winner=lost.by, at=lost.at, back=item.case.get_absolute_url())
    except errors.NotAllowed as denied:
        return forbidden(request, denied.reason)
    except errors.NotThere:
        raise Http404 from None
    messages.success(request, _("Done: %(task)s.") % {"task": item.task.flow_task.task_title})
    following = open_work(request.user).filter(case=done.case).order_by("id").first()
    if following and can(request.user, "work", following):
        return redirect(following)
    if can(request.user, "view", done.case):
        return redirect(done.case)
    return redirect("tasks")


def _save(request: HttpRequest, item: WorkItem) -> HttpResponse:
    """Keep an unfinished application as it was typed (R3.11, R8.15)."""
    answer = can(request.user, "work", item)
    if not answer:
        return forbidden(request, answer.reason)
    if item.task.flow_task.form is not application_form:
        raise Http404
    form = application_form(
        request.POST, request.FILES, case=item.case, task=item.task, by=request.user, required=False
    )
    form.is_valid()
    application.save_draft(case=item.case, form=form, by=request.user)
    if form.errors:
        return _show(request, item, form, status=422)
    messages.success(request, _("The draft is saved. The office does not see it until you submit it."))
    return redirect(item)


def _claim(request: HttpRequest, item: WorkItem) -> HttpResponse:
    try:
        work.claim(item, by=request.user)
    except errors.NotAllowed as denied:
        if (
            denied.reason
            and WorkItem.objects.filter(pk=item.pk).exclude(owner__in=[None, request.user]).exists()
        ):
            return conflict(request, reason=denied.reason, back=item.case.get_absolute_url())
        return forbidden(request, denied.reason)
    except errors.NotThere:
        raise Http404 from None
    messages.success(request, _("The task is yours."))
    return redirect(item)


def _release(request: HttpRequest, item: WorkItem) -> HttpResponse:
    try:
        work.release(item, by=request.user)
    except errors.NotAllowed as denied:
        return forbidden(request, denied.reason)
    except errors.NotThere:
        raise Http404 from None
    messages.success(request, _("The task is free for others to take."))
    return redirect("tasks")


def _show(request: HttpRequest, item: WorkItem, form: Any, status: int = 200) -> HttpResponse:
    case: Case = item.case
    step = item.task.flow_task
    context = {
        **case_frame(case, request.user),
        "item": item,
        "step": step,
        "form": form,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "findings": _findings(item, request.user),
    }
    return render(request, step.template, context, status=status)


def _findings(item: WorkItem, user: User) -> list[Any]:
    """Return what the rules say as the case stands: of the application while it is being written and checked."""
    step = _CHECKED_AT.get(item.flow, "audit")
    if item.case.is_draft or step == "application":
        return [
            (rule, finding) for rule, finding in preview(item.case, "application") if finding.outcome != "met"
        ]
    if not sees_internal(user, item.case):
        return []
    latest = latest_findings(item.case, step) or latest_findings(item.case, "application")
    return [(finding.rule, finding) for finding in latest]
