"""The page of reports that are owed: who, since when, reminded when, and one act that reminds them all (R5.4)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workflows import clock
from workflows.cases.rights import Scope, visible_cases
from workflows.directory.models import OFFICE_ROLES, User
from workflows.money.views import year_of
from workflows.pages import paging
from workflows.pages.signed_in import SignedIn
from workflows.report import reminding

from .rights import demand_follower, followed


def visible_owed(user: User) -> QuerySet[Any]:
    """Return the reports that the networks a person follows up owe."""
    theirs = reminding.owed_reports().filter(case__office__in=followed(user), case__in=visible_cases(user))
    return theirs.select_related("case__network", "case__scheme_version", "case__office", "task")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def owed(request: SignedIn) -> HttpResponse:
    """Show who owes a report for a year; remind those chosen, or all of them."""
    demand_follower(request.user)
    year = year_of(request, clock.today().year - 1)
    everyone = visible_owed(request.user)
    items = everyone.filter(report_year=year)
    offices = Scope.of(request.user).places("office", *OFFICE_ROLES)
    mine = items.filter(case__office__in=offices)
    if request.method == "POST":
        if not offices:
            raise PermissionDenied(_("The office that handles the case reminds its networks."))
        return _remind(request, mine)
    years = set(everyone.order_by().values_list("report_year", flat=True).distinct())
    context = {
        "year": year,
        "years": sorted(years | {year, clock.today().year - 1}, reverse=True),
        "page": paging.by_key(items, request, order="id"),
        "count": paging.up_to_thousand(items),
        "overdue": paging.up_to_thousand(items.filter(due__lt=clock.today())),
        "may_remind": bool(offices),
        "today": clock.today(),
    }
    return render(request, "followup/owed.html", context)


def _remind(request: SignedIn, mine: QuerySet[Any]) -> HttpResponse:
    chosen = [int(pk) for pk in request.POST.getlist("rapport") if pk.isdecimal() and len(pk) < 19]
    items = mine if request.POST.get("hvem") == "alle" else mine.filter(pk__in=chosen)
    found = list(items.order_by("id"))
    reminded = reminding.remind_of_reports(found, by=request.user)
    if not found:
        messages.info(request, _("Choose who is to be reminded."))
    elif not reminded:
        messages.info(request, _("They were reminded today already, and are not reminded again."))
    else:
        said = ngettext("%(count)s network is reminded.", "%(count)s networks are reminded.", reminded)
        messages.success(request, said % {"count": reminded})
    return redirect(request.get_full_path())
