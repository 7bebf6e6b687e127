"""The cast: one account per role, and the outsider who must be refused. Made once, in the template database."""

import datetime as dt
import json
from pathlib import Path

from cms import demo
from workflows import publishing
from workflows.clock import OSLO
from workflows.directory.models import (
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
from workflows.funds import actions as funds

CONTENT = Path(demo.__file__).parent / "content"
START = dt.date(2024, 1, 2)

# username: role, the place it is held in
CAST: dict[str, tuple[str, dict[str, str]]] = {
    "editor": (Role.EDITOR, {}),
    "guideline_reviewer": (Role.GUIDELINE_REVIEWER, {}),
    "fund_manager": (Role.FUND_MANAGER, {}),
    "caseworker": (Role.CASEWORKER, {"office": "ROG"}),
    "second_caseworker": (Role.CASEWORKER, {"office": "ROG"}),
    "decision_maker": (Role.DECISION_MAKER, {"office": "ROG"}),
    "payment_attester": (Role.PAYMENT_ATTESTER, {"office": "ROG"}),
    "other_caseworker": (Role.CASEWORKER, {"office": "VES"}),
    "other_decision_maker": (Role.DECISION_MAKER, {"office": "VES"}),
    "network_leader": (Role.NETWORK_LEADER, {"network": "jaeren"}),
    "leader_network_leader": (Role.NETWORK_LEADER, {"network": "ryfylke"}),
    "participant": (Role.PARTICIPANT, {"network": "ryfylke"}),
    "lonely_leader": (Role.NETWORK_LEADER, {"network": "lonely"}),
    "outsider": (Role.NETWORK_LEADER, {"network": "outside"}),
    "municipal_management": (Role.MUNICIPAL_MANAGEMENT, {"municipality": "1108"}),
    "klepp_management": (Role.MUNICIPAL_MANAGEMENT, {"municipality": "1120"}),
    "time_management": (Role.MUNICIPAL_MANAGEMENT, {"municipality": "1121"}),
    "child_welfare_leader": (Role.CHILD_WELFARE_LEADER, {"service": "Strand"}),
    "suldal_leader": (Role.CHILD_WELFARE_LEADER, {"service": "Suldal"}),
    "bufetat": (Role.BUFETAT, {"region": "west"}),
    "knowledge_environment": (Role.KNOWLEDGE_ENVIRONMENT, {"environment": "Kunnskapssenteret"}),
    "auditor": (Role.AUDITOR, {}),
    "appeal_handler": (Role.APPEAL_HANDLER, {}),
    "administrator": (Role.ADMINISTRATOR, {}),
}
# code: kind, responsible municipality, services by host municipality
NETWORKS = {
    "jaeren": ("learning", "1108", {"Sandnes": ["1108"], "Klepp og Time": ["1120", "1121"]}),
    "ryfylke": ("leader", "1130", {"Strand": ["1130"], "Suldal": ["1134"]}),
    "lonely": ("learning", "1124", {"Sola": ["1124"]}),
    "outside": ("learning", "1103", {"Stavanger": ["1103"], "Randaberg": ["1127"]}),
}


def make_everything() -> None:
    """Make networks, people, editions, schemes, calls and pots."""
    KnowledgeEnvironment.objects.create(name="Kunnskapssenteret", kind="knowledge")
    for code, (kind, municipality, services) in NETWORKS.items():
        make_network(code, kind, municipality, services)
    for username, (role, place) in CAST.items():
        make_person(username, role, **place)
    publish_content()
    for office in ("ROG", "VES"):
        for scheme in ("leader_network", "self_initiated"):
            open_call(office, scheme)
            funds.give_authority(
                office=GovernorOffice.objects.get(code=office),
                scheme=scheme,
                year=2024,
                amount=2_000_000,
                by=User.objects.get(username="fund_manager"),
            )


def make_network(code: str, kind: str, municipality: str, services: dict[str, list[str]]) -> Network:
    """Make a network with its services; `services` maps a name to the numbers of the municipalities served."""
    network = Network.objects.create(
        code=code,
        name=f"Nettverket {code}",
        kind=kind,
        responsible_municipality=Municipality.objects.get(code=municipality),
        themes="Samarbeid",
        started=START,
    )
    for name, served in services.items():
        service = Service.objects.create(name=name, host=Municipality.objects.get(code=served[0]))
        service.municipalities.set(Municipality.objects.filter(code__in=served))
        NetworkMembership.objects.create(
            network=network, service=service, persons=2 * len(served), persons_from_leadership=1, joined=START
        )
    return network


def make_person(username: str, role: str, **place: str) -> User:
    """Make an account with one role; `place` is office="ROG", network="jaeren", municipality="1108" …"""
    user = User.objects.create_user(username, email=f"{username}@example.org", password="secret-" + username)
    user.first_name, user.last_name = username.replace("_", " ").title(), "Testdal"
    user.save()
    keys = {
        "office": (GovernorOffice, "code"),
        "network": (Network, "code"),
        "municipality": (Municipality, "code"),
        "service": (Service, "name"),
        "region": (BufetatRegion, "code"),
        "environment": (KnowledgeEnvironment, "name"),
    }
    held_in = {kind: keys[kind][0].objects.get(**{keys[kind][1]: value}) for kind, value in place.items()}
    RoleAssignment.objects.create(user=user, role=role, valid_from=START, **held_in)
    return user


def publish_content() -> None:
    """Publish the demo's guidelines and schemes, without pages."""
    older = publishing.publish_edition(**_edition("2021"))
    publishing.publish_edition(**_edition("2024"), rests_on=[older])
    for scheme in ("leader_network", "self_initiated"):
        publishing.publish_scheme(json.loads((CONTENT / f"scheme-{scheme}.json").read_text()))


def _edition(document: str) -> dict[str, object]:
    text = json.loads((CONTENT / f"guideline-{document}.json").read_text())
    rules = [
        {"code": paragraph["code"], **rule}
        for chapter in text["chapters"]
        for paragraph in chapter["paragraphs"]
        for rule in paragraph.get("rules", [])
    ]
    return {
        "document": document,
        "title": text["title"],
        "valid_from": dt.date.fromisoformat(text["valid_from"]),
        "responsible_body": text["responsible_body"],
        "rules": rules,
        "standings": {
            (row["document"], row["code"]): (row["standing"], row.get("replaced_by", ""))
            for row in text["standings"]
        },
    }


def open_call(office: str, scheme: str, **values: object) -> object:
    """Open a call of 2024, from 15 January to 31 May at 23.59."""
    from workflows.schemes.models import Edition, SchemeVersion

    return publishing.open_call(
        office=GovernorOffice.objects.get(code=office),
        scheme_version=SchemeVersion.objects.filter(code=scheme).latest("version"),
        edition=values.pop("edition", None) or Edition.objects.filter(document="2024").latest("version"),
        year=2024,
        opens=dt.datetime(2024, 1, 15, 9, tzinfo=OSLO),
        deadline=values.pop("deadline", dt.datetime(2024, 5, 31, 23, 59, tzinfo=OSLO)),
        **values,
    )
