"""The page of a proposal: read it, approve it or send it back, and follow the decisions one by one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workflows.cases.rights import visible_cases
from workflows.errors import AlreadyDone, Refused
from workflows.money.views import allowed
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict, handler400, typed_texts

from . import actions, rights
from .deciding import left_out
from .forms import ApproveForm, ReturnForm
from .frame import find_call
from .models import Proposal, ProposalLine
from .reading import pot_of

APPROVE, RETURN, AGAIN = "approve", "return", "again"
State = ProposalLine.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SignedIn, call: int, proposal: int) -> HttpResponse:
    """Show a proposal; a decision maker who did not send it approves it or sends it back."""
    found = _find(request, call, proposal)
    if request.method != "POST":
        return _show(request, found)
    act = request.POST.get("action", "")
    if act == AGAIN:
        allowed(rights.may_decide(request.user, found.call))
        count = actions.try_again(proposal=found, by=request.user)
        said = ngettext("%(count)s case is tried again.", "%(count)s cases are tried again.", count)
        messages.info(request, said % {"count": count})
        return redirect(found)
    forms: dict[str, Any] = {APPROVE: ApproveForm, RETURN: ReturnForm}
    if act not in forms:
        return handler400(request)
    allowed(rights.may_answer(request.user, found))
    form = forms[act](request.POST)
    if not form.is_valid():
        return _show(request, found, **{act: form})
    return _answer(request, found, act, form)


def _answer(request: SignedIn, found: Proposal, act: str, form: Any) -> HttpResponse:
    try:
        if act == APPROVE:
            actions.approve(proposal=found, by=request.user)
            messages.success(request, _("The proposal is approved. The cases are decided one by one."))
        else:
            actions.send_back(proposal=found, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The proposal is returned."))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, found, **{act: form})
    except AlreadyDone as earlier:
        back = found.get_absolute_url()
        return conflict(request, winner=earlier.by, at=earlier.at, typed=typed_texts(form), back=back)
    return redirect(found)


def _find(request: SignedIn, call: int, pk: int) -> Proposal:
    of_call = find_call(request, call)
    found = of_call.proposals.select_related("by", "decided_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.call = of_call
    return found


def _show(
    request: SignedIn, found: Proposal, *, approve: ApproveForm | None = None, **forms: ReturnForm
) -> HttpResponse:
    is_open = found.state == Proposal.State.PROPOSED
    may_answer = rights.may_answer(request.user, found)
    shut_out = left_out(found, request.user) if is_open and may_answer else {}
    rows, unseen = _rows(request, found, shut_out)
    going = sum(
        row["line"].amount for row in rows if not row["reason"] and row["line"].state == State.WAITING
    )
    pot = pot_of(found.call)
    available = pot.available if pot else 0
    states = [row["line"].state for row in rows]
    address = reverse("allocation", args=[found.call_id])
    context = {
        "proposal": found,
        "call": found.call,
        "crumbs": [
            (_("Allocation"), f"{reverse('allocations')}?ar={found.call.year}"),
            (str(found.call), address),
            (found.name, ""),
        ],
        "rows": rows,
        "unseen": unseen,
        "is_open": is_open,
        "may_answer": may_answer,
        "total": going,
        "available": available,
        "left": available - going,
        "count": sum(1 for row in rows if not row["reason"]),
        "decided": states.count(State.DECIDED),
        "failed": states.count(State.FAILED),
        "waiting": states.count(State.WAITING),
        "to_decide": len(states) - states.count(State.LEFT_OUT),
        "may_decide": rights.may_decide(request.user, found.call),
        "approve": approve or ApproveForm(),
        "send_back": forms.get(RETURN) or ReturnForm(),
        "form": approve or forms.get(RETURN),
    }
    status = 422 if context["form"] is not None else 200
    return render(request, "allocation/proposal.html", context, status=status)


def _rows(request: SignedIn, found: Proposal, shut_out: dict[int, str]) -> tuple[list[dict[str, Any]], int]:
    """Return the lines of the cases one sees, each with why it is left out; and how many one does not see."""
    lines = list(
        found.lines.select_related(
            "case__network", "case__municipality", "case__application", "case__assessment"
        )
    )
    seen = set(
        visible_cases(request.user)
        .filter(pk__in=[line.case_id for line in lines])
        .values_list("pk", flat=True)
    )
    rows = [
        {"line": line, "reason": line.said or shut_out.get(line.pk, "")}
        for line in lines
        if line.case_id in seen
    ]
    return rows, len(lines) - len(rows)
