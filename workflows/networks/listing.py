"""Which networks a list shows, by what is asked in the address."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from workflows.cases.rights import visible_cases
from workflows.directory.models import County, HelpRequest, Network, NetworkMembership, User

from . import rights, themes


def asked(query: QueryDict) -> dict[str, str]:
    """Return what was asked for, cut to what can be meant."""
    names = ("q", "kind", "county", "theme", "without_case", "help")
    return {name: query.get(name, "").replace("\0", "").strip()[:100] for name in names}


def networks(user: User, wanted: dict[str, str]) -> QuerySet[Network]:
    """Return the networks a person sees that fit, with `services` and `municipalities` of today counted."""
    found = rights.visible_networks(user).select_related("responsible_municipality__county__office")
    if wanted["q"]:
        found = found.filter(Q(name__icontains=wanted["q"]) | Q(code__iexact=wanted["q"]))
    if wanted["kind"] in Network.Kind.values:
        found = found.filter(kind=wanted["kind"])
    if wanted["county"]:
        found = found.filter(_in_county(wanted["county"]))
    if wanted["theme"]:
        found = found.filter(themes.works_on(wanted["theme"]))
    if wanted["without_case"]:
        found = found.exclude(Exists(visible_cases(user).filter(network=OuterRef("pk"))))
    open_requests = HelpRequest.objects.filter(network=OuterRef("pk"), answered_at__isnull=True)
    if wanted["help"]:
        found = found.filter(Exists(open_requests))
    return found.annotate(
        services=_counted("service"),
        municipalities=_counted("service__municipalities"),
        asks_for_help=Exists(open_requests),
    )


def counties(user: User) -> QuerySet[County]:
    """Return the counties that the networks a person sees are handled in."""
    seen = rights.visible_networks(user).values("responsible_municipality__county")
    return County.objects.filter(pk__in=seen)


def _counted(what: str) -> Any:
    members = NetworkMembership.objects.on().filter(network=OuterRef("pk")).order_by().values("network")
    return Coalesce(Subquery(members.annotate(number=Count(what, distinct=True)).values("number")), 0)


def _in_county(code: str) -> Any:
    members = NetworkMembership.objects.on().filter(
        network=OuterRef("pk"), service__municipalities__county__code=code
    )
    return Q(responsible_municipality__county__code=code) | Q(Exists(members))
