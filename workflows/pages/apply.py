"""Beginning an application from a call."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from workflows.application.beginning import continuable, start_application
from workflows.cases.models import WorkItem
from workflows.cases.rights import Scope
from workflows.directory.models import Network, Role
from workflows.errors import Refused
from workflows.schemes.models import Call

from .signed_in import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedIn, call: int) -> HttpResponse:
    """Choose the network and begin a draft."""
    found = get_object_or_404(Call.objects.select_related("office", "scheme_version", "edition"), pk=call)
    led = Network.objects.filter(pk__in=Scope.of(request.user).places("network", Role.NETWORK_LEADER))
    led = led.select_related("responsible_municipality__county__office")
    fitting = [
        n for n in led if n.kind == found.scheme_version.network_kind and n.office.pk == found.office_id
    ]
    projects = list(continuable(found, fitting)) if fitting else []
    context = {"call": found, "networks": fitting, "led": list(led), "projects": projects, "refusals": ()}
    if request.method != "POST":
        return render(request, "cases/apply.html", context)
    chosen = next((network for network in led if str(network.pk) == request.POST.get("network")), None)
    if chosen is None:
        return render(request, "cases/apply.html", context, status=422)
    project = next((each for each in projects if str(each.pk) == request.POST.get("project")), None)
    try:
        case = start_application(call=found, network=chosen, by=request.user, project=project)
    except Refused as refusal:
        return render(request, "cases/apply.html", context | {"refusals": refusal.messages}, status=422)
    return redirect(WorkItem.objects.get(case=case, open=True))
