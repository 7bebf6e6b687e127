"""The page where the office registers an application that came by e-mail or on paper (R8.16)."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from workflows import clock
from workflows.application.models import ReceivedApplication
from workflows.application.receiving import offices_of, register
from workflows.cases.models import WorkItem
from workflows.directory.models import Network, Role, User
from workflows.errors import Refused
from workflows.schemes.models import Call
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import DateField

from .signed_in import SignedIn


class ReceivedForm(forms.Form):
    """What came, for which network under which call, when and how, with the original."""

    call = forms.ModelChoiceField(Call.objects.none(), label=gettext_lazy("Call"))
    network = forms.ModelChoiceField(Network.objects.none(), label=gettext_lazy("Network"))
    received_on = DateField(label=gettext_lazy("Day it came"))
    received_time = forms.TimeField(
        label=gettext_lazy("Time it came"),
        input_formats=["%H:%M", "%H.%M"],
        help_text=gettext_lazy("Hour and minute, such as 14.30. It decides whether the application is late."),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=[(each.value, each.label) for each in ReceivedApplication.CHANNELS],
        widget=forms.RadioSelect,
    )
    archive_reference = forms.CharField(
        label=gettext_lazy("Your archive reference"), max_length=60, required=False
    )
    original = UploadField(label=gettext_lazy("The original"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_of(by)
        calls: Any = self.fields["call"]
        calls.queryset = Call.objects.filter(office__in=offices, opens__lte=clock.now()).select_related(
            "office", "scheme_version"
        )
        networks: Any = self.fields["network"]
        networks.queryset = Network.objects.filter(
            responsible_municipality__county__office__in=offices
        ).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Put day and time together, in Oslo; refuse what is still to come."""
        cleaned = super().clean() or self.cleaned_data
        day, time = cleaned.get("received_on"), cleaned.get("received_time")
        if day and time:
            cleaned["received_at"] = dt.datetime.combine(day, time, tzinfo=clock.OSLO)
            if cleaned["received_at"] > clock.now():
                self.add_error("received_on", _("It cannot have come later than now."))
        return cleaned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: SignedIn) -> HttpResponse:
    """Register what came, and go on to entering it."""
    if not offices_of(request.user):
        raise PermissionDenied(_("This is for: %(role)s.") % {"role": Role.CASEWORKER.label})
    posted = request.method == "POST"
    form = ReceivedForm(request.POST if posted else None, request.FILES if posted else None, by=request.user)
    if posted and form.is_valid():
        asked = ("call", "network", "received_at", "channel", "archive_reference", "original")
        try:
            case = register(by=request.user, **{name: form.cleaned_data[name] for name in asked})
        except Refused as refusal:
            form.add_error(None, [str(message) for message in refusal.messages])
        else:
            messages.success(
                request, _("The application is registered as case %(number)s.") % {"number": case.number}
            )
            return redirect(WorkItem.objects.get(case=case, node="enter", open=True))
    context = {
        "form": form,
        "crumbs": [(_("Cases"), reverse("cases")), (_("Register an application"), "")],
    }
    return render(request, "application/receive.html", context, status=422 if form.errors else 200)
