"""Every role at every address: who is let in, who is led to the log-in, and who is told that there is nothing."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from imports.batches import jobs, verbs
from imports.kinds import KINDS
from imports.models import Batch
from tests import way
from tests.bare import pot_of
from tests.cast import CAST
from workflows import clock
from workflows.allocation.models import Proposal
from workflows.assessment.conditions import Wanted
from workflows.cases.models import AccessRequest, Case
from workflows.contacts.places import Place
from workflows.directory.models import (
    BufetatRegion,
    ContactPerson,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    NetworkProposal,
    RegionOffer,
    User,
)
from workflows.grant.conditions import put
from workflows.networks import planning

from .addresses import Address, addresses
from .conftest import NOBODY
from .table import ADMIN, EXCEPTIONS, NOT_FOR_EDITORS, PEOPLE, column_of, table

pytestmark = pytest.mark.django_db
EVERYBODY = [NOBODY, *CAST]
# The admin, and pages that are about nothing in particular, look at nothing but roles: there one of each role is
# enough, in each column.
ONE_OF_EACH = {NOBODY, *{(column_of(name), role): name for name, (role, _place) in CAST.items()}.values()}
# The prefix of a language changes no rights; one of each kind of person shows that.
IN_BOTH = {NOBODY, "caseworker", "leader_network_leader", "outsider"}
# The same page for everyone, which knows nobody.
PUBLIC = {
    "grants", "imports:sources", "public-network", "public-networks", "public-record", "robots", "search", "sitemap",
}  # fmt: skip
# Icons and texts of Wagtail's admin, the same for everyone, and its page that fails on purpose.
SAME_FOR_ALL = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailadmin_error_test"}
Browser = Callable[[str], Client]


def has_nynorsk(address: Address) -> bool:
    """Return whether an address is there under `/nn/` too."""
    only_one = ("wagtaildocs_", "sitemap", "robots")
    return not (address.is_admin or address.route.startswith("_util") or address.name.startswith(only_one))


@pytest.fixture
def case() -> Case:
    return way.submitted()


def contact_values(name: str) -> dict[str, object]:
    """Return what leads to a contact of Rogaland, an offer of the region in the west, an environment or a file."""
    if name in ("imports:export", "imports:export-choose"):
        return {"table": "contact_person", "ending": "csv"}
    if name.startswith("imports:batch-") or name == "imports:batch":
        return {"pk": batch_of_rogaland(), "outcome": "refused", "ending": "csv"}
    if name in ("imports:columns", "imports:template"):
        return {"code": "network", "ending": "csv"}
    if name.startswith("offer"):
        region = BufetatRegion.objects.get(code="west")
        offer, _created = RegionOffer.objects.get_or_create(
            region=region, name_nb="Kurs", defaults={"kind": "course"}
        )
        return {"place": Place(region).slug, "pk": offer.pk}
    if name == "contact-about":
        return {"place": Place(KnowledgeEnvironment.objects.get(name="Kunnskapssenteret")).slug}
    if name.startswith("contact-"):
        office = GovernorOffice.objects.get(code="ROG")
        person, _created = ContactPerson.objects.get_or_create(name="Kari Eksempel", office=office)
        return {"place": Place(office).slug, "pk": person.pk}
    return {}


def batch_of_rogaland() -> int:
    """Return the number of an import of the office's, with a row that was refused."""
    batch = Batch.objects.first()
    if batch is None:
        content, by = (
            b"code;name;kind;responsible_municipality\nx;X;learning;4601",
            User.objects.get(username="caseworker"),
        )
        file = ContentFile(content, name="nettverk.csv")
        batch = verbs.hand_in(file, name="nettverk.csv", kind=KINDS["network"], by=by)
        jobs.work(batch.pk, batch.run)
    return batch.pk


def asked_in(case: Case) -> int:
    """Return the number of a request for access in the case."""
    document = case.documents.order_by("id").first()
    asked, _created = AccessRequest.objects.get_or_create(document=document, email="kari@example.org")
    return asked.pk


def act_values(name: str, case: Case) -> dict[str, object]:
    """Return what leads to an appeal, which the scheme does not have, or to documenting a condition of the case."""
    if name == "case-act":
        return {"act": "klag"}
    by = User.objects.get(username="decision_maker")
    wanted = [Wanted("Støtte", "blocks_payment")]
    put(case=case, wanted=wanted, by=by)
    return {"act": "dokumenter-vilkar", "pk": case.conditions.get().pk}


def proposal_in(case: Case) -> int:
    """Return the number of a proposal of the case's call."""
    by = User.objects.get(username="caseworker")
    proposal, _created = Proposal.objects.get_or_create(call=case.call, defaults={"name": "Likt", "by": by})
    return proposal.pk


def network_values(name: str, case: Case) -> dict[str, object]:
    """Return what leads to an act on the case's network, on one of its members, to a plan, or to Sandnes."""
    if name == "network-plan":
        plan = case.network.plans.first()
        if plan is None:
            upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4", "application/pdf")
            by = User.objects.get(username="caseworker")
            plan = planning.add_plan(
                network=case.network, title="Plan", dated=case.network.started, upload=upload, by=by
            )
        return {"code": case.network.code, "plan": plan.pk}
    if name == "network-act-on":
        member = case.network.memberships.get(service__name="Strand")
        return {"code": case.network.code, "act": "personer", "pk": member.pk}
    if name in ("network", "network-act", "public-network"):
        return {"code": case.network.code, "act": "tema"}
    return {"municipality": "1108"} if name == "network-municipality" else {}


def proposed_network() -> int:
    """Return the number of a network that wants to start in Rogaland."""
    values = {
        "name": "Sør",
        "kind": "learning",
        "state": "waiting",
        "expires_at": clock.now(),
        "token_hash": "1",
    }
    municipality = Municipality.objects.get(code="1108")
    proposal, _made = NetworkProposal.objects.get_or_create(municipality=municipality, defaults=values)
    return proposal.pk


def values_of(case: Case) -> dict[str, object]:
    """Return what leads to parts of the case; read once in a test."""
    if not hasattr(case, "_values"):
        case._values = {
            "number": case.number,
            "task": way.item(case, "formal_check").task_id,
            "document": case.documents.order_by("id").first().pk,
            "part": "soknad",
            "call": case.call_id,
            "pot": pot_of(case).pk,
        }
    return dict(case._values)


def path_to(address: Address, case: Case) -> str:
    values = values_of(case)
    if address.name in ("year-end-report", "year-end-pdf"):
        values |= {"office": "ROG", "year": 2024}
    if address.name.startswith("overview-"):
        values |= {"part": "midler", "table": "hver", "ending": "csv"}
    if address.name == "draft-section":
        values |= {"task": case.items.get(node="write").task_id, "section": "application"}
    if address.name.startswith("case-act"):
        values |= act_values(address.name, case)
    values |= {"code": "2024-3.7"} | contact_values(address.name) | network_values(address.name, case)
    if address.name == "person":
        values["pk"] = User.objects.get(username="caseworker").pk
    if address.name == "allocation-proposal":
        values["proposal"] = proposal_in(case)
    if address.name == "network-proposal":
        values["pk"] = proposed_network()
    if address.name == "access-answer":
        values["pk"] = asked_in(case)
    if address.name == "wagtail_serve":
        values["_0"] = "finnes-ikke/"
    return address.path(**values)


def test_everybody_stands_in_one_column() -> None:
    standing = [name for people in PEOPLE.values() for name in people]
    assert sorted(standing) == sorted(EVERYBODY)


def test_every_column_and_role_is_asked_at_every_address() -> None:
    assert {column_of(name) for name in ONE_OF_EACH} == set(PEOPLE)
    assert {CAST[name][0] for name in ONE_OF_EACH - {NOBODY}} == {role for role, _place in CAST.values()}


@pytest.mark.adversary("D9", "a new address fails the test until somebody writes down who may have it")
def test_every_address_has_a_row() -> None:
    names = {address.name for address in addresses() if not address.is_admin}
    rows = set(table())
    admin = {address.name for address in addresses() if address.is_admin}
    assert names - rows == set(), "write them into the table"
    assert rows - names - admin == set(), "these are gone: take them out of the table"


@pytest.mark.adversary("D9", "anonymous on every address: only the listed public set answers 200")
@pytest.mark.adversary("D4", "on every address each role gets exactly the status that the table says")
@pytest.mark.adversary("E18", "every answer to somebody who is signed in may be kept by nobody: no-store")
@pytest.mark.requirement(
    "R8.11", "every role at every address: the outsider gets 404 on case, task and document"
)
@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_gets_what_the_table_says(person: str, browser: Browser, case: Case) -> None:
    client, column, expected, found = browser(person), column_of(person), {}, {}
    rows, kept = table(), set()
    for address in addresses():
        status = EXCEPTIONS.get(address.name, {}).get(person, rows.get(address.name, ADMIN).get(column))
        if status is None or (person not in ONE_OF_EACH and (address.is_admin or "<" not in address.route)):
            continue
        path = path_to(address, case)
        for each in [path, f"/nn{path}"] if person in IN_BOTH and has_nynorsk(address) else [path]:
            expected[each], answer = status, client.get(each)
            found[each] = answer.status_code
            if "no-store" not in answer.headers.get("Cache-Control", "") and address.name not in SAME_FOR_ALL:
                kept.add(address.name)
    assert found == expected
    assert person == NOBODY or kept <= PUBLIC
    assert len(found) > (90 if person in ONE_OF_EACH else 50)


@pytest.mark.adversary("D6", "editors reach no users, groups, sites, settings or collections")
@pytest.mark.adversary("D8", "an editor has no page on which rights are given")
@pytest.mark.parametrize("person", ["editor", "guideline_reviewer"])
def test_editors_reach_no_settings(person: str, browser: Browser, case: Case) -> None:
    closed = [address for address in addresses() if address.name.startswith(NOT_FOR_EDITORS)]
    statuses = {address.name: browser(person).get(path_to(address, case)).status_code for address in closed}
    assert set(statuses.values()) <= {302, 403, 404}
    assert len(statuses) > 30


@pytest.mark.adversary("D2", "a guessed path to a stored file leads nowhere: files have no address")
@pytest.mark.parametrize("person", [NOBODY, "caseworker", "administrator"])
def test_files_have_no_address(person: str, browser: Browser, settings: object) -> None:
    case = way.submitted("self_initiated")
    stored = case.documents.exclude(file="").get().file
    guesses = [f"{root}{stored.name}" for root in (settings.MEDIA_URL, "/media/", "/documents/", "/")]
    answers = [browser(person).get(guess, follow=True).status_code for guess in guesses]
    assert answers == [404] * 4


@pytest.mark.adversary("D7", "there is no Django admin")
def test_there_is_no_django_admin(browser: Browser) -> None:
    assert browser("administrator").get("/admin/").status_code == 404
    assert not [address for address in addresses() if "admin:" in address.name]
