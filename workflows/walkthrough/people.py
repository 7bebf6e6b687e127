"""The people of a walkthrough: a network of its own at an office, and one account per role, signed in for real."""

import secrets
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.db import transaction
from django.test import Client
from django.urls import reverse

from workflows.directory.models import (
    GovernorOffice,
    Municipality,
    Network,
    NetworkMembership,
    Role,
    RoleAssignment,
    Service,
    User,
)

from .answers import AUDITOR

DIRECTORATE = (Role.FUND_MANAGER, Role.APPEAL_HANDLER, Role.ADMINISTRATOR)
_STARTED = "2021-01-01"  # before the oldest edition: a walk can be under any


@dataclass
class Person:
    """An account, with what is needed to sign in."""

    user: User
    password: str
    secret: str

    def sign_in(self) -> Client:
        """Sign in through the site's own pages, with password and one-time code, and return the browser."""
        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        client.get(reverse("account_login"))
        answer = client.post(
            reverse("account_login"), {"login": self.user.username, "password": self.password}
        )
        if answer.status_code == 302 and reverse("mfa_authenticate") in answer["Location"]:
            answer = client.post(reverse("mfa_authenticate"), {"code": self.code()})
            if answer.status_code == 200:  # the half minute ended meanwhile, and the code with it
                answer = client.post(reverse("mfa_authenticate"), {"code": self.code()})
        if answer.status_code != 302 or "_auth_user_id" not in client.session:
            raise RuntimeError(f"{self.user.username} could not sign in ({answer.status_code})")
        return client

    def code(self) -> str:
        """Return the one-time code of this half minute."""
        counter = next(iter(totp.yield_hotp_counters_from_time()))
        return totp.format_hotp_value(totp.hotp_value(self.secret, counter))


@transaction.atomic
def account(username: str, role: str, *, name: str = "", trial: bool = False, **place: object) -> Person:
    """Make or renew an account with one role, a new password and a new second factor; of a trial where it is said."""
    user, _created = User.objects.get_or_create(username=username)
    first, _, last = (name or username.replace("-", " ").title()).partition(" ")
    user.first_name, user.last_name, user.email = first, last, f"{username}@walkthrough.example"
    user.is_trial = trial
    password = secrets.token_urlsafe(18)
    user.set_password(password)
    user.save()
    held: Any = RoleAssignment.objects
    held.update_or_create(user=user, role=role, **place, defaults={"valid_from": _STARTED})
    secret = totp.generate_totp_secret()
    Authenticator.objects.filter(user=user).delete()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)})
    return Person(user, password, secret)


class Cast:
    """The people of walks that follow one another: each is made once, and signed in once."""

    def __init__(self) -> None:
        self._offices: dict[int, dict[str, list[Person]]] = {}
        self._others: dict[str, list[Person]] = {}
        self._networks: dict[int, dict[str, list[Person]]] = {}
        self._browsers: dict[int, Client] = {}

    def office(self, office: GovernorOffice) -> dict[str, list[Person]]:
        """Return the people of an office by role, two where one may be tied to a case, and those beside it."""
        if office.pk not in self._offices:
            self._offices[office.pk] = _office_people(office)
        if not self._others:  # the same whichever office: made anew, they would be signed out
            self._others = _people_of_a_trial(office) if office.is_trial else _people_of_no_office()
        return {**self._offices[office.pk], **self._others}

    def at(self, network: Network) -> dict[str, list[Person]]:
        """Return the network's leader, and those who can stand behind its application, by role."""
        if network.pk not in self._networks:
            self._networks[network.pk] = _network_people(network)
        return self._networks[network.pk]

    def browser(self, person: Person) -> Client:
        """Return a browser in which the person is signed in."""
        if person.user.pk not in self._browsers:
            self._browsers[person.user.pk] = person.sign_in()
        return self._browsers[person.user.pk]


def _office_people(office: GovernorOffice) -> dict[str, list[Person]]:
    two = {Role.CASEWORKER: ("", "-2"), Role.DECISION_MAKER: ("", "-2"), Role.PAYMENT_ATTESTER: ("",)}
    return {
        role: [
            account(
                f"walk-{office.code.lower()}-{role.replace('_', '-')}{ending}",
                role,
                trial=office.is_trial,
                office=office,
            )
            for ending in endings
        ]
        for role, endings in two.items()
    }


def _people_of_a_trial(office: GovernorOffice) -> dict[str, list[Person]]:
    """Return those beside a trial's own people; nobody of the directorate has to do with a trial."""
    auditor = account(AUDITOR.partition("@")[0], Role.AUDITOR, trial=True)
    handler = account(
        f"walk-{office.code.lower()}-appeal-handler", Role.APPEAL_HANDLER, trial=True, office=office
    )
    return {Role.AUDITOR: [auditor], Role.APPEAL_HANDLER: [handler]}


def _people_of_no_office() -> dict[str, list[Person]]:
    auditor = account(AUDITOR.partition("@")[0], Role.AUDITOR)
    directorate: dict[str, list[Person]] = {
        role: [account(f"walk-{role.replace('_', '-')}", role)] for role in DIRECTORATE
    }
    return {Role.AUDITOR: [auditor], **directorate}


def _network_people(network: Network) -> dict[str, list[Person]]:
    trial = network.office.is_trial
    leader = account(f"walk-{network.code}-leader", Role.NETWORK_LEADER, trial=trial, network=network)
    if network.kind == Network.Kind.LEADER:
        behind = [
            account(
                f"walk-{network.code}-{n}", Role.CHILD_WELFARE_LEADER, trial=trial, service=member.service
            )
            for n, member in enumerate(network.members_on(), 1)
        ]
        return {Role.NETWORK_LEADER: [leader], Role.CHILD_WELFARE_LEADER: behind}
    behind = [
        account(
            f"walk-{network.code}-{municipality.code}",
            Role.MUNICIPAL_MANAGEMENT,
            trial=trial,
            municipality=municipality,
        )
        for municipality in network.municipalities_on()
    ]
    return {Role.NETWORK_LEADER: [leader], Role.MUNICIPAL_MANAGEMENT: behind}


@transaction.atomic
def network_at(office: GovernorOffice, kind: str) -> Network:
    """Return the walkthrough's own network at an office: two services of two municipalities."""
    code = f"walk-{office.code.lower()}-{kind}"
    found = Network.objects.filter(code=code).first()
    if found:
        return found
    places = list(
        Municipality.objects.filter(county__office=office).exclude(org_number="").order_by("code")[:2]
    )
    if office.code == "OBOA":  # Oslo is one municipality; its neighbour joins
        places = list(Municipality.objects.filter(code__in=["3201", "3203"]).order_by("code"))
    network = Network.objects.create(
        code=code,
        name=f"Prøvenettverket {office.code} {kind}",
        kind=kind,
        responsible_municipality=places[0],
        steering_group=True,
        started=_STARTED,
    )
    for place in places:
        service, _created = Service.objects.get_or_create(
            name=f"Barnevernstjenesten i {place.name} (prøve)", host=place
        )
        service.municipalities.add(place)
        NetworkMembership.objects.create(
            network=network, service=service, persons=2, persons_from_leadership=1, joined=_STARTED
        )
    return network
