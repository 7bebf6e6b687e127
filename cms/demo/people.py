"""Networks and accounts of the demo: known passwords, never in production."""

import base64
import datetime as dt
import hashlib
import json
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password

from workflows.clock import OSLO
from workflows.directory.accounts import is_staff
from workflows.directory.models import (
    NETWORK_ROLES,
    BufetatRegion,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    NetworkMembership,
    Role,
    RoleAssignment,
    Service,
    User,
)

Rows = dict[str, Any]
FROM = dt.date(2024, 1, 1)
PASSWORD = "prøv-nettverksmidler-2025"  # noqa: S105  (known to all: only the demo has it)
OFFICES = ("ROG", "VES", "TRO", "OBOA")
_OFFICE_NAMES = {
    "ROG": ("Marit Havnevikmo", "Jostein Lundestadås", "Anne Fjellbotnmo", "Kåre Ytterhaugli"),
    "VES": ("Siri Breidablikmo", "Arne Storehaugås", "Turid Osvikli", "Leif Nordbømo"),
    "TRO": ("Ingrid Bakklandsås", "Stein Lerkehaugmo", "Berit Singsåsli", "Odd Moholtmo"),
    "OBOA": ("Hanne Grefsenåsli", "Petter Bjølsenmo", "Nora Tåsenhaug", "Jon Ullernåsmo"),
}
_OFFICE_ROLES = (Role.CASEWORKER, Role.CASEWORKER, Role.DECISION_MAKER, Role.PAYMENT_ATTESTER)
_OTHERS = [
    ("bufdir.redaktor", "Eli Tangenmyr", Role.EDITOR),
    ("bufdir.kvalitet", "Rolf Solbakkli", Role.GUIDELINE_REVIEWER),
    ("bufdir.midler", "Grete Nygardsås", Role.FUND_MANAGER),
    ("bufdir.klage", "Tor Elvestrandmo", Role.APPEAL_HANDLER),
    ("bufdir.admin", "Unni Skogheimli", Role.ADMINISTRATOR),
    ("revisor", "Rebekka Visortangen", Role.AUDITOR),
]


def build(content: Rows) -> None:
    """Make services, networks and every account, and write `var/demo-accounts.json`. Repeatable."""
    services = {row["code"]: _service(row) for row in content["services"]}
    for row in content["networks"]:
        _network(row, services)
    _staff()
    write_accounts(content)


def _service(row: Rows) -> Service:
    host = Municipality.objects.get(code=row["host"])
    service, _created = Service.objects.get_or_create(name=row["name"], host=host)
    service.municipalities.set(Municipality.objects.filter(code__in=row["municipalities"]))
    return service


def _network(row: Rows, services: dict[str, Service]) -> None:
    network, created = Network.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "kind": row["kind"],
            "responsible_municipality": Municipality.objects.get(code=row["responsible_municipality"]),
            "themes": row["themes"],
            "steering_group": row["steering_group"],
            "started": row["started"],
        },
    )
    if created:
        for member in row["members"]:
            NetworkMembership.objects.create(
                network=network, **(member | {"service": services[member["service"]]})
            )
    for person in row["people"]:
        place: Rows = {}
        if person["role"] in NETWORK_ROLES:
            place["network"] = network
        elif person.get("service"):
            place["service"] = services[person["service"]]
        elif person.get("municipality"):
            place["municipality"] = Municipality.objects.get(code=person["municipality"])
        account(person["username"], person["name"], person["role"], email=person["email"], **place)


def _staff() -> None:
    for username, name, role in _OTHERS:
        account(username, name, role)
    for code in OFFICES:
        office = GovernorOffice.objects.get(code=code)
        endings = ("saksbehandler", "saksbehandler2", "beslutter", "attestant")
        for ending, name, role in zip(endings, _OFFICE_NAMES[code], _OFFICE_ROLES, strict=True):
            account(f"{code.lower()}.{ending}", name, role, office=office)
    vestland = GovernorOffice.objects.get(code="VES")
    account("ves.redaktor", "Borghild Myrvollås", Role.EDITOR, office=vestland)
    account("bufetat.vest", "Idun Fjordholmli", Role.BUFETAT, region=BufetatRegion.objects.get(code="west"))
    environment = KnowledgeEnvironment.objects.order_by("id").first()
    account("kunnskapsmiljo", "Viggo Lærhaugen", Role.KNOWLEDGE_ENVIRONMENT, environment=environment)


def account(username: str, name: str, role: str, *, email: str = "", **place: Any) -> User:
    """Make an account with one role, if it is not there; staff get a second factor."""
    first, _, last = name.rpartition(" ")
    user, created = User.objects.get_or_create(
        username=username,
        defaults={"first_name": first, "last_name": last, "email": email or f"{username}@demo.example"},
    )
    if created:
        user.password = _hashed()
        user.date_joined = dt.datetime.combine(FROM, dt.time(9), tzinfo=OSLO)
        user.save()
    RoleAssignment.objects.get_or_create(user=user, role=role, **place, defaults={"valid_from": FROM})
    if is_staff(user) and not Authenticator.objects.filter(user=user).exists():
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret_of(username))}
        )
    return user


@cache
def _hashed() -> str:
    """Return the password's hash, made once: it is deliberately slow, and the same for every demo account."""
    return make_password(PASSWORD)


def secret_of(username: str) -> str:
    """Return an account's secret for one-time codes, the same every time it is made."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY} {username}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def write_accounts(content: Rows) -> None:
    """Write every account the demo made to `var/demo-accounts.json`."""
    outsiders = {row["code"] for row in content["networks"] if row.get("outsider")}
    held = RoleAssignment.objects.exclude(user__username__startswith="walk-").order_by("id")
    held = held.select_related(
        "user", "office", "network", "municipality", "service", "region", "environment"
    )
    rows = [_row(assignment, outsiders) for assignment in held]
    path = settings.VAR_DIR / "demo-accounts.json"
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _row(held: RoleAssignment, outsiders: set[str]) -> Rows:
    network = held.network.code if held.network else ""
    organisation = (
        held.municipality or held.service or held.region or held.environment or held.network or held.office
    )
    return {
        "username": held.user.username,
        "password": PASSWORD,
        "totp_secret": secret_of(held.user.username) if is_staff(held.user) else "",
        "role": "outsider" if network in outsiders else held.role,
        "office": held.office.code if held.office else "",
        "network": network,
        "organisation": str(organisation or "Barne-, ungdoms- og familiedirektoratet"),
    }
