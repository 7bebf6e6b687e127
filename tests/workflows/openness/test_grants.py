"""Who got money: the page and the file, what holds now, and nothing of a person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms import cache
from tests import way
from tests.bare import plain
from tests.many import copies
from workflows.cases.models import Case
from workflows.grant.models import Decision, DecisionCause, Outcome
from workflows.openness.words import public_text

pytestmark = pytest.mark.django_db
CSV = "/tildelinger/2024/tildelinger.csv"
PURPOSE = "Samarbeid"


def decide_again(case: Case, amount: int, number: int = 2) -> None:
    """Let another decision hold, as after a change or a reversal."""
    Decision.objects.create(
        case=case,
        number=number,
        cause=DecisionCause.REVERSAL,
        outcome=Outcome.PARTLY_GRANTED if amount else Outcome.REFUSED,
        awarded_amount=amount,
        reasons="Etter klage fra Ola Eksempel.",
        by=case.decision.by,
    )


def rows(address: str = CSV) -> list[list[str]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith("\ufeff".encode())
    lines = answer.content.decode("utf-8-sig").replace("\r\n", "\n").splitlines()
    return [line.split(";") for line in lines]


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return plain(answer.content.decode())


@pytest.mark.requirement(
    "R8.6", "a file of each year says who got how much of which scheme, and for what; no person is named"
)
def test_the_file_says_who_got_what() -> None:
    case = way.paid(awarded=120_000)
    assert rows() == [
        [
            "Sak", "År", "Embete", "Ordning", "Mottaker", "Organisasjonsnummer", "Nettverk", "Prosjekt", "Formål",
            "Innvilget beløp", "Utbetalt", "Betalt tilbake", "Vedtatt",
        ],
        [
            case.number, "2024", "Statsforvalteren i Rogaland", "Barnevernsledernettverk", "Strand", "964978751",
            "Nettverket ryfylke", "Nettverket ryfylke", PURPOSE, "120000", "120000", "0", "04.03.2024",
        ],
    ]  # fmt: skip


@pytest.mark.requirement("R8.6", "everyone reads who got money, by year, scheme, office and county")
def test_the_page_can_be_narrowed() -> None:
    way.granted()
    for query in ("", "?ordning=leader_network", "?embete=ROG", "?fylke=11&ordning="):
        page = text(f"/tildelinger/2024/{query}")
        assert ("Strand" in page, "kr 150 000" in page) == (True, True), query
    for query in ("?ordning=self_initiated", "?embete=VES", "?fylke=46"):
        assert "Ingen tilskudd her" in text(f"/tildelinger/{query}"), query
    for address in (
        "/tildelinger/1999/",
        "/tildelinger/?ordning=x",
        "/tildelinger/?fylke=99",
        "/tildelinger/2023/tildelinger.csv",
    ):
        assert Client().get(address).status_code == 404


@pytest.mark.requirement("R8.6", "what was changed or reversed counts once, as it stands now")
@pytest.mark.adversary("A14", "a reversed decision is not counted beside the one that holds")
def test_the_newest_decision_counts() -> None:
    case = way.granted()
    decide_again(case, 90_000)
    assert [row[9] for row in rows()[1:]] == ["90000"]
    assert "kr 90 000" in text("/tildelinger/2024/")
    decide_again(case, 0, number=3)
    cache.renew()
    assert Client().get("/tildelinger/2024/").status_code == 404
    assert "150 000" not in text("/tildelinger/")


@pytest.mark.requirement(
    "R8.6", "no address, number or formula that somebody typed reaches the file or the page"
)
@pytest.mark.adversary("C10", "a name that begins as a formula does is text in the file")
def test_what_was_typed_gives_no_person_away() -> None:
    case = way.granted()
    case.network.themes = "Samtaler, ring Ola Eksempel 912 34 567, ola@eksempel.no"
    case.network.name = "=HYPERLINK(1)"
    case.network.save()
    case.project.title = "Oppfølging av Kari, 010190 12345"
    case.project.save()
    [_heads, row] = rows()
    assert row[6:9] == ["'=HYPERLINK(1)", "[utelatt]", "Samtaler, [utelatt], [utelatt]"]
    for page in (text("/tildelinger/"), text(f"/nettverk-i-norge/{case.network.code}/")):
        for secret in ("Ola", "912 34 567", "eksempel.no", "Kari", "12345"):
            assert secret not in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ring 22 33 44 55", "[utelatt]"),
        ("912 34 567", "[utelatt]"),
        ("+46 70 123 45 67", "[utelatt]"),
        ("kari＠eksempel.no", "[utelatt]"),
        ("kari@\u200beksempel.no", "[utelatt]"),
        ("01019012345", "[utelatt]"),
        ("1234.56.78903", "[utelatt]"),
        ("Tiltak  i 2024–2026,\n5 kommuner", "Tiltak i 2024–2026, 5 kommuner"),
        ("Org.nr. 974 760 665", "Org.nr. 974 760 665"),
        ("kr 1 250 000", "kr 1 250 000"),
    ],
)
def test_what_may_stand_publicly(typed: str, shown: str) -> None:
    assert public_text(typed) == shown


def test_many_grants_come_by_pages_at_the_same_cost() -> None:
    case = way.granted()

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            text("/tildelinger/2024/?ordning=leader_network&utm_source=brev&x=1")
        return len(taken)

    before = asked()
    made = copies(case, 60, lambda n: {"number": f"ROG-2024-{5000 + n}", "draft_number": ""})
    copies(case.decision, 60, lambda n: {"case_id": made[n].pk})
    page = text("/tildelinger/2024/?ordning=leader_network&utm_source=brev&x=1")
    assert asked() == before <= 10
    assert page.count('<tr><th scope="row">Strand') == 25
    assert f'href="?ordning=leader_network&amp;side={made[60 - 25].pk}"' in page
    assert len(rows()) == 62


@pytest.mark.adversary("E18", "a decision is on the public page at once, in every copy of it")
def test_a_decision_drops_the_kept_pages(django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    assert "150 000" not in text("/tildelinger/")
    with django_capture_on_commit_callbacks(execute=True):
        case = way.granted()
    assert "kr 150 000" in text("/tildelinger/")
    connection.run_on_commit = []  # what was done on the first commit is not waiting any more
    with django_capture_on_commit_callbacks(execute=True):
        decide_again(case, 90_000)
    assert "kr 150 000" not in text("/tildelinger/")
