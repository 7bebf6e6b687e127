"""What the guideline in force says of a network as it is today, also where it has applied for nothing (R2.2, R2.6)."""

from types import SimpleNamespace

from workflows import clock
from workflows.directory.models import Network
from workflows.rules.check import check
from workflows.rules.facts import known_facts
from workflows.rules.kinds import Finding
from workflows.schemes.models import Edition, Rule, SchemeVersion

STEP = "application"
_OF_THE_NETWORK = ("service_count", "persons_per_municipality_minimum", "has_steering_group")


def findings_of(network: Network, *, has_leader: bool) -> list[tuple[Rule, Finding]]:
    """Return what the rules find that can be judged by the network alone, each rule once; nothing without an edition.

    `has_leader` is whether somebody leads it today, which the page knows. They inform: nothing is refused by them.
    """
    edition = Edition.objects.of_guidelines().filter(valid_from__lte=clock.today()).first()
    if edition is None:
        return []
    as_case, known = SimpleNamespace(network=network), known_facts()
    facts = {name: known[name].find(as_case) for name in _OF_THE_NETWORK}
    facts |= {"has_network_leader": has_leader, "continuation_described": bool(network.continuation)}
    known_now = {name: value for name, value in facts.items() if value is not None}
    rules = {rule.pk: rule for rule in edition.rules_in_force()}
    schemes = (
        SchemeVersion.objects.real()
        .filter(network_kind=network.kind)
        .order_by("code")
        .values_list("code", flat=True)
    )
    found: dict[int, Finding] = {}
    for scheme in schemes.distinct():
        for finding in check(known_now, [rule.spec() for rule in rules.values()], scheme=scheme, step=STEP):
            if finding.fact in facts:
                found.setdefault(finding.rule, finding)
    return [(rules[key], finding) for key, finding in found.items()]
