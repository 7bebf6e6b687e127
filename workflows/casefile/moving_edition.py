"""The page where a decision maker moves a case to another edition: choose, see what differs, say why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from workflows.cases.models import Case
from workflows.errors import NotAllowed, Refused
from workflows.pages.cases import find_case
from workflows.pages.context import case_frame
from workflows.pages.signed_in import SignedIn
from workflows.schemes.models import Edition

from . import editions


class ChooseForm(forms.Form):
    """Which edition."""

    utgave = forms.ModelChoiceField(Edition.objects.none(), label=gettext_lazy("Edition"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["utgave"].queryset = editions.others(case)  # type: ignore[attr-defined]
        self.fields["utgave"].label_from_instance = (  # type: ignore[attr-defined]
            lambda edition: (
                _("%(title)s, version %(version)s") % {"title": edition, "version": edition.version}
            )
        )


class MoveForm(ChooseForm):
    """Which edition, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["utgave"].widget = forms.HiddenInput()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedIn, number: str) -> HttpResponse:
    """Show the editions, then what would differ under the chosen one; with a reason, move the case."""
    case = find_case(request.user, number)
    try:
        editions.demand_mover(request.user, case)
    except NotAllowed as denied:
        raise PermissionDenied(denied.reason) from denied
    form = MoveForm(request.POST, case=case) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            editions.move(
                case=case, to=form.cleaned_data["utgave"], by=request.user, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error(None, [str(message) for message in refused.messages])
        else:
            messages.success(request, _("The case is moved, and checked anew."))
            return redirect(case)
    return _show(request, case, form)


def _show(request: SignedIn, case: Case, form: MoveForm | None) -> HttpResponse:
    asked = request.POST if form is not None else request.GET
    choose = ChooseForm(asked if "utgave" in asked else None, case=case)
    chosen = choose.cleaned_data["utgave"] if choose.is_bound and choose.is_valid() else None
    context = {
        **case_frame(case, request.user, "overview", here=_("Move to another edition")),
        "choose": choose,
        "chosen": chosen,
        "differs": editions.what_differs(case, chosen) if chosen else [],
        "form": form or (MoveForm(initial={"utgave": chosen.pk}, case=case) if chosen else None),
    }
    return render(request, "casefile/edition.html", context, status=422 if form is not None else 200)
