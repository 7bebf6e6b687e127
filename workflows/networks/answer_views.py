"""What the link of an invited municipal service opens: what it is invited to, and its answer (R2.9)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workflows.errors import NotThere, Refused

from . import answering
from .forms import LinkAnswerForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever has its link, and take the answer; nothing else of the network is shown (D1)."""
    link = answering.opened_by(token)
    if link is None:
        return render(request, "networks/answer_gone.html", status=404)
    form = LinkAnswerForm(
        request.POST if request.method == "POST" else None, initial={"decided_by": link.name}
    )
    if form.is_bound and form.is_valid():
        try:
            answering.answer(link=link, **form.cleaned_data)
        except NotThere:
            return render(request, "networks/answer_gone.html", status=404)
        except Refused as refused:
            for message in refused.messages:
                form.add_error(None, message)
        else:
            return redirect("service-answered")
    context = {"form": form, "link": link, "invitation": link.invitation}
    return render(request, "networks/answer.html", context, status=422 if form.errors else 200)


@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """Say that an answer was received."""
    return render(request, "networks/answer_received.html")
