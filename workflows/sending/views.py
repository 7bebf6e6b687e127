"""The page where a case goes to another installation, and the sealed files of what went and what came."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import errors, letters
from workflows.casefile.views import office_case
from workflows.cases.away import sending_of
from workflows.cases.models import Arrival, Case, Sending
from workflows.cases.rights import demand
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict, handler400

from . import actions
from .forms import DecideForm, ProposeForm, ReceiptForm, TakeBackForm
from .ready import unready


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedIn, number: str) -> HttpResponse:
    """Propose to send a case, decide it, enter the receipt or take the case back: whatever comes now."""
    case = find_case(request.user, number)
    try:
        demand(actions.may_propose(request.user, case))
    except errors.NotAllowed as denied:
        raise PermissionDenied(denied.reason) from None
    sending = sending_of(case)
    if sending is not None:
        sending.case = case
    if request.method != "POST":
        return _show(request, case, sending, {})
    action = request.POST.get("action", "")
    if action == "propose":
        return _propose(request, case, sending)
    if sending is None or action not in _ACTS:
        return handler400(request)
    return _ACTS[action](request, case, sending)


def _propose(request: SignedIn, case: Case, sending: Sending | None) -> HttpResponse:
    form = ProposeForm(request.POST)
    return _do(
        request, case, sending, "form", form,
        lambda: actions.propose(case=case, by=request.user, **form.cleaned_data),
        _("It is proposed to send the case. Another decision maker of the office decides."),
    )  # fmt: skip


def _decide(request: SignedIn, case: Case, sending: Sending) -> HttpResponse:
    form, approve = DecideForm(request.POST), request.POST["action"] == "approve"
    done = _("The case is sent. Download the package, and give it to the receiver.")
    return _do(
        request, case, sending, "form", form,
        lambda: actions.decide(sending=sending, approve=approve, by=request.user, note=form.cleaned_data["note"]),
        done if approve else _("The case stays where it was."),
    )  # fmt: skip


def _confirm(request: SignedIn, case: Case, sending: Sending) -> HttpResponse:
    form = ReceiptForm(request.POST)
    return _do(
        request, case, sending, "receipt_form", form,
        lambda: actions.confirm(sending=sending, by=request.user, code=form.cleaned_data["code"]),
        _("The receipt is entered: the case is theirs now."),
    )  # fmt: skip


def _take_back(request: SignedIn, case: Case, sending: Sending) -> HttpResponse:
    form = TakeBackForm(request.POST, case=case)
    return _do(
        request, case, sending, "back_form", form,
        lambda: actions.take_back(sending=sending, by=request.user, **form.cleaned_data),
        _("The case is yours again."),
    )  # fmt: skip


_ACTS = {"approve": _decide, "refuse": _decide, "confirm": _confirm, "take_back": _take_back}


def _do(
    request: SignedIn,
    case: Case,
    sending: Sending | None,
    name: str,
    form: forms.Form,
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Do what a valid form asks for and lead on; show the form again, with the reason, where it is refused."""
    if form.is_valid():
        try:
            act()
        except errors.Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        except errors.NotAllowed as denied:
            raise PermissionDenied(denied.reason) from None
        except errors.NotThere:
            raise Http404 from None
        except errors.AlreadyDone as lost:
            return conflict(request, winner=lost.by, at=lost.at, back=case.get_absolute_url())
        except letters.DocumentDamaged:
            form.add_error(
                None,
                _(
                    "A stored file is not the one that was registered: the case cannot be sealed. Tell us about it."
                ),
            )
        else:
            messages.success(request, done)
            return redirect("case-send", number=case.number)
    return _show(request, case, sending, {name: form})


def _show(request: SignedIn, case: Case, sending: Sending | None, typed: dict[str, Any]) -> HttpResponse:
    title = _("Send the case to another installation")
    context: dict[str, Any] = {
        **case_frame(case, request.user, here=title),
        "title": title,
        "sending": sending,
    }
    if sending is None:
        context |= {"form": ProposeForm(), "unready": unready(case)}
    elif sending.approved is None:
        decides = actions.may_decide(request.user, sending)
        context |= {
            "form": DecideForm() if decides else None,
            "waits": decides.reason,
            "unready": unready(case),
        }
    elif not sending.confirmed_at:
        context |= {
            "receipt_form": ReceiptForm(prefix=None),
            "back_form": TakeBackForm(case=case) if actions.may_take_back(request.user, case) else None,
        }
    context |= typed
    failed = any(form.errors for form in typed.values())
    return render(request, "sending/send.html", context, status=422 if failed else 200)


@login_required
@require_safe
def sent_file(request: SignedIn, number: str) -> HttpResponseBase:
    """Send the package that a case went in, to the office it left; 404 where it went nowhere."""
    case = office_case(request, number)
    sending = sending_of(case)
    if sending is None or not sending.file:
        raise Http404
    return _sealed(sending.file, case.number, sending.seal)


@login_required
@require_safe
def arrived_file(request: SignedIn, number: str) -> HttpResponseBase:
    """Send the package that a case came in, to the office that handles it; 404 where it came in none."""
    case = office_case(request, number)
    arrival = Arrival.objects.filter(case=case).first()
    if arrival is None:
        raise Http404
    return _sealed(arrival.file, case.number, arrival.seal)


def _sealed(file: FieldFile, number: str, seal: str) -> FileResponse:
    name = f"{number}-{seal[:12]}.zip"
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
