"""Where trials take place: the trial office with its county and municipalities, its networks, and its people.

Made the first time somebody tries a scheme, and the same from then on. The people have no password: nobody can log in
as one of them, they can only be tried as (see `switching`).
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from workflows.directory.models import (
    BufetatRegion,
    County,
    GovernorOffice,
    KnowledgeEnvironment,
    LanguageForm,
    Municipality,
    Network,
    NetworkMembership,
    Role,
    RoleAssignment,
    Service,
    User,
)

CODE = "PRV"
COUNTY = "98"  # no county has had it
STARTED = "2021-01-01"  # before the oldest edition: a trial can be under any
OF_A_KIND = (
    "network",
    "service",
    "environment",
)  # places that learning networks and leader networks have apart
PLACES = (("9801", "Prøvevik", "314000013"), ("9802", "Prøvedal", "314000021"))  # numbers of no organisation


@dataclass(frozen=True)
class Part:
    """A part one can try: the account's name, what it holds, and where."""

    username: str
    first_name: str
    role: str
    place: str = ""  # the kind of place it is held at

    def at(self, kind: str) -> str:
        """Return the username in trials of a kind of network: the office's people are the same in all."""
        return f"{self.username}-{kind}" if self.place in OF_A_KIND else self.username


PARTS = (
    Part("prove-leder", "Lea", Role.NETWORK_LEADER, "network"),
    Part("prove-deltaker", "Dag", Role.PARTICIPANT, "network"),
    Part("prove-kommune-1", "Kaja", Role.MUNICIPAL_MANAGEMENT, "municipality"),
    Part("prove-kommune-2", "Kim", Role.MUNICIPAL_MANAGEMENT, "municipality"),
    Part("prove-barnevern-1", "Bo", Role.CHILD_WELFARE_LEADER, "service"),
    Part("prove-barnevern-2", "Berit", Role.CHILD_WELFARE_LEADER, "service"),
    Part("prove-saksbehandler-1", "Sara", Role.CASEWORKER, "office"),
    Part("prove-saksbehandler-2", "Sven", Role.CASEWORKER, "office"),
    Part("prove-vedtak-1", "Vera", Role.DECISION_MAKER, "office"),
    Part("prove-vedtak-2", "Vidar", Role.DECISION_MAKER, "office"),
    Part("prove-attestasjon", "Ada", Role.PAYMENT_ATTESTER, "office"),
    Part("prove-klage", "Karl", Role.APPEAL_HANDLER, "office"),
    Part("prove-revisor", "Rune", Role.AUDITOR),
    Part("prove-bufetat", "Bente", Role.BUFETAT, "region"),
    Part("prove-fagmiljo", "Frode", Role.KNOWLEDGE_ENVIRONMENT, "environment"),
)


@transaction.atomic
def trial_office() -> GovernorOffice:
    """Return the trial office, made where there is none, with its county, region and two municipalities."""
    names = {"name_nb": "Prøvekontoret", "name_nn": "Prøvekontoret", "own_name": "Prøvekontoret"}
    office, _made = GovernorOffice.objects.get_or_create(
        code=CODE, defaults={**names, "org_number": "314000005", "is_trial": True}
    )
    language = LanguageForm.BOKMAL
    county, _made = County.objects.get_or_create(
        code=COUNTY,
        defaults={
            "name": "Prøvefylket",
            "office": office,
            "council_language": language,
            "majority_language": language,
        },
    )
    if county.bufetat_region is None:  # it had none at first
        county.bufetat_region = _region()
        county.save(update_fields=["bufetat_region"])
    for code, name, number in PLACES:
        known = {
            "name": name,
            "official_name": name,
            "county": county,
            "language_decision": language,
            "org_number": number,
        }
        Municipality.objects.get_or_create(code=code, defaults=known)
    return office


def _region() -> BufetatRegion:
    names = {"name_nb": "Prøveregionen", "name_nn": "Prøveregionen", "regional_office": "Prøvevik"}
    region, _made = BufetatRegion.objects.get_or_create(code=CODE, defaults={**names, "is_trial": True})
    return region


def _environment(network: str) -> KnowledgeEnvironment:
    """Return the environment that trials of a kind of network ask."""
    kinds = KnowledgeEnvironment.Kind
    kind = kinds.LEADERSHIP if network == Network.Kind.LEADER else kinds.KNOWLEDGE
    name = f"Prøvemiljøet ({network})"
    environment, _made = KnowledgeEnvironment.objects.get_or_create(
        name=name, defaults={"kind": kind, "is_trial": True}
    )
    return environment


@transaction.atomic
def trial_network(kind: str) -> Network:
    """Return the trial network of a kind, made with its people where there is none: two services take part."""
    office = trial_office()
    places = list(Municipality.objects.filter(county__office=office).order_by("code"))
    network, made = Network.objects.get_or_create(
        code=f"prove-{kind}",
        defaults={
            "name": "Prøvenettverket",
            "kind": kind,
            "responsible_municipality": places[0],
            "steering_group": True,
            "started": STARTED,
        },
    )
    services = []
    for place in places:
        service, _new = Service.objects.get_or_create(
            name=f"Barnevernstjenesten i {place.name} ({kind})", host=place
        )
        service.municipalities.add(place)
        services.append(service)
        if made:
            NetworkMembership.objects.create(
                network=network, service=service, persons=2, persons_from_leadership=1, joined=STARTED
            )
    bodies = {"region": _region(), "environment": _environment(kind)}
    for part in PARTS:
        number = int(part.username[-1]) - 1 if part.username[-1].isdecimal() else 0
        where: dict[str, Any] = {
            "network": network, "office": office, "municipality": places[number], "service": services[number],
            **bodies,
        }  # fmt: skip
        _account(part, kind, {part.place: where[part.place]} if part.place else {})
    return network


def _account(part: Part, kind: str, place: dict[str, Any]) -> User:
    """Return the account of a part, made with its one role where there is none."""
    username = part.at(kind)
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, first_name=part.first_name, last_name="Prøve", is_trial=True)
        user.email = f"{username}@prove.invalid"
        user.set_unusable_password()
        user.save()
        RoleAssignment.objects.create(user=user, role=part.role, valid_from=STARTED, **place)
    return user
