"""What a link to a confirmation opens: the application as it stands, its attachments, and the confirmation."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workflows.anchoring import confirming, cooperating
from workflows.anchoring.models import AskedLink
from workflows.errors import AlreadyDone, Invalid, NotAllowed, NotThere
from workflows.pages.cases import download
from workflows.schemes.presenting import PresentedSection, present

from .forms import CooperationForm, LinkForm


@dataclass(frozen=True)
class Attached:
    """An attachment, at the address where the link opens it."""

    filename: str
    address: str

    def get_absolute_url(self) -> str:
        """Return where it is opened."""
        return self.address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the application a link is about, and stand behind it; nothing else of the case is shown (D1)."""
    link = confirming.opened_by(token)
    item = confirming.item_of(link) if link else None
    if link is None or item is None:
        return _gone(request)
    sent = request.method == "POST"
    form: Any = LinkForm(
        request.POST if sent else None,
        case=link.case,
        task=item.task,
        by=None,  # nobody is logged in
        initial={"name": link.name},
    )
    if sent and form.is_valid():
        try:
            confirming.confirm(link=link, **form.cleaned_data)
            return redirect("confirmation-received")
        except Invalid as invalid:
            for message in invalid.form.errors.values():
                form.add_error(None, message)
        except (AlreadyDone, NotAllowed, NotThere):
            return _gone(request)
    return _page(request, link, token, form, "confirming/confirm.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cooperate(request: HttpRequest, token: str) -> HttpResponse:
    """Show a knowledge environment the application it is named in, and let it confirm the cooperation (P9)."""
    link = cooperating.opened_by(token)
    if link is None:
        return _gone(request)
    form = CooperationForm(request.POST if request.method == "POST" else None, initial={"name": link.name})
    if form.is_bound and form.is_valid():
        try:
            cooperating.confirm(link=link, name=form.cleaned_data["name"], title=form.cleaned_data["title"])
        except NotThere:
            return _gone(request)
        return redirect("confirmation-received")
    return _page(request, link, token, form, "confirming/cooperate.html")


@never_cache
@require_safe
def attachment(request: HttpRequest, token: str, document: int) -> HttpResponseBase:
    """Send an attachment of the application that a link shows."""
    link = confirming.opened_by(token) or cooperating.opened_by(token)
    found = confirming.attachments(link).get(document) if link else None
    if found is None:
        raise Http404
    return download(request, found, back=request.path)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Say that a confirmation was received."""
    return render(request, "confirming/received.html")


def _page(request: HttpRequest, link: AskedLink, token: str, form: Form, template: str) -> HttpResponse:
    context = {"form": form, "link": link, "case": link.case, "presented": _application(link, token)}
    return render(request, template, context, status=422 if form.errors else 200)


def _application(link: AskedLink, token: str) -> list[PresentedSection]:
    """Return the application as it stands, its attachments led to by the link."""
    documents = {
        key: Attached(document.filename, reverse("confirmation-attachment", args=[token, key]))
        for key, document in confirming.attachments(link).items()
    }
    sections = link.case.scheme_version.definition["sections"]
    return present(sections, link.case.application.answers, get_language() or "nb", documents=documents)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "confirming/gone.html", status=404)
