"""The page of an act in a case: its form, who may, and where it leads; every act the flows register is done here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.cases import acts
from workflows.cases.foreseeing import foreseen
from workflows.errors import NotAllowed, NotThere, Refused

from .cases import find_case
from .context import case_frame
from .signed_in import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedIn, number: str, act: str, pk: int | None = None) -> HttpResponse:
    """Show an act's form and do it. 404 for what does not exist, 403 with the reason for what one may not do."""
    case = find_case(request.user, number)
    found = acts.find(act)
    if found is None or (found.on is None) != (pk is None):
        raise Http404
    on: Any = case if found.on is None or pk is None else found.on(case, pk)
    if on is None:
        raise Http404
    answer = acts.answer(found, request.user, on)
    if not answer.visible:
        raise Http404
    if not answer:
        raise PermissionDenied(answer.reason)
    sent = request.method == "POST"
    form = found.form(
        request.POST if sent else None, request.FILES if sent else None, case=case, on=on, by=request.user
    )
    if sent and form.is_valid():
        try:
            found.do(on, request.user, form)
        except Refused as refused:
            for message in refused.messages:
                form.add_error(None, message)
        except NotAllowed as denied:
            raise PermissionDenied(denied.reason) from denied
        except NotThere:
            raise Http404 from None
        else:
            messages.success(request, _("Done: %(task)s.") % {"task": found.title})
            return redirect("case-part", number=case.number, part=found.part)
    context = {
        **case_frame(case, request.user, found.part, here=str(found.title)),
        "act": found,
        "foreseen": foreseen(found.slug, case),
        "form": form,
    }
    return render(request, "cases/act.html", context, status=422 if form.errors else 200)
