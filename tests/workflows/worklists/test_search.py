"""Search within one's rights: what is found by what, and that nothing of what is hidden is found or counted."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests import way
from tests.access.seen import SEEN_BY, case_at
from tests.cast import CAST
from workflows.cases.models import Case, Document, DocumentRegistration
from workflows.cases.rights import documents_in_sight, visible_cases, visible_documents
from workflows.directory.models import User
from workflows.worklists.searching import Found, search

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def numbers(found: Found) -> set[str]:
    return {case.number for case in found.cases.rows}


def person(name: str) -> User:
    return User.objects.get(username=name)


def refer(document: Document, reference: str, by: User) -> None:
    """Give a document an archive reference, as the next version of the register."""
    version = document.registrations.count() + 1
    DocumentRegistration.objects.create(
        document=document, version=version, archive_reference=reference, by=by
    )


@pytest.mark.requirement(
    "R8.16",
    "a case is found by number, draft's number, archive reference, network, municipality and org. number",
)
def test_a_case_is_found_by_what_people_know_of_it(cast: SimpleNamespace) -> None:
    case, other = way.submitted(), way.submitted("self_initiated")
    document = case.documents.exclude(direction="internal")[0]
    refer(document, "2024/1977-3", cast.caseworker)
    refer(document, "2024/1978-Ø", cast.caseworker)
    number = case.municipality.org_number
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}"
    asked = [
        case.number.lower(),
        case.draft_number,
        "2024/1978-ø",
        "RYFYLKE nettverket",
        "strand",
        "1130",
        grouped,
    ]
    assert {text: numbers(search(cast.caseworker, text)) for text in asked} == {
        text: {case.number} for text in asked
    }
    assert numbers(search(cast.caseworker, "2024/1977")) == set()  # the reference was corrected
    assert numbers(search(cast.caseworker, "nettverket")) == {case.number, other.number}
    assert [network.code for network in search(cast.caseworker, grouped).networks.rows] == ["ryfylke"]
    assert document in search(cast.caseworker, "2024/1978").documents.rows
    assert not search(cast.caseworker, "ryfylke jaeren")
    assert not search(cast.caseworker, "")


@pytest.mark.adversary(
    "D1", "search finds for each person what they see in lists, and nothing else; nothing is counted"
)
def test_nothing_hidden_is_found(cast: SimpleNamespace) -> None:
    stages = {stage: case_at(stage) for stage in SEEN_BY}
    for case in stages.values():
        Document.objects.create(case=case, direction="internal", kind="note", title="Søknad, internt notat")
        for document in case.documents.all():
            refer(document, "Hemmelig 77", cast.caseworker)
    for name in CAST:
        seen = set(visible_cases(person(name)).values_list("number", flat=True))
        for text in ("2024", "Nettverket", "UTKAST", "Hemmelig 77", "Søknad"):
            found = search(person(name), text)
            assert numbers(found) <= seen, (name, text)
            for document in found.documents.rows:
                assert visible_documents(person(name), document.case).contains(document)
        one_by_one = [pk for case in Case.objects.filter(number__in=seen)
                      for pk in visible_documents(person(name), case).values_list("pk", flat=True)]  # fmt: skip
        assert set(documents_in_sight(person(name)).values_list("pk", flat=True)) == set(one_by_one)


@pytest.mark.adversary("E12", "what is typed is never part of the question: no difference, no error")
def test_hostile_words_find_nothing(cast: SimpleNamespace, browse: Browse) -> None:
    way.submitted()
    client = browse(cast.caseworker)
    for text in (
        ".*",
        "%",
        "_",
        "' OR 1=1 --",
        "[a-z]",
        "(",
        "\\",
        "a{99999}",
        "$",
        "^ROG",
        "x" * 5000,
        "\0",
        "İß ﬁ 😀",
    ):
        answer = client.get("/sok-i-saker/", {"q": text})
        assert (answer.status_code, "/saker/ROG-2024" in answer.content.decode()) == (200, False), text
    assert "/saker/ROG-2024" in client.get("/sok-i-saker/?q=rog-2024").content.decode()
