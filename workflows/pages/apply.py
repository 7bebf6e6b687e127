"""Beginning an application from a call: what is needed, and what can be taken along from an earlier one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.accounts.acts_for import reader
from workflows.application.beginning import continuable, start_application
from workflows.application.copying import OFFERED, copy_of, copyable
from workflows.application.needed import needed_for
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import Scope
from workflows.directory.models import Network, Role
from workflows.errors import Refused
from workflows.schemes.models import Call

from .signed_in import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedIn, call: int) -> HttpResponse:
    """Choose the network and begin a draft."""
    calls = Call.objects.filter(office__is_trial=request.user.is_trial)
    found = get_object_or_404(calls.select_related("office", "scheme_version", "edition"), pk=call)
    led = Network.objects.filter(pk__in=Scope.of(reader(request)).places("network", Role.NETWORK_LEADER))
    led = led.select_related("responsible_municipality__county__office")
    fitting = [
        n for n in led if n.kind == found.scheme_version.network_kind and n.office.pk == found.office_id
    ]
    projects = list(continuable(found, fitting)) if fitting else []
    earlier = list(copyable(fitting, by=request.user)[:OFFERED]) if fitting else []
    context = {
        "call": found, "networks": fitting, "led": list(led), "projects": projects, "earlier": earlier,
        "needed": needed_for(found), "refusals": (),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "cases/apply.html", context)
    chosen = next((network for network in led if str(network.pk) == request.POST.get("network")), None)
    if chosen is None:
        return render(request, "cases/apply.html", context, status=422)
    project = next((each for each in projects if str(each.pk) == request.POST.get("project")), None)
    copied = next((each for each in earlier if str(each.pk) == request.POST.get("copy")), None)
    try:
        case = start_application(
            call=found, network=chosen, by=request.user, project=project, copy_from=copied
        )
    except Refused as refusal:
        return render(request, "cases/apply.html", context | {"refusals": refusal.messages}, status=422)
    if copied:
        _tell(request, copied, found)
    return redirect(WorkItem.objects.get(case=case, open=True))


def _tell(request: SignedIn, earlier: Case, call: Call) -> None:
    """Say what was copied, and what was not."""
    messages.success(
        request,
        _("The answers of %(number)s are copied. Go through years, dates and amounts.")
        % {"number": earlier.number},
    )
    if left_out := copy_of(earlier, call).left_out:
        messages.warning(request, _("Not copied: %(fields)s.") % {"fields": ", ".join(left_out)})
