"""Only what is asked for is opened, every version is kept, and the office sees what changed."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tests import seeing, way
from workflows.application.models import ApplicationVersion
from workflows.cases.models import Case
from workflows.cases.pausing import handling_days
from workflows.walkthrough.answers import PDF, budget

pytestmark = pytest.mark.django_db
ADDRESS = "Hele veiadressen, <b>takk</b>."  # not markup, wherever it is shown


def asked(*codes: str, scheme: str = "self_initiated", case: Case | None = None, **more: Any) -> Case:
    """Return a case sent back for some fields of its form."""
    data = {"result": "ask", "asked_for": "Se under.", **{f"open_{code}": "on" for code in codes}} | more
    return way.do(case or way.submitted(scheme, 200_000), "formal_check", "caseworker", **data)


def supplement(case: Case, files: dict[str, Any] | None = None, **data: Any) -> Case:
    return way.do(case, "supplement", way.leader_of(case), files, **data)


def page_of(browser: Any, path: str) -> BeautifulSoup:
    return BeautifulSoup(browser.get(path).content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return soup.get_text(" ", strip=True).replace("\xa0", " ")


@pytest.mark.requirement("R3.11", "only the ticked fields are on the network's form, each with what is asked")
def test_only_what_is_asked_for_is_opened(browse: Any) -> None:
    case = asked("theme", text_address=ADDRESS)
    leader, ours = browse(way.leader_of(case)), {"csrfmiddlewaretoken", "action", "base", "sheet"}
    page = page_of(leader, way.section(case, "supplement", "network"))
    assert {each["name"] for each in page.select("main form [name]")} - ours == {"theme", "address"}
    described = page.select_one("[name=address]")["aria-describedby"].split()
    assert ADDRESS in words(page.find(id=described[0]))
    page = page_of(leader, way.item(case, "supplement").get_absolute_url())
    listed = page.select(".task-list a")
    assert [link["href"].partition("#")[2] for link in listed] == ["section-network", "section-project"]
    assert ADDRESS in words(page.select_one(".task-list"))
    assert "Kari Testdal" in words(page)  # the rest is there to be read
    assert ADDRESS in seeing.letter(case, "round_back")


@pytest.mark.adversary("A14", "posting every field changes only the opened ones, saved as a draft or sent")
def test_posting_what_is_not_asked_for_changes_nothing(browse: Any) -> None:
    case = asked("theme")
    before = case.application.answers
    every = way.application_data(case, 999_000, theme="Nytt tema", address="Et annet sted 9")
    assert way.save(browse(way.leader_of(case)), case, "supplement", **every) == [302]
    assert way.item(case, "supplement").task.data["draft"] == {"theme": "Nytt tema"}
    case = supplement(case, **every)
    assert case.application.answers == before | {"theme": "Nytt tema"}
    assert case.application.requested_amount == 200_000


def test_a_budget_and_its_sum_are_opened_together() -> None:
    case = asked("budget")
    refused = seeing.refusals(case, "supplement", way.leader_of(case), **budget(180_000))
    assert "requested_amount" in refused
    case = supplement(case, requested_amount="180000", **budget(180_000))
    assert case.application.requested_amount == 180_000


@pytest.mark.requirement("R8.3", "the network has the days the caseworker says, on a working day")
def test_the_caseworker_says_how_long(at: Any) -> None:
    case = asked("theme", days="9")
    assert str(way.item(case, "supplement").due) == "2024-03-13"
    assert "13. mars" in seeing.letter(case, "round_back").lower()
    case = asked("theme", case=way.submitted())
    assert str(way.item(case, "supplement").due) == "2024-03-25"
    refused = seeing.refusals(
        way.submitted(), "formal_check", "caseworker", result="ask", asked_for="Mer.", days="0"
    )
    assert "days" in refused


@pytest.mark.requirement(
    "R3.11", "the caseworker sees field by field what the network changed, budget and files too"
)
def test_what_changed_is_shown_field_by_field(browse: Any, cast: SimpleNamespace) -> None:
    case = asked("theme", "budget", "project_plan")
    plan = SimpleUploadedFile("ny-plan.pdf", PDF + b"\n", content_type="application/pdf")
    new = {"theme": "Nytt tema", "requested_amount": "180000", **budget(180_000)}
    case = supplement(case, {"project_plan": plan}, **new)
    assert [version.number for version in case.application_versions.all()] == [1, 2]
    task = page_of(browse(cast.caseworker), way.item(case, "formal_check").get_absolute_url())
    for page in (
        words(task),
        words(page_of(browse(way.leader_of(case)), f"/saker/{case.number}/versjoner/")),
        words(page_of(browse(cast.caseworker), f"/saker/{case.number}/versjoner/?fra=1&til=2")),
    ):
        for told in (
            "Tidlig innsats",
            "Nytt tema",
            "kr 200 000",
            "kr 180 000",
            "prosjektplan.pdf",
            "ny-plan.pdf",
        ):
            assert told in page
        assert "kr 190 000" in page  # a line of the budget as it was
        assert "Storgata 1" not in page.split(_("What the network changed"))[-1]


@pytest.mark.adversary(
    "D1", "versions are the network's and the office's: 404 to all others, whatever is asked for"
)
def test_versions_are_for_those_in_the_case(browse: Any, cast: SimpleNamespace) -> None:
    case = way.submitted()
    path = f"/saker/{case.number}/versjoner/"
    for person, status in (
        (cast.outsider, 404), (cast.other_caseworker, 404), (cast.child_welfare_leader, 404),
        (cast.fund_manager, 200), (way.leader_of(case), 200),
    ):  # fmt: skip
        assert browse(person).get(path).status_code == status
    for odd in ("?fra=x&til=9", "?fra=%00", "?fra=99999999999999999999"):
        assert browse(cast.caseworker).get(path + odd).status_code == 200


@pytest.mark.adversary("A14", "a version that was sent is neither changed nor deleted")
def test_what_was_sent_is_kept_as_it_was() -> None:
    case = asked("theme")
    with pytest.raises(TypeError):
        ApplicationVersion.objects.get(case=case).save()
    assert ApplicationVersion.objects.get(case=case).answers == case.application.answers


@pytest.mark.requirement(
    "R8.3", "the clock stands still while the network is asked; the office's dates move as much"
)
def test_the_clock_stands_still_while_the_network_is_asked(
    at: Any, browse: Any, cast: SimpleNamespace
) -> None:
    case = way.submitted()
    assert str(way.item(case, "formal_check").due) == "2024-03-18"
    at(2024, 3, 6)
    case = asked("address", case=case)
    at(2024, 3, 16)
    assert handling_days(case) == 2
    shown = words(page_of(browse(cast.caseworker), case.get_absolute_url()))
    assert ngettext("%(days)s day", "%(days)s days", 10) % {"days": 10} in shown
    case = supplement(case, address="Storgata 2")
    [stopped] = case.pauses.all()
    assert (stopped.since.date(), stopped.until.date()) == (dt.date(2024, 3, 6), dt.date(2024, 3, 16))
    assert str(way.item(case, "formal_check").due) == "2024-03-28"
    at(2024, 3, 20)
    assert handling_days(case) == 6
