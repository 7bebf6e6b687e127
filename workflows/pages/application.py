"""Pages of an application beside its tasks: its versions, taking it back, and the preliminary reply."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows import clock
from workflows.application import replying, withdrawing
from workflows.application.models import ApplicationVersion
from workflows.application.versions import changes
from workflows.application.views import VERSIONS
from workflows.cases.models import Case
from workflows.cases.rights import demand_caseworker, demand_leader
from workflows.directory.models import User
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.ui.forms import DateField

from .cases import find_case
from .context import case_frame
from .signed_in import SignedIn


class CompareForm(forms.Form):
    """Which two versions."""

    fra = forms.ModelChoiceField(ApplicationVersion.objects.none(), label=gettext_lazy("From version"))
    til = forms.ModelChoiceField(ApplicationVersion.objects.none(), label=gettext_lazy("To version"))

    def __init__(self, *args: Any, versions: list[ApplicationVersion], case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("fra", "til"):
            field: Any = self.fields[name]
            field.to_field_name, field.empty_label = "number", None
            field.queryset = ApplicationVersion.objects.filter(case=case)
            field.label_from_instance = lambda version: str(version.number)


class WithdrawForm(forms.Form):
    """Why, if the network wants to say it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReplyForm(forms.Form):
    """When an answer can be expected."""

    expected_by = DateField(label=gettext_lazy("Answer expected by"))

    def clean_expected_by(self) -> Any:
        """Refuse a day that has been."""
        day = self.cleaned_data["expected_by"]
        if day <= clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


@login_required
@require_safe
def versions(request: SignedIn, number: str) -> HttpResponse:
    """Show every version that was sent, and what differs between two: the last two, where nothing is chosen."""
    case = find_case(request.user, number)
    if not VERSIONS.shown(case, request.user):
        raise Http404
    content = VERSIONS.content(case, request.user) or {}
    sent = content["versions"]
    context = {
        **case_frame(case, request.user, VERSIONS.slug, here=str(VERSIONS.title)),
        "panel": VERSIONS,
        "content": content,
    }
    if len(sent) > 1:
        last = {"fra": sent[1].number, "til": sent[0].number}
        asked = CompareForm(request.GET or None, versions=sent, case=case, initial=last)
        chosen = (
            asked.cleaned_data if asked.is_bound and asked.is_valid() else {"fra": sent[1], "til": sent[0]}
        )
        for version in chosen.values():
            version.case = case
        context |= {
            "compare": asked,
            "changes": changes(chosen["fra"], chosen["til"], language=get_language() or "nb"),
        }
    return render(request, VERSIONS.template, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, number: str) -> HttpResponse:
    """Take the application back; a draft is put away."""
    case = _case(request, number, demand_leader)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    title = _("Put the draft away") if case.is_draft else _("Withdraw the application")
    lead = (
        _("The draft is put away. It was never sent, and the county governor does not see it.")
        if case.is_draft
        else _("The application is not handled any further, and the case is closed. You cannot undo it.")
    )

    def act() -> str:
        withdrawing.withdraw(case=case, by=request.user, reason=form.cleaned_data["reason"])
        return _("The draft is put away.") if case.is_draft else _("The application is withdrawn.")

    return _act(request, case, form, act, why_not=withdrawing.why_not, title=title, lead=lead, button=title)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply_preliminarily(request: SignedIn, number: str) -> HttpResponse:
    """Tell the network when it can expect an answer: the proposed day, or another."""
    case = _case(request, number, demand_caseworker)
    initial = {"expected_by": replying.expected_by(case)}
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> str:
        replying.reply(case=case, expected_by=form.cleaned_data["expected_by"], by=request.user)
        return _("The preliminary reply is sent.")

    return _act(
        request,
        case,
        form,
        act,
        why_not=replying.why_not,
        title=_("Preliminary reply"),
        lead=_("The network gets a letter that says when it can expect an answer."),
        button=_("Send the letter"),
    )


def _case(request: SignedIn, number: str, demand: Callable[[User, Case], None]) -> Case:
    """Return a case for those who may: 404 to those who do not see it, 403 with the reason to the others."""
    case = find_case(request.user, number)
    try:
        demand(request.user, case)
    except NotAllowed as denied:
        raise PermissionDenied(denied.reason) from denied
    return case


def _act(
    request: SignedIn,
    case: Case,
    form: forms.Form,
    act: Callable[[], str],
    *,
    why_not: Callable[[Case], str],
    **context: Any,
) -> HttpResponse:
    """Show the form of an act, and do it; why it cannot be done is said instead of the form."""
    refusals, status = [why_not(case)], 200
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
        except NotAllowed as denied:
            raise PermissionDenied(denied.reason) from denied
        except NotThere:
            raise Http404 from None
        except Refused as refusal:
            refusals, status = [str(message) for message in refusal.messages], 409
        else:
            return redirect(case)
    told = [refusal for refusal in refusals if refusal]
    context |= {
        **case_frame(case, request.user, here=context["title"]),
        "form": None if told else form,
        "refusals": told,
    }
    return render(request, "application/act.html", context, status=422 if form.errors else status)
