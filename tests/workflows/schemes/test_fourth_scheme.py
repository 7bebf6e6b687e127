"""A fourth scheme, from its call to its letter: its own form, its own facts, and the rules of its own paragraphs."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from tests import seeing, way
from tests.workflows.schemes.test_own_rules import equipment, field, own, when, words
from workflows import publishing
from workflows.application import receiving
from workflows.application.beginning import start_application
from workflows.cases.models import Case
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice, Network, User
from workflows.funds import actions as funds
from workflows.money.reading import scheme_names
from workflows.schemes.models import Call, Edition

pytestmark = pytest.mark.django_db
DAY = {"month": 12, "day": 31, "years": 0}
LETTER = {"subject": "Svar", "body": "Til {recipient}\n\n{awarded_amount}\n\n{audit_requirement}"}
FIELDS = (
    field("requested_amount", "amount", required=True),
    field("hires", "yesno", required=True),
    field("hired", "number", required=True, fact="hired", show_when=when("hires", "==", True)),
    field("plan", "file", required=True, require_when=None, show_when=when("requested_amount", ">", 100_000)),
)


def stated(name: str, value: Any, code: str) -> dict[str, Any]:
    params = {"name": name, "value": value, "unit": "date"}
    return own(code, kind="parameter", steps=["decision"], params=params)


RULES = [
    own("2.1", "hired", 5),
    own(
        "2.2",
        kind="obligation",
        steps=["decision", "audit"],
        params={
            "obligation": "audit_statement",
            "when": {"fact": "awarded_amount", "operator": ">", "value": 100_000},
        },
    ),
    stated("use_deadline", DAY, "2.3"),
    stated("report_deadline", DAY | {"years": 1}, "2.4"),
    stated("audit_deadline", DAY | {"years": 1}, "2.5"),
]


@pytest.fixture
def call(db: None) -> Call:
    letters = {kind: {"nb": LETTER, "nn": LETTER} for kind in ("granted", "partly_granted")}
    refusal = {"subject": "Svar", "body": "Til {recipient}\n\n{reasons}"}
    definition = equipment(
        *FIELDS,
        edition="2024",
        network_kind="learning",
        letters=letters | {"refused": {"nb": refusal, "nn": refusal}},
        options={"acceptance": True},
    )
    version = publishing.publish_scheme(definition, rules=RULES, title=words("Regler for utstyr"))
    office = GovernorOffice.objects.get(code="ROG")
    funds.give_authority(office=office, scheme="equipment", year=2024, amount=1_000_000, by=None)
    return publishing.open_call(
        office=office,
        scheme_version=version,
        edition=publishing.offered_editions(scheme="equipment", year=2024)[0],
        year=2024,
        opens=dt.datetime(2024, 1, 15, 9, tzinfo=OSLO),
        deadline=dt.datetime(2024, 5, 31, 23, 59, tzinfo=OSLO),
    )


def begun(call: Call) -> Case:
    leader = User.objects.get(username="network_leader")
    return start_application(call=call, network=Network.objects.get(code="jaeren"), by=leader)


def sent(call: Call, amount: int, **typed: Any) -> Case:
    case = begun(call)
    leader, plan = way.leader_of(case), {"plan": way.plan()["project_plan"]}
    typed = {"requested_amount": str(amount), "hires": "yes", "hired": "3"} | typed
    case = way.do(case, "write", leader, plan, **typed)
    return way.do(case, "submit", leader, choice="send")


def decided(call: Call, amount: int) -> Case:
    case = way.do(sent(call, amount), "formal_check", "caseworker", result="complete")
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    case = way.do(case, "assess", "caseworker", **way.answers.assessment(case))
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    return way.do(case, "decide", "decision_maker", **way.answers.decision(case, amount))


@pytest.mark.requirement("R8.4", "a fourth scheme is applied for, and its own paragraphs are what is checked")
def test_its_own_rules_are_checked_and_named(call: Call) -> None:
    case = begun(call)
    leader = way.leader_of(case)
    many = {"requested_amount": "90000", "hires": "yes", "hired": "6"}
    case = way.do(case, "write", leader, **many)
    refused = seeing.refusals(case, "submit", leader, choice="send")
    assert "/regel/equipment-2.1/" in str(refused)

    case = sent(call, 90_000)
    assert seeing.findings(case, "application") == {"equipment-2.1": "met"}
    assert (case.application.answers["plan"], scheme_names()["equipment"]) == (None, "Utstyr")


def test_what_the_office_enters_from_paper_holds_no_answer_that_was_not_asked(call: Call) -> None:
    original = way.plan()["project_plan"]
    case = receiving.register(
        call=call,
        network=Network.objects.get(code="jaeren"),
        received_at=call.opens + dt.timedelta(days=10),
        channel="post",
        archive_reference="",
        original=original,
        by=User.objects.get(username="caseworker"),
    )
    case = way.do(case, "enter", "caseworker", requested_amount="90000", hires="no", hired="6")
    assert (case.application.answers["hires"], case.application.answers["hired"]) == (False, None)


@pytest.mark.requirement("R8.4", "100 000 kroner needs no audit statement under its paragraph, 100 001 does")
@pytest.mark.parametrize(("amount", "outcome"), [(100_000, "not_owed"), (100_001, "owed")])
def test_its_own_limit_decides_what_is_owed(call: Call, amount: int, outcome: str) -> None:
    case = decided(call, amount)
    assert seeing.findings(case, "decision")["equipment-2.2"] == outcome
    assert (case.decision.audit_deadline, case.decision.use_deadline) == (
        dt.date(2025, 12, 31), dt.date(2024, 12, 31),
    )  # fmt: skip
    assert seeing.faults() == []


def test_its_pages_are_there_with_its_name(call: Call, browse: Any) -> None:
    case = begun(call)
    page = browse(way.leader_of(case)).get(way.section(case, "write", "about"))
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select_one("[data-show-when] [name=hired]")
    shown = soup.select_one("#id_hired_helptext")
    assert shown is not None
    assert "Hires" in shown.text
    for username, path in [("fund_manager", "/midler/"), ("network_leader", f"/utlysninger/{call.pk}/sok/")]:
        assert "Utstyr" in browse(User.objects.get(username=username)).get(path).content.decode()


def test_the_rules_of_another_scheme_are_no_guideline(call: Call) -> None:
    assert call.scheme_version.local_edition not in Edition.objects.of_guidelines()
    assert publishing.resting_on("equipment")[0] == [call]


def test_it_is_walked_to_its_end_by_the_sites_own_pages(call: Call) -> None:
    said = StringIO()
    call_command("walkthrough", scheme="equipment", stdout=said)
    case = Case.objects.filter(scheme_version__code="equipment").latest("pk")
    assert (case.status, case.scheme_version) == ("closed", call.scheme_version)
    assert seeing.faults() == []
