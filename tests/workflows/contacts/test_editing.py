"""Where a place keeps its contacts: added, changed, ended, never deleted, and every change with its history."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.access.test_hostile_input import NASTY
from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows.contacts.places import Place
from workflows.directory.models import (
    BufetatRegion,
    ContactChange,
    ContactPerson,
    GovernorOffice,
    KnowledgeEnvironment,
    RegionOffer,
)

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
OFFICE, REGION = "/kontakter/statsforvalter-ROG/", "/kontakter/bufetat-west/"
PERSON = {
    "name": "Solveig Prøvestad", "role_nb": "Rådgiver", "role_nn": "Rådgivar", "phone": "+47 51 56 87 00",
    "email": "solveig@example.org", "valid_from": "1.1.2024", "valid_to": "",
}  # fmt: skip
OFFER = {
    "kind": "course", "name_nb": "Kurs", "name_nn": "Kurs", "description_nb": "To dager", "description_nn": "To dagar",
    "url": "", "valid_from": "1.1.2024", "valid_to": "",
}  # fmt: skip


def history(**where: Any) -> list[tuple[str, str, dict[str, list[str]], str]]:
    """Return the history, the oldest first: what was done, with whom, each field before and after, and by whom."""
    changes = ContactChange.objects.filter(**where).exclude(kind="confirmed").order_by("at", "id")
    return [(each.kind, each.subject, each.changes, each.by.username) for each in changes]


@pytest.fixture
def person(cast: SimpleNamespace, browse: Browse) -> ContactPerson:
    answer = browse(cast.caseworker).post(f"{OFFICE}personer/ny/", PERSON)
    assert (answer.status_code, answer["Location"]) == (302, OFFICE)
    return ContactPerson.objects.get(name="Solveig Prøvestad")


@pytest.mark.requirement(
    "R1.6", "an office adds, changes and ends its own contact; history says who and when"
)
def test_a_contact_is_added_changed_and_ended(
    person: ContactPerson, cast: SimpleNamespace, browse: Browse
) -> None:
    assert (person.phone, person.office.code, person.valid_from) == ("51568700", "ROG", dt.date(2024, 1, 1))
    client, address = browse(cast.decision_maker), f"{OFFICE}personer/{person.pk}/"
    assert (
        "51\N{NO-BREAK SPACE}56\N{NO-BREAK SPACE}87\N{NO-BREAK SPACE}00"
        in client.get(address).content.decode()
    )
    client.post(address, PERSON | {"phone": "912 34 567"})
    client.post(address, PERSON | {"phone": "912 34 567"})  # nothing is another: no line
    client.post(address, PERSON | {"phone": "912 34 567", "valid_to": "3.3.2024"})
    person.refresh_from_db()
    assert (person.phone, person.valid_to) == ("91234567", dt.date(2024, 3, 3))
    added = {
        "name": ["", "Solveig Prøvestad"], "role_nb": ["", "Rådgiver"], "role_nn": ["", "Rådgivar"],
        "phone": ["", "51568700"], "email": ["", "solveig@example.org"], "valid_from": ["", "2024-01-01"],
    }  # fmt: skip
    assert history(office__code="ROG") == [
        ("added", "Solveig Prøvestad", added, "caseworker"),
        ("changed", "Solveig Prøvestad", {"phone": ["51568700", "91234567"]}, "decision_maker"),
        ("ended", "Solveig Prøvestad", {"valid_to": ["", "2024-03-03"]}, "decision_maker"),
    ]
    page = client.get(OFFICE).content.decode()
    assert "Solveig Prøvestad" in page  # who has left stays in what the office sees
    assert "Decision Maker Testdal" in page


@pytest.mark.adversary(
    "D1", "an office cannot change another's contact, not by its address nor through its own"
)
@pytest.mark.parametrize(
    "who", ["other_caseworker", "other_decision_maker", "network_leader", "bufetat", "auditor"]
)
def test_nobody_changes_anothers_contact(
    person: ContactPerson, cast: SimpleNamespace, browse: Browse, who: str
) -> None:
    client = browse(getattr(cast, who))
    own = "/kontakter/statsforvalter-VES/"
    addresses = [
        OFFICE,
        f"{OFFICE}personer/ny/",
        f"{OFFICE}personer/{person.pk}/",
        f"{own}personer/{person.pk}/",
    ]
    posted = PERSON | {"name": "Fremmed"}
    assert [client.get(each).status_code for each in addresses] == [404] * 4
    assert [client.post(each, posted).status_code for each in addresses] == [404] * 4
    assert not ContactPerson.objects.filter(name="Fremmed").exists()
    assert len(history()) == 1


@pytest.mark.parametrize("who", ["payment_attester", "fund_manager", "guideline_reviewer", "administrator"])
def test_who_sees_but_may_not_change_is_told_why(
    person: ContactPerson, cast: SimpleNamespace, browse: Browse, who: str
) -> None:
    client = browse(getattr(cast, who))
    page = client.get(OFFICE)
    assert page.status_code == 200
    assert "personer/ny" not in page.content.decode()
    for address in (f"{OFFICE}personer/ny/", f"{OFFICE}personer/{person.pk}/"):
        assert client.get(address).status_code == 403
        answer = client.post(address, PERSON | {"name": "Fremmed"})
        assert answer.status_code == 403
        assert (
            "Saksbehandlerne og beslutterne ved embetet holder kontaktene ved like."
            in answer.content.decode()
        )
    assert client.post(OFFICE).status_code == 403
    assert not ContactPerson.objects.filter(name="Fremmed").exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"phone": "12345"}, "phone"),
        ({"phone": "0", "email": ""}, "phone"),
        ({"email": "solveig"}, "email"),
        ({"phone": "", "email": ""}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"role_nn": ""}, "role_nn"),
        ({"role_nb": ""}, "role_nb"),
        ({"valid_to": "31.12.2023"}, "valid_to"),
        ({"valid_from": "i går"}, "valid_from"),
    ],
)
def test_what_cannot_be_right_is_refused_and_what_was_typed_kept(
    cast: SimpleNamespace, browse: Browse, typed: dict[str, str], field: str
) -> None:
    answer = browse(cast.caseworker).post(f"{OFFICE}personer/ny/", PERSON | typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in html
    assert "Rådgiv" in html
    assert not ContactPerson.objects.filter(name="Solveig Prøvestad").exists()
    assert history() == []


def test_a_name_that_is_there_is_taken_up_again_not_written_twice(
    person: ContactPerson, cast: SimpleNamespace, browse: Browse
) -> None:
    client = browse(cast.caseworker)
    assert client.post(f"{OFFICE}personer/ny/", PERSON).status_code == 422
    person.valid_to = dt.date(2024, 2, 1)
    person.save()
    answer = client.post(f"{OFFICE}personer/ny/", PERSON)
    assert answer.status_code == 422
    assert "1. februar 2024" in answer.content.decode()
    assert client.post(f"{OFFICE}personer/{person.pk}/", PERSON).status_code == 302
    person.refresh_from_db()
    assert person.valid_to is None


@pytest.mark.requirement("R1.9", "a region writes what it offers, and ends it")
def test_a_region_keeps_what_it_offers(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.bufetat)
    assert client.post(f"{REGION}tilbud/nytt/", OFFER).status_code == 302
    offer = RegionOffer.objects.get()
    assert (offer.region.code, offer.kind) == ("west", "course")
    assert client.post(f"{REGION}tilbud/nytt/", OFFER).status_code == 422
    bad = OFFER | {"name_nb": "Annet", "url": "javascript:alert(1)"}
    assert client.post(f"{REGION}tilbud/nytt/", bad).status_code == 422
    assert client.post(f"{REGION}tilbud/{offer.pk}/", OFFER | {"valid_to": "3.3.2024"}).status_code == 302
    assert [(kind, who) for kind, _what, _changes, who in history()] == [
        ("added", "bufetat"),
        ("ended", "bufetat"),
    ]
    east = "/kontakter/bufetat-east/"
    assert [
        client.get(each).status_code for each in (east, f"{east}tilbud/nytt/", f"{east}tilbud/{offer.pk}/")
    ] == [404] * 3
    assert browse(cast.editor).get(f"{OFFICE}tilbud/nytt/").status_code == 404


@pytest.mark.requirement(
    "R1.9", "an environment describes itself; the directorate writes the agreement, nobody else"
)
def test_an_environment_describes_itself_and_the_directorate_the_agreement(
    cast: SimpleNamespace, browse: Browse
) -> None:
    environment = KnowledgeEnvironment.objects.get(name="Kunnskapssenteret")
    address = f"{Place(environment).get_absolute_url()}om/"
    typed = {
        "description_nb": "Vi hjelper", "description_nn": "Vi hjelper til", "url": "example.org",
        "agreement_from": "1.1.2024", "agreement_to": "31.12.2025",
    }  # fmt: skip
    assert browse(cast.knowledge_environment).post(address, typed).status_code == 302
    environment.refresh_from_db()
    assert (environment.description_nb, environment.url, environment.agreement_from) == (
        "Vi hjelper", "https://example.org", None,
    )  # fmt: skip
    other = typed | {"description_nb": "Noe annet"}
    assert browse(cast.fund_manager).post(address, other).status_code == 302
    environment.refresh_from_db()
    assert (environment.description_nb, environment.agreement_to) == ("Vi hjelper", dt.date(2025, 12, 31))
    assert environment.has_agreement
    wrong = [{"agreement_to": "31.12.2023"}, {"agreement_from": ""}]
    answers = [browse(cast.editor).post(address, typed | change) for change in wrong]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [list(answer.context["form"].errors) for answer in answers] == [["agreement_to"]] * 2
    assert browse(cast.appeal_handler).post(address, typed).status_code == 403
    assert browse(cast.editor).get(f"{OFFICE}om/").status_code == 404


def test_the_directorates_editors_keep_everything(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.editor)
    for place in (OFFICE, REGION, "/kontakter/direktoratet/"):
        assert client.post(f"{place}personer/ny/", PERSON).status_code == 302
    assert [person.office or person.region for person in ContactPerson.objects.order_by("id")] == [
        GovernorOffice.objects.get(code="ROG"), BufetatRegion.objects.get(code="west"), None,
    ]  # fmt: skip


def test_the_way_there_is_on_ones_own_pages(cast: SimpleNamespace, browse: Browse) -> None:
    for who, there in (("caseworker", True), ("bufetat", True), ("editor", True), ("network_leader", False)):
        for address in ("/min-side/", "/oppgaver/"):
            assert ('href="/kontakter/"' in browse(getattr(cast, who)).get(address).content.decode()) is there


def test_lists_ask_no_more_for_more_contacts(cast: SimpleNamespace, browse: Browse) -> None:
    client, region = browse(cast.editor), BufetatRegion.objects.get(code="west")
    once = cost(client, "/kontakter/"), cost(client, REGION)
    for number in range(8):
        KnowledgeEnvironment.objects.create(name=f"Miljø {number}", kind="knowledge")
        ContactPerson.objects.create(name=f"Person {number}", region=region)
        ContactChange.objects.create(
            kind="changed", region=region, by=cast.bufetat, changes={"phone": ["", "1"]}
        )
    again = cost(client, "/kontakter/"), cost(client, REGION)
    assert again[0] == once[0] <= LIST
    assert again[1] <= LIST
    assert again[1] - once[1] <= 1  # who changed it


@pytest.mark.adversary(
    "E12", "hostile bodies on the forms of contacts: a page with what is wrong, never a 5xx"
)
def test_nothing_typed_breaks_a_form(person: ContactPerson, cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.editor)
    client.raise_request_exception = False
    environment = Place(KnowledgeEnvironment.objects.get(name="Kunnskapssenteret"))
    offered = {"agreement_from": "", "agreement_to": "", **OFFER}
    forms = {
        f"{OFFICE}personer/ny/": PERSON,
        f"{OFFICE}personer/{person.pk}/": PERSON,
        f"{REGION}tilbud/nytt/": OFFER,
        f"{environment.get_absolute_url()}om/": offered,
    }
    statuses = set()
    for address, right in forms.items():
        for nasty in NASTY:
            statuses |= {client.post(address, right | {name: nasty}).status_code for name in right}
        statuses.add(client.post(address, {}).status_code)
    assert statuses <= {302, 422}
    for address in (f"{OFFICE}personer/0/", f"{OFFICE}personer/{'9' * 18}/", f"{REGION}tilbud/0/"):
        assert client.get(address).status_code == 404
