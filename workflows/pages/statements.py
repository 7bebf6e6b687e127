"""The page where the office reads statements, and its caseworkers ask for one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.cases.models import Case
from workflows.errors import NotAllowed, Refused
from workflows.statements import actions
from workflows.statements.forms import AskForm
from workflows.statements.views import STATEMENTS
from workflows.ui.errors import conflict

from .cases import find_case
from .context import case_frame
from .signed_in import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: SignedIn, number: str) -> HttpResponse:
    """Show what was asked and answered, and ask."""
    case = find_case(request.user, number)
    if not STATEMENTS.shown(case, request.user):
        raise Http404
    if request.POST.get("action") == "withdraw":
        return _withdraw(request, case)
    form = AskForm(request.POST if request.method == "POST" else None, case=case)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.ask(
                case=case, body=form.body, question=typed["question"], due=typed["due"], by=request.user
            )
        except NotAllowed as denied:
            raise PermissionDenied(denied.reason) from denied
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is sent. It is now their task."))
            return redirect(request.path)
    context = {
        **case_frame(case, request.user, STATEMENTS.slug, here=str(STATEMENTS.title)),
        "panel": STATEMENTS,
        "content": STATEMENTS.content(case, request.user),
        "form": form,
    }
    return render(request, STATEMENTS.template, context, status=422 if form.errors else 200)


def _withdraw(request: SignedIn, case: Case) -> HttpResponse:
    """Take one question of the case back."""
    asked = request.POST.get("statement", "")
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    statement = case.statements_asked.filter(pk=wanted).first()
    if statement is None:
        raise Http404
    try:
        actions.withdraw(statement=statement, by=request.user)
    except NotAllowed as denied:
        raise PermissionDenied(denied.reason) from denied
    except Refused as refusal:
        return conflict(request, reason=str(refusal), back=request.path)
    messages.success(request, _("The question is taken back."))
    return redirect(request.path)
