"""Moving the demo's clock by hand, so that a newcomer can see what a deadline does. Not there in production."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from workflows import clock
from workflows.ui.dates import long_date
from workflows.ui.forms import DateField

EARLIEST, LATEST = dt.date(2020, 1, 1), dt.date(2035, 12, 31)


class ClockForm(forms.Form):
    """The day it shall be."""

    day = DateField(label=gettext_lazy("The day it shall be"))

    def clean_day(self) -> dt.date:
        """Keep the clock within the years the demo knows."""
        day: dt.date = self.cleaned_data["day"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Choose a day between 2020 and 2035."))
        return day


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Show the clock, and move it to nine in the morning of a day."""
    if not settings.SAFE_TO_PLAY:
        raise Http404
    form = ClockForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        clock.move_to(form.cleaned_data["day"])
        messages.success(request, _("Now it is %(day)s.") % {"day": long_date(clock.today())})
        return redirect("clock")
    return render(request, "cases/clock.html", {"form": form}, status=422 if form.errors else 200)
