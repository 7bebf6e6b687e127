"""Applications that came by e-mail or on paper: registered by the office, entered, and handled like all others."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import seeing, way
from workflows.application.receiving import register
from workflows.cases.models import Case
from workflows.clock import OSLO
from workflows.directory.models import Network, User
from workflows.errors import NotAllowed, Refused
from workflows.outbox import OutboxMessage
from workflows.schemes.models import Call
from workflows.walkthrough.answers import PDF, budget

pytestmark = pytest.mark.django_db
PATH = "/soknader/registrer/"


def original(extra: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("soknad.pdf", PDF + extra, content_type="application/pdf")


def typed(**changes: Any) -> dict[str, Any]:
    """Return what the office types of an application of the learning network on Jæren."""
    call = Call.objects.get(office__code="ROG", scheme_version__code="self_initiated")
    return {
        "call": call.pk,
        "network": Network.objects.get(code="jaeren").pk,
        "received_on": "01.03.2024",
        "received_time": "14.30",
        "channel": "post",
        "archive_reference": "2024/77-1",
        "original": original(),
    } | changes


def registered(browser: Any, **changes: Any) -> Case:
    before = set(Case.objects.values_list("pk", flat=True))
    answer = browser.post(PATH, typed(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.exclude(pk__in=before).get()


@pytest.mark.requirement(
    "R8.16", "the office registers what came on paper: number, original, archive reference, receipt"
)
def test_what_came_on_paper_gets_a_number_at_once(browse: Any, cast: SimpleNamespace) -> None:
    case = registered(browse(cast.caseworker))
    assert (case.number, case.status) == ("ROG-2024-1001", "received")
    assert case.submitted_at == dt.datetime(2024, 3, 1, 14, 30, tzinfo=OSLO)
    [document] = case.documents.filter(direction="in")
    assert case.received.original == document
    assert document.registrations.get().archive_reference == "2024/77-1"
    assert (case.received.by, case.received.on_behalf_of) == (cast.caseworker, cast.network_leader)
    entry = case.journal.get(action="application.registered")
    assert (entry.actor, entry.acting_for) == (cast.caseworker, cast.network_leader)
    assert [kind for kind, _language in seeing.letters(case)] == ["receipt"]
    assert "1. mars 2024" in seeing.letter(case, "receipt").lower()
    mails = OutboxMessage.objects.filter(key=f"mail:registered:{case.pk}")
    assert [mail.payload["user"] for mail in mails] == [cast.network_leader.pk]
    assert way.submitted("self_initiated", 200_000).number == "ROG-2024-1002"


@pytest.mark.requirement(
    "R8.16", "entered for the network it goes on in the same flow, to a decision by others"
)
def test_it_is_entered_and_goes_on_like_all_others(browse: Any, cast: SimpleNamespace) -> None:
    case = registered(browse(cast.caseworker))
    case = way.do(case, "enter", "caseworker", way.plan(), **way.application_data(case, 200_000))
    assert (case.application.requested_amount, case.application_versions.count()) == (200_000, 1)
    assert set(seeing.open_tasks(case)) == {"application.confirm", "application.formal_check"}
    case = way.do(case, "formal_check", "caseworker", result="complete")
    assert seeing.open_tasks(case) == ["assessment.declare"]
    took_part = set(case.participations.values_list("person__username", "capacity"))
    assert took_part == {("caseworker", "registered_application"), ("caseworker", "checked")}


@pytest.mark.requirement(
    "R8.16", "the same rules: what lacks answers or breaks a paragraph is not called complete"
)
def test_the_same_rules_hold(browse: Any, cast: SimpleNamespace) -> None:
    caseworker = browse(cast.caseworker)
    case = registered(caseworker)
    holes = way.application_data(case, 200_000, theme="")
    case = way.do(case, "enter", "caseworker", way.plan(), **holes)
    [lacking] = seeing.refusals(case, "formal_check", "caseworker", result="complete")[seeing.OF_SUBSTANCE]
    assert "Tema" in lacking
    case = way.do(case, "formal_check", "caseworker", result="ask", asked_for="Tema.", open_theme="on")
    case = way.do(case, "supplement", cast.network_leader, theme="Tidlig innsats")
    case = way.do(case, "formal_check", "caseworker", result="complete")
    assert seeing.open_tasks(case) == ["assessment.declare"]

    case = registered(caseworker, original=original(b"2"))
    dear = way.application_data(case, 200_000) | budget(200_000, 10_001)
    case = way.do(case, "enter", "caseworker", way.plan(), **dear)
    [broken] = seeing.refusals(case, "formal_check", "caseworker", result="complete")[seeing.OF_SUBSTANCE]
    assert 'href="/regel/2024-3.7/"' in broken


@pytest.mark.adversary(
    "B15", "what came on paper after the deadline is late by the moment it came, not was registered"
)
def test_when_it_came_decides_whether_it_is_late(browse: Any, cast: SimpleNamespace, at: Any) -> None:
    at(2024, 6, 10)
    caseworker = browse(cast.caseworker)
    in_time = registered(caseworker, received_on="31.05.2024", received_time="23.59")
    late = registered(caseworker, received_on="01.06.2024", received_time="00:00", original=original(b"2"))
    assert (in_time.application.late, late.application.late) == (False, True)


@pytest.mark.requirement(
    "R8.16", "nothing is registered twice, from the future, or for a network that does not fit"
)
def test_what_cannot_be_registered(browse: Any, cast: SimpleNamespace) -> None:
    caseworker = browse(cast.caseworker)
    registered(caseworker)
    ryfylke, outside = (Network.objects.get(code=code).pk for code in ("ryfylke", "outside"))
    other_call = Call.objects.get(office__code="VES", scheme_version__code="self_initiated").pk
    for wrong in (
        {},  # the same original once more
        {"received_on": "05.03.2024"},
        {"received_on": "01.01.2024", "original": original(b"2")},  # the call had not opened
        {"network": ryfylke, "original": original(b"2")},
        {"call": other_call},
        {"original": ""},
        {"received_time": "25.99"},
        {"archive_reference": "\0"},
        {"call": "9" * 30, "network": "x"},
    ):
        assert caseworker.post(PATH, typed(**wrong)).status_code == 422, wrong
    assert Case.objects.count() == 1
    assert outside


@pytest.mark.adversary(
    "D4", "only the office's own caseworkers register; the network cannot do the office's task"
)
def test_who_registers(browse: Any, cast: SimpleNamespace) -> None:
    values = {name: value for name, value in typed().items() if name in ("channel", "archive_reference")}
    call = Call.objects.get(office__code="ROG", scheme_version__code="self_initiated")
    came = dt.datetime(2024, 3, 1, 12, tzinfo=OSLO)
    for person in (cast.decision_maker, cast.other_caseworker, cast.network_leader, cast.fund_manager):
        with pytest.raises(NotAllowed):
            register(
                call=call,
                network=Network.objects.get(code="jaeren"),
                received_at=came,
                original=original(),
                by=User.objects.get(pk=person.pk),
                **values,
            )
    case = registered(browse(cast.caseworker))
    with pytest.raises(NotAllowed):
        way.do(case, "enter", cast.network_leader, **way.application_data(case))
    with pytest.raises(Refused):
        register(
            call=call, network=Network.objects.get(code="outside"), received_at=dt.datetime(2030, 1, 1, tzinfo=OSLO),
            original=original(), by=cast.caseworker, **values,
        )  # fmt: skip
