"""A progress report is asked for, written and controlled, beside the yearly report (R6.2)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.settling import unsettled
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.report.progress import demand_progress_report
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
WRITTEN = {"done": "To samlinger.", "deviations": "Ingen.", "ahead": "Evaluering."}


@pytest.mark.requirement(
    "R6.2", "the office asks for a progress report by a day; the network writes it, and the case waits for it"
)
def test_a_progress_report_is_asked_for_written_and_controlled(
    at: Any, browse: Browse, cast: SimpleNamespace
) -> None:
    case = way.paid("self_initiated", 150_000)
    page = f"{case.get_absolute_url()}framdrift/"
    client = browse(cast.caseworker)
    assert client.post(page, {"due": "01.01.2024"}).status_code == 422
    assert client.post(page, {"due": "01.10.2024"}).status_code == 302
    assert "1. oktober 2024" in seeing.letter(case, "progress_demanded")
    assert (str(way.item(case, "progress").due), unsettled(case)) == (
        "2024-10-01",
        ["Rapporten er ikke godkjent.", "En framdriftsrapport er ikke godkjent."],
    )
    again = client.post(page, {"due": "01.11.2024"})
    assert (again.status_code, case.progress_reports.count()) == (422, 1)

    at(2024, 9, 1)
    leader = way.leader_of(case)
    assert set(seeing.refusals(case, "progress", leader)) == set(WRITTEN)
    case = way.do(case, "progress", leader, **WRITTEN)
    with pytest.raises(NotAllowed):
        way.do(case, "control_progress", leader, result="approve", note="")
    case = way.do(case, "control_progress", "caseworker", result="return", note="Si mer om deltakerne.")
    shown = browse(leader).get(way.item(case, "progress").get_absolute_url()).content.decode()
    assert ("Si mer om deltakerne." in shown, "To samlinger." in shown) == (True, True)
    case = way.do(case, "progress", leader, **WRITTEN)
    office = (
        browse(cast.caseworker).get(way.item(case, "control_progress").get_absolute_url()).content.decode()
    )
    assert "Evaluering." in office
    case = way.do(case, "control_progress", "caseworker", result="approve", note="")
    assert (unsettled(case), seeing.open_tasks(case)) == (["Rapporten er ikke godkjent."], ["report.report"])
    assert client.get(f"{case.get_absolute_url()}flyt/").status_code == 200

    at(2025, 1, 10)
    case = way.do(case, "report", leader, **answers.report(150_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert (case.status, seeing.faults()) == ("closed", [])


@pytest.mark.requirement(
    "R6.2", "a case is not closed while its progress report is waited for, and closes with it"
)
def test_the_case_waits_for_its_progress_report(at: Any, cast: SimpleNamespace) -> None:
    case = way.paid("self_initiated", 150_000)
    demand_progress_report(case=case, by=cast.caseworker, due=dt.date(2025, 3, 1))
    at(2025, 1, 10)
    leader = way.leader_of(case)
    case = way.do(case, "report", leader, **answers.report(150_000))
    refused = seeing.refusals(case, "control", "caseworker", **answers.control(case))
    assert list(refused) == [seeing.OF_SUBSTANCE]
    case = way.do(case, "progress", leader, **WRITTEN)
    case = way.do(case, "control_progress", "caseworker", result="approve", note="")
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert case.status == "closed"


@pytest.mark.adversary(
    "A10", "no progress report is asked for before there is a grant, or by others than the office"
)
def test_who_may_ask_and_when(at: Any, browse: Browse, cast: SimpleNamespace) -> None:
    case = way.submitted("self_initiated")
    day = dt.date(2024, 10, 1)
    with pytest.raises(Refused):
        demand_progress_report(case=case, by=cast.caseworker, due=day)
    for person, error in (
        (way.leader_of(case), NotAllowed),
        (cast.fund_manager, NotAllowed),
        (cast.other_caseworker, NotThere),
    ):
        with pytest.raises(error):
            demand_progress_report(case=case, by=person, due=day)
    page = browse(cast.caseworker).get(f"{case.get_absolute_url()}framdrift/").content.decode()
    assert _("A progress report is asked for in a case with a grant that is not closed.") in page
