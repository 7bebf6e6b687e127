"""The page of one or more sections of an application: written, saved by itself, and put together (R3.11, R8.15)."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows import clock, errors, work
from workflows.application.drafts import Draft
from workflows.application.forms import application_form
from workflows.cases.models import Receipt, WorkItem
from workflows.cases.rights import can
from workflows.directory.models import User
from workflows.pages.acting import Acting
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.pages.tasks import filed_since, forbidden
from workflows.schemes.forms import is_typed
from workflows.ui.errors import conflict, handler400, typed_texts

from . import actions
from .merging import Merged
from .models import OtherText
from .sections import Page, page_with
from .showing import choices, field_of, findings_beside, section_page
from .ways import after, newest

_SHEET = re.compile(r"([0-9a-f]{32}):([0-9]{1,9})")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, number: str, task: int, section: str) -> HttpResponse:
    """Show a page of an application and keep what is written on it. What is not there to write answers 404."""
    try:
        item = work.find(number=number, task_pk=task, user=request.user)
    except errors.NotThere:
        return filed_since(request.user, number, task)
    if item.task.flow_task.form is not application_form:
        raise Http404
    if not item.open:
        return _not_kept(request, item) if request.method == "POST" else redirect(item.case)
    page = page_with(Draft(item.case, item.task), section)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _act(request, item, page)
    answer = can(request.user, "write", item, _away(request.user, item))
    if not answer:
        return forbidden(request, answer.reason)
    if request.htmx:
        return _checked(request, item, page)
    return _show(request, item, page)


def _away(user: User, item: WorkItem) -> User | None:
    """Return the absent colleague in whose name an office's task is written, where one cannot in one's own."""
    if item.office_id is None:
        return None
    acting = Acting.of(user, item)
    return None if acting.alone or not acting.for_others else acting.for_others[0]


def _act(request: SignedIn, item: WorkItem, page: Page) -> HttpResponse:
    act = {"save": _save, "go_on": _save, "autosave": _save, "choose": _choose}.get(
        request.POST.get("action", "")
    )
    if act is None:
        return handler400(request)
    try:
        return act(request, item, page)
    except errors.NotAllowed as denied:
        return _not_kept(request, item, denied.reason)
    except errors.NotThere:
        raise Http404 from None


def _not_kept(request: SignedIn, item: WorkItem, reason: str = "") -> HttpResponse:
    """Say why nothing can be written here (any more), and give back what was typed."""
    receipt = Receipt.objects.filter(task=item.task_id).select_related("person").first()
    if request.htmx:
        return render(request, "drafting/not_saved.html", {"reason": reason, "receipt": receipt}, status=409)
    if receipt is None and reason:
        return forbidden(request, reason)
    return conflict(
        request,
        winner=receipt.person if receipt else "",
        at=receipt.at if receipt else None,
        typed=typed_texts(Draft(item.case, item.task).whole(request.POST)),
        back=item.case.get_absolute_url(),
    )


def _save(request: SignedIn, item: WorkItem, page: Page) -> HttpResponse:
    """Keep what is typed as it is typed; say what cannot be read, and what another has written meanwhile."""
    act = request.POST["action"]
    with work.held(item, by=request.user, acting_for=_away(request.user, item)) as item:
        draft = Draft(item.case, item.task)
        form = draft.form(request.POST, request.FILES, only=page.codes, required=False)
        before = draft.answers
        merged = actions.save(draft, form, sheet=_sheet(request), by=request.user, looked=act != "autosave")
    if request.htmx:
        mended = {code for code in merged.written if is_typed(before.get(code))}
        return _saved(request, draft, page, form, merged, mended)
    if merged.twice:
        return _show(request, item, page, form, status=409)
    if form.errors:
        return _show(request, item, page, form, status=422)
    if merged.changed_by_others:
        messages.info(request, _("What others have written meanwhile is put in."))
    if act == "go_on":
        return redirect(after(draft, page, item))
    unsent = _("The draft is saved. The office does not see it until you submit it.")
    messages.success(request, unsent if item.case.is_draft else _("The draft is saved."))
    return redirect(request.path)


def _choose(request: SignedIn, item: WorkItem, page: Page) -> HttpResponse:
    """Keep one of two texts, or both."""
    with work.held(item, by=request.user, acting_for=_away(request.user, item)) as item:
        draft = Draft(item.case, item.task)
        fields = [field["code"] for section in page.sections for field in section["fields"]]
        asked = request.POST.get("other", "")
        others = OtherText.objects.filter(case=item.case, field__in=fields)
        other = get_object_or_404(others, pk=asked if re.fullmatch("[0-9]{1,18}", asked) else 0)
        try:
            actions.choose(
                draft,
                other,
                choice=request.POST.get("choice", ""),
                shown=request.POST.get("shown", ""),
                by=request.user,
            )
        except errors.Refused as refused:
            reason = str(refused.messages[0])
        else:
            reason = ""
    if reason:
        messages.error(request, reason)
        return _show(request, item, page, status=422)
    messages.success(request, _("Your choice is kept."))
    return redirect(request.path)


def _sheet(request: SignedIn) -> actions.Sheet:
    """Return which open page sent this, the how manieth time, and the digests it was shown with."""
    pairs = (each.partition(":") for each in request.POST.getlist("base"))
    base = {code: shown for code, _colon, shown in pairs}
    named = _SHEET.fullmatch(request.POST.get("sheet", ""))
    return actions.Sheet(named[1], int(named[2]), base) if named else actions.Sheet(base=base)


def _kept(draft: Draft, page: Page, sent: Any = None) -> Any:
    """Return the form of a page as all that is kept stands, and what is wrong with it; with files just refused."""
    form = draft.kept(only=page.codes, required=False)
    for code in sent.files if sent else ():
        if code in sent.errors and code in form.fields:
            form.add_error(code, sent.errors[code].as_data())
    return form


def _show(
    request: SignedIn, item: WorkItem, page: Page, sent: Any = None, *, status: int = 200
) -> HttpResponse:
    draft = Draft(item.case, item.task)
    form = _kept(draft, page, sent)
    context = {
        **case_frame(item.case, request.user, here=page.title),
        **section_page(draft, page, form, item),
        "item": item,
        "form": form,
        "refused": status == 422,
        "sheet": uuid.uuid4().hex,
    }
    return render(request, "drafting/section.html", context, status=status)


def _saved(
    request: SignedIn, draft: Draft, page: Page, sent: Any, merged: Merged, mended: set[str]
) -> HttpResponse:
    """Answer the page that saved itself: when, and what on it is now other than the person sees."""
    form = _kept(draft, page, sent)
    anew = {*merged.changed_by_others, *sent.files, *mended, *(form.errors.keys() & merged.written.keys())}
    context = {
        "at": clock.now(),
        "written": [field_of(draft, form[code], {}) for code in merged.written if code in form.fields],
        "anew": [field_of(draft, form[code], {}) for code in form.fields if code in anew],
        "others": len(merged.changed_by_others),
        "unreadable": len(form.errors),
        "choices": choices(draft, page) if merged.twice else [],
    }
    response = render(request, "drafting/saved.html", context)
    response["HX-Trigger"] = "saved"
    return response


def _checked(request: SignedIn, item: WorkItem, page: Page) -> HttpResponse:
    """Answer the page that asks what the rules find now."""
    draft = Draft(item.case, item.task)
    beside = findings_beside(draft, page, newest(draft.case))
    codes = [field["code"] for section in page.sections for field in section["fields"]]
    return render(
        request, "drafting/checked.html", {"beside": [(code, beside.get(code, [])) for code in codes]}
    )
