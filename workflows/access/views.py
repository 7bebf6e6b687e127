"""The public record and requests for access: what everyone reads, what somebody asks, what the office answers."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import errors
from workflows.casefile.views import office_case
from workflows.cases.models import AccessRequest
from workflows.cases.rights import visible_documents
from workflows.pages import paging
from workflows.pages.cases import download
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.ui.caching import MINUTE, public
from workflows.ui.errors import conflict, typed_texts
from workflows.ui.paths import local_path

from . import actions
from .entries import public_entries, public_title
from .forms import GRANT, AnswerForm, AskForm

RATES = {"access": "10/h/ip,5/h/key"}  # so many from one place, and so many to one address


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Show the public record, newest first. The same for everyone, cached whole; `?side=` is the page."""
    page = paging.by_key(public_entries(), request, name="side")
    # Of the address only the page's own part: it is kept for everyone, whatever else somebody's link carried.
    context = {
        "first_url": local_path("/innsyn/") if page.first_url else "",
        "next_url": f"?side={page.rows[-1].pk}" if page.next_url else "",
        "entries": [(document, public_title(document)) for document in page],
        "crumbs": _way(),
    }
    return public(render(request, "access/record.html", context), seconds=MINUTE)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, document: int) -> HttpResponse:
    """Ask to see a document of the public record."""
    entry = get_object_or_404(public_entries(), pk=document)
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if _within_rates(request, form.cleaned_data["email"]):
                actions.ask(document=entry, **form.cleaned_data)
                return redirect("access-received")
            form.add_error(None, _("Too many requests have come from here. Wait an hour, and try again."))
            status = 429
    context = {
        "entry": entry,
        "title": public_title(entry),
        "form": form,
        "crumbs": _way(_("Ask for access")),
    }
    return render(request, "access/ask.html", context, status=status)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Say that a request was received, and what happens now."""
    return render(request, "access/received.html", {"crumbs": _way(_("Ask for access"))})


@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give what was granted, once. A page with a button first: what follows links by itself uses nothing up."""
    asked = actions.granted_by(token)
    if asked is None:
        raise Http404
    entry = get_object_or_404(public_entries(), pk=asked.document_id)
    if request.method != "POST":
        context = {"asked": asked, "title": public_title(entry), "crumbs": _way(_("Your document"))}
        return render(request, "access/fetch.html", context)
    answer = download(request, asked.document, back=local_path("/innsyn/"))
    if answer.status_code == 200 and not actions.use(asked):
        raise Http404
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Show a request for access to those who handle the case, and answer it."""
    case = office_case(request, number)
    theirs: list[int] = list(visible_documents(request.user, case).values_list("pk", flat=True))
    asked = get_object_or_404(AccessRequest.objects.select_related("document"), pk=pk, document__in=theirs)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        granted, reason = form.cleaned_data["answer"] == GRANT, form.cleaned_data["reason"]
        try:
            actions.answer(asked=asked, by=request.user, granted=granted, reason=reason)
        except errors.AlreadyDone as lost:
            return conflict(
                request, winner=lost.by, at=lost.at, typed=typed_texts(form), back=case.get_absolute_url()
            )
        messages.success(request, _("The answer is sent."))
        return redirect("case-part", number=case.number, part="innsyn")
    context = {
        **case_frame(case, request.user, "innsyn", here=_("Request for access")),
        "form": form,
        "asked": asked,
    }
    return render(request, "access/answer.html", context, status=422 if form.errors else 200)


def _within_rates(request: HttpRequest, email: str) -> bool:
    """Return whether this request is one of the few that may come from one place and be answered to one address."""
    used = ratelimit.consume(request, app="workflows", action="access", config=RATES, key=email.lower())
    return used is not None


def _way(here: str = "") -> list[tuple[str, str]]:
    way = [(_("Home"), local_path("/"))]
    name = _("Public record")
    return [*way, (name, local_path("/innsyn/")), (here, "")] if here else [*way, (name, "")]
