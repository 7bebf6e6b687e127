"""A network's own page: what waits for me, what waits for others, where my cases stand."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflows import reminders
from workflows.cases.models import Case, CaseStatus
from workflows.cases.rights import Scope, open_work, visible_cases
from workflows.contacts import rights as contacts
from workflows.directory.accounts import is_staff
from workflows.directory.models import Network, Role, User
from workflows.schemes.models import Call

from .signed_in import SignedIn
from .timeline import STATUS_TONES


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Show where I stand, in plain words; staff find the way to their tasks."""
    user = request.user
    items = (
        open_work(user)
        .select_related("task", "case__network", "case__scheme_version")
        .order_by("due", "id")[:50]
    )
    staff = is_staff(user)
    cases = [] if staff else _in_hand(user)
    networks = Network.objects.filter(
        pk__in=Scope.of(user).places("network", Role.NETWORK_LEADER)
    ).select_related("responsible_municipality__county__office")
    context = {
        "items": list(items),
        "cases": list(cases),
        "staff": staff,
        "networks": [(network, _calls_for(network)) for network in networks],
        "reminders": reminders.waiting_for(user),
        "keeps_contacts": contacts.has_places(user),
        "tones": STATUS_TONES,
        "closed": CaseStatus.CLOSED,
    }
    return render(request, "cases/mine.html", context)


def _in_hand(user: User) -> QuerySet[Case]:
    """Return the newest of the person's cases; a draft that was put away is out of the way."""
    put_away = Q(status=CaseStatus.DRAFT, closed_at__isnull=False)
    cases = visible_cases(user).exclude(put_away)
    return cases.select_related("network", "scheme_version", "office")[:50]


def _calls_for(network: Network) -> list[Call]:
    """Return the open calls the network can apply under: its office's, for its kind."""
    calls = Call.objects.open_now().filter(office=network.office, scheme_version__network_kind=network.kind)
    return list(calls.select_related("scheme_version", "office"))
