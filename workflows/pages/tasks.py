"""The page of one task: every flow's tasks are done here, through the one door."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows import errors, work
from workflows.cases import panels
from workflows.cases.checking import latest_findings, preview
from workflows.cases.foreseeing import foreseen
from workflows.cases.journal import CaseChanged
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import at_office, can, demand, open_work, sees_internal, visible_cases
from workflows.directory.models import User
from workflows.drafting.overview import overview
from workflows.letters import LetterIncomplete
from workflows.ui.errors import conflict, handler400, handler403, typed_texts

from .acting import Acting, chosen
from .context import case_frame
from .signed_in import SignedIn, attempt_key

_CHECKED_AT = {
    "application": "application",
    "assessment": "assessment",
    "grant": "decision",
    "report": "report",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: SignedIn, number: str, task: int) -> HttpResponse:
    """Show a task and do it. An unknown, foreign or crafted address answers 404."""
    try:
        item = work.find(number=number, task_pk=task, user=request.user)
    except errors.NotThere:
        return filed_since(request.user, number, task)
    if request.method == "POST":
        return _act(request, item)
    if not item.open:
        return redirect(item.case)
    acting = Acting.of(request.user, item)
    if not acting and not can(request.user, "write", item):
        return forbidden(request, acting.reason)
    return _show(request, item, work.make_form(item, by=request.user), acting)


def _act(request: SignedIn, item: WorkItem) -> HttpResponse:
    """Do what the pressed button says; an act nobody offered is a request that cannot be understood."""
    acts = {
        "complete": _complete, "claim": _claim, "release": _release, "preview": _preview, "more": _more,
    }  # fmt: skip
    act = acts.get(request.POST.get("action", "complete"))
    if act is None:
        return handler400(request)
    try:
        return act(request, item, chosen(request))
    except errors.NotAllowed as denied:
        return forbidden(request, denied.reason)
    except errors.NotThere:
        raise Http404 from None
    except CaseChanged:
        return conflict(request, back=item.case.get_absolute_url())


def forbidden(request: SignedIn, reason: str) -> HttpResponse:
    """Answer 403, saying why."""
    return handler403(request, PermissionDenied(reason))


def filed_since(user: User, number: str, task: int) -> HttpResponse:
    """Lead an address from the time of the draft to where the case is now; otherwise 404."""
    case = visible_cases(user).filter(draft_number=number).first() if number.startswith("UTKAST-") else None
    if case is None or not WorkItem.objects.filter(case=case, task_id=task).exists():
        raise Http404
    return redirect("task", number=case.number, task=task)


def _complete(request: SignedIn, item: WorkItem, acting_for: User | None) -> HttpResponse:
    try:
        done = work.complete(
            item,
            by=request.user,
            acting_for=acting_for,
            data=request.POST,
            files=request.FILES,
            key=attempt_key(request),
        )
    except errors.Invalid as invalid:
        return _show(request, item, invalid.form, Acting.of(request.user, item, acting_for), status=422)
    except errors.AlreadyDone as lost:
        form = work.make_form(item, by=request.user, data=request.POST, files=request.FILES)
        return conflict(
            request,
            winner=lost.by,
            at=lost.at,
            typed=typed_texts(form),
            back=item.case.get_absolute_url(),
        )
    messages.success(request, _("Done: %(task)s.") % {"task": item.task.flow_task.task_title})
    return redirect(_next_after(done.case, request.user))


def _next_after(case: Case, user: User) -> Any:
    """Return where to go from work that is done: to what one can go on with in the case, to the case, or away."""
    following = open_work(user).filter(case=OuterRef("pk")).order_by("id").values("pk")[:1]
    seen = visible_cases(user).filter(pk=case.pk).annotate(following=Subquery(following))
    if not seen:
        return "tasks"
    if seen[0].following is None:
        return case
    item = WorkItem.objects.select_related("task").get(pk=seen[0].following)
    item.case = case
    return item if can(user, "work", item) else case


def _preview(request: SignedIn, item: WorkItem, acting_for: User | None) -> HttpResponse:
    """Show the letter that what is typed would send; nothing is kept."""
    demand(can(request.user, "work", item, acting_for))
    acting = Acting.of(request.user, item, acting_for)
    form = work.make_form(item, by=request.user, data=request.POST, files=request.FILES)
    if not hasattr(form, "preview"):
        raise Http404
    if not form.is_valid():
        return _show(request, item, form, acting, status=422)
    try:
        return _show(request, item, form, acting, preview=form.preview())
    except LetterIncomplete as incomplete:
        form.add_error(None, _("The letter lacks: %(fields)s.") % {"fields": ", ".join(incomplete.fields)})
        return _show(request, item, form, acting, status=422)


def _more(request: SignedIn, item: WorkItem, acting_for: User | None) -> HttpResponse:
    """Show the form as it is typed, with one more row; nothing is judged or kept."""
    demand(can(request.user, "work", item, acting_for))
    form = work.make_form(item, by=request.user, data=request.POST, files=request.FILES)
    if not hasattr(form, "add_rows"):
        raise Http404
    form._errors = {}
    return _show(request, item, form, Acting.of(request.user, item, acting_for))


def _claim(request: SignedIn, item: WorkItem, acting_for: User | None) -> HttpResponse:
    try:
        work.claim(item, by=request.user, acting_for=acting_for)
    except errors.NotAllowed as denied:
        item.refresh_from_db(fields=["owner", "open"])
        if item.owner_id not in (None, request.user.pk) and can(request.user, "claim", item).is_theirs:
            return conflict(request, reason=denied.reason, back=item.case.get_absolute_url())
        raise
    messages.success(request, _("The task is yours."))
    return redirect(item)


def _release(request: SignedIn, item: WorkItem, acting_for: User | None) -> HttpResponse:
    work.release(item, by=request.user, acting_for=acting_for)
    messages.success(request, _("The task is free for others to take."))
    return redirect("tasks")


def _show(
    request: SignedIn,
    item: WorkItem,
    form: Any,
    acting: Acting | None = None,
    *,
    status: int = 200,
    preview: str = "",
) -> HttpResponse:
    case: Case = item.case
    step = item.task.flow_task
    context = {
        **case_frame(case, request.user, here=str(step.task_title)),
        "item": item,
        "step": step,
        "form": form,
        "preview": preview,
        "acting": acting,
        "key": attempt_key(request),
        "findings": _findings(item, request.user, form),
        "beside": _beside(item, request.user),
        "foreseen": foreseen(f"{item.flow}.{item.node}", item.case),
        **(overview(form.draft_kept, form, item, request.user) if hasattr(form, "draft_kept") else {}),
    }
    return step.draw(request, step.template, context, status=status)


def _beside(item: WorkItem, user: User) -> list[tuple[str, dict[str, Any]]]:
    """Return what the office reads beside one of its tasks: history, statements, notes."""
    if not at_office(user, item.case):
        return []
    return panels.beside(f"{item.flow}.{item.node}", item.case, user)


def _findings(item: WorkItem, user: User, form: Any) -> list[Any]:
    """Return what the rules say as the case stands: of the application while it is being written and checked."""
    step = _CHECKED_AT.get(item.flow, "audit")
    if item.case.is_draft or step == "application":
        previewed = form.previewed if hasattr(form, "previewed") else preview(item.case, "application")
        return [(rule, finding) for rule, finding in previewed if finding.outcome != "met"]
    if not sees_internal(user, item.case):
        return []
    latest = latest_findings(item.case, step) or latest_findings(item.case, "application")
    return [(finding.rule, finding) for finding in latest]
