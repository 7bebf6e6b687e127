"""What the rules may ask of an application and its network."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.directory.models import Network, Role, RoleAssignment, Service
from workflows.rules.facts import AMOUNT, APPLICATION, COUNT, NETWORK, PERCENT, YES_NO, fact, once, provider
from workflows.schemes.conditions import relevant
from workflows.schemes.facts import found_in
from workflows.schemes.forms import definitions_of

from .models import Application, BudgetLine, CostKind


def application_of(case: Case) -> Application | None:
    """Return the case's application, read once."""
    return getattr(case, "application", None)


def answer(case: Case, code: str) -> object:
    """Return one answer of the application, or None; what is hidden by other answers is not one (R8.4)."""
    return once(case, "answers", lambda: _given(case)).get(code)


def _given(case: Case) -> dict[str, Any]:
    application = application_of(case)
    fields = definitions_of(case.scheme_version.definition["sections"])
    return relevant(fields, application.answers) if application else {}


def overhead_percent(case: Case, stage: str, year: int | None = None) -> Decimal | None:
    """Return overhead as an exact percentage of all cost kinds at a stage; None where there is no budget (R3.9)."""
    lines = amounts_at(case, stage, year or case.year)
    total = sum(lines.values())
    return Decimal(lines.get(CostKind.OVERHEAD, 0)) * 100 / Decimal(total) if total else None


def lines_of(case: Case) -> list[BudgetLine]:
    """Return the case's budget lines of every stage and year, in order."""
    return once(case, "budget lines", lambda: list(BudgetLine.objects.filter(case=case)))


def amounts_at(case: Case, stage: str, year: int) -> dict[str, int]:
    """Return the kroner of each cost kind at a stage, of a year."""
    return {line.kind: line.amount for line in lines_of(case) if (line.stage, line.year) == (stage, year)}


@dataclass
class Member:
    """A service in the network: its kind, how many persons it sends, and the municipalities it serves."""

    service: int
    kind: str
    persons: int
    serves: set[int] = field(default_factory=set)


def members_of(case: Case) -> list[Member]:
    """Return the network's members of today."""
    return once(case, "members", lambda: _members(case.network))


def _members(network: Network) -> list[Member]:
    members: dict[int, Member] = {}
    rows = network.members_on().values_list(
        "pk", "service_id", "service__kind", "persons", "service__municipalities"
    )
    for pk, service, kind, persons, municipality in rows:
        member = members.setdefault(pk, Member(service, kind, persons))
        if municipality is not None:
            member.serves.add(municipality)
    return list(members.values())


@fact("service_count", COUNT, _("Distinct child-welfare services in the network"), NETWORK)
def service_count(case: Case) -> int:
    return len({member.service for member in members_of(case) if member.kind == Service.Kind.CHILD_WELFARE})


@fact("municipality_count", COUNT, _("Municipalities in the network"), NETWORK)
def municipality_count(case: Case) -> int:
    return len(set().union(*(member.serves for member in members_of(case))))


@fact(
    "persons_per_municipality_minimum", COUNT, _("Persons from the municipality that sends fewest"), NETWORK
)
def persons_per_municipality_minimum(case: Case) -> int | None:
    shares = (member.persons // max(len(member.serves), 1) for member in members_of(case))
    return min(shares, default=None)


@fact("has_network_leader", YES_NO, _("The network has chosen a leader"), NETWORK)
def has_network_leader(case: Case) -> bool:
    return _people_of(case)[0]


@fact("has_steering_group", YES_NO, _("The network has a steering group"), NETWORK)
def has_steering_group(case: Case) -> bool:
    return case.network.steering_group


@fact("network_kind_matches_scheme", YES_NO, _("The scheme is for this kind of network"), NETWORK)
def network_kind_matches_scheme(case: Case) -> bool:
    return case.network.kind == case.scheme_version.network_kind


@fact("requested_amount", AMOUNT, _("Requested amount"), APPLICATION, answered_in=("requested_amount",))
def requested_amount(case: Case) -> int | None:
    application = application_of(case)
    return application.requested_amount if application else None


@fact(
    "overhead_percent_requested",
    PERCENT,
    _("Overhead as a share of the requested amount"),
    APPLICATION,
    answered_in=("budget",),
)
def overhead_percent_requested(case: Case) -> Decimal | None:
    return overhead_percent(case, BudgetLine.Stage.REQUESTED)


@fact(
    "other_public_funding_declared",
    YES_NO,
    _("Other public funding is declared"),
    APPLICATION,
    answered_in=("other_public_funding",),
)
def other_public_funding_declared(case: Case) -> bool | None:
    if application_of(case) is None:
        return None
    declared = answer(case, "other_public_funding")
    return declared is False or (declared is True and bool(answer(case, "other_public_funding_details")))


@fact(
    "knowledge_environment_contact",
    YES_NO,
    _("Contact with a knowledge environment is made"),
    APPLICATION,
    answered_in=("knowledge_environment_contact",),
)
def knowledge_environment_contact(case: Case) -> bool | None:
    return _yes(case, "knowledge_environment_contact")


@fact(
    "knowledge_environment_considered",
    YES_NO,
    _("The need for a knowledge environment is considered"),
    APPLICATION,
    answered_in=("knowledge_environment_considered",),
)
def knowledge_environment_considered(case: Case) -> bool | None:
    if _yes(case, "knowledge_environment_contact"):
        return True
    return _yes(case, "knowledge_environment_considered")


@fact(
    "project_plan_attached",
    YES_NO,
    _("A project plan is attached"),
    APPLICATION,
    answered_in=("project_plan",),
)
def project_plan_attached(case: Case) -> bool:
    return bool(answer(case, "project_plan"))


@fact(
    "risk_condition_assessment_described",
    YES_NO,
    _("The local risk and condition assessment is described"),
    APPLICATION,
    answered_in=("risk_condition_assessment",),
)
def risk_condition_assessment_described(case: Case) -> bool:
    return bool(str(answer(case, "risk_condition_assessment") or "").strip())


@fact(
    "continuation_described",
    YES_NO,
    _("How the cooperation continues without funds is described"),
    APPLICATION,
    answered_in=("continuation_plan",),
)
def continuation_described(case: Case) -> bool:
    return bool(str(answer(case, "continuation_plan") or "").strip())


@fact(
    "participants_missing",
    COUNT,
    _("Participants who have not confirmed"),
    APPLICATION,
    answered_in=("participants_statement",),
)
def participants_missing(case: Case) -> int:
    if answer(case, "participants_statement"):
        return 0  # a joint statement is attached (R3.4)
    return _people_of(case)[1]


@provider
def own_facts(case: Case) -> dict[str, Any]:
    """Return the facts of the scheme's own that the application answers (R8.4)."""
    application = application_of(case)
    fields = definitions_of(case.scheme_version.definition["sections"])
    return found_in(fields, application.answers) if application else {}


def _people_of(case: Case) -> tuple[bool, int]:
    """Return whether somebody leads the network today, and how many participants have not confirmed."""
    leaders = RoleAssignment.objects.in_force().filter(role=Role.NETWORK_LEADER, network=OuterRef("network"))
    silent = Count("statements", filter=Q(statements__given_at__isnull=True, statements__isnull=False))
    asked = Case.objects.filter(pk=case.pk).annotate(led=Exists(leaders), silent=silent)
    return once(case, "people", asked.values_list("led", "silent").get)


def _yes(case: Case, code: str) -> bool | None:
    value = answer(case, code)
    return None if value is None else value is True
