"""The list of sections: on which page each is written, how far it has come, and where to go on."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests import way
from tests.cast import CONTENT
from workflows.cases.models import Case
from workflows.drafting.sections import MOST_PAGES, pages_of

pytestmark = pytest.mark.django_db


def listed(browser: Any, case: Case, node: str = "write") -> BeautifulSoup:
    page = browser.get(way.item(case, node).get_absolute_url())
    return BeautifulSoup(page.content, "html.parser")


def states(soup: BeautifulSoup) -> dict[str, str]:
    """Return what the list says of each section."""
    rows = soup.select("[aria-labelledby=sections-title] li")
    return {row.div.get_text("|", strip=True).split("|")[0]: row.select_one(".ds-tag").text for row in rows}


@pytest.mark.requirement(
    "R3.11", "a whole application is written on at most four pages, however many sections it has"
)
@pytest.mark.parametrize("path", sorted(CONTENT.glob("scheme-*.json")), ids=lambda path: path.stem)
def test_sections_share_pages(path: Any) -> None:
    sections = json.loads(path.read_text())["sections"]
    pages = pages_of(sections)
    assert len(pages) <= MOST_PAGES
    assert [code for page in pages for code in page.codes] == [section["code"] for section in sections]


def test_a_foster_home_application_has_four_pages() -> None:
    sections = json.loads((CONTENT / "scheme-foster_home.json").read_text())["sections"]
    assert [page.codes for page in pages_of(sections)] == [
        ["network", "contact"],
        ["project", "increase"],
        ["knowledge"],
        ["money", "after"],
    ]


@pytest.mark.requirement("R3.11", "each section says how far it has come, and the next one is offered")
def test_each_section_says_how_far_it_has_come(browse: Any, cast: Any) -> None:
    case, leader = way.begin(), browse(cast.leader_network_leader)
    names = ["Nettverket", "Kontaktperson for barnevernsledernettverket", "Søknaden"]
    names += ["Opplysninger og bekreftelser", "Gjør ferdig og send"]
    assert states(listed(leader, case)) == dict.fromkeys(names, "Ikke begynt")

    typed = way.application_data(case, requested_amount="ca. hundre tusen", contact_phone="")
    asked = way.section(case, "write", "network"), way.section(case, "write", "application")
    went_on = leader.post(asked[0], {**typed, "action": "go_on"})
    assert went_on["Location"] == asked[1]
    assert leader.post(asked[1], {**typed, "action": "go_on"}).status_code == 422
    soup = listed(leader, case)
    assert list(states(soup).values()) == ["Ferdig", "Påbegynt", "Påbegynt", "Ferdig", "Ikke begynt"]
    assert "1 svar mangler" in soup.get_text()

    data = {**typed, "requested_amount": "100 000", "contact_phone": "51 22 33 44"}
    assert way.save(leader, case, **data) == [302, 302]
    assert list(states(listed(leader, case)).values()) == ["Ferdig"] * 4 + ["Ikke begynt"]


@pytest.mark.requirement("R8.15", "who was interrupted is led to the field they wrote in last, its text kept")
def test_one_goes_on_where_one_was(browse: Any, cast: Any) -> None:
    case = way.begin()
    leader, participant = browse(cast.leader_network_leader), browse(cast.participant)
    page = way.section(case, "write", "application")
    leader.post(page, {"action": "autosave", "use_of_funds": "Halvferdig te"})
    participant.post(way.section(case, "write", "network"), {"action": "autosave", "address": "Storgata"})
    link = listed(leader, case).find("a", string=lambda text: text and text.startswith("Fortsett der du var"))
    assert link["href"] == f"{page}#id_use_of_funds"
    assert "Halvferdig te" in leader.get(page).content.decode()
    theirs = listed(participant, case).find("a", string=lambda text: text and "der du var" in text)
    assert theirs["href"].endswith("/del/network/#id_address")


@pytest.mark.requirement(
    "R3.11", "what is lacking when one finishes leads to its field, and all that is right goes on"
)
def test_the_whole_is_judged_at_the_end(browse: Any, cast: Any) -> None:
    case, leader = way.begin(), browse(cast.leader_network_leader)
    way.save(leader, case, **way.application_data(case, concerns=""))
    url = way.item(case, "write").get_absolute_url()
    refused = leader.post(url, {"as_kept": "yes"})
    assert refused.status_code == 422
    links = BeautifulSoup(refused.content, "html.parser").select(".ds-error-summary a")
    assert [link["href"] for link in links] == [f"{url}del/application/#id_concerns"]
    leader.post(way.section(case, "write", "application"), {**way.application_data(case), "action": "save"})
    assert leader.post(url, {"as_kept": "yes"}).status_code == 302
    case.application.refresh_from_db()
    assert (case.application.answers["concerns"], case.application.requested_amount) == (
        "Felles veiledning",
        150_000,
    )


@pytest.mark.requirement(
    "R3.11", "what the office asks for is told per section, and whether it is changed since"
)
def test_changes_asked_for_are_on_the_list(browse: Any, cast: Any) -> None:
    case = way.submitted("self_initiated", 200_000)
    asked = {"result": "ask", "asked_for": "Mer.", "open_theme": "on", "open_address": "on"}
    asked["text_theme"] = "Hvilke barn?"
    case = way.do(case, "formal_check", "caseworker", **asked)
    leader = browse(cast.network_leader)
    soup = listed(leader, case, "supplement")
    assert list(states(soup).items())[:2] == [
        ("Nettverket", "Endring ønsket"),
        ("Prosjektet", "Endring ønsket"),
    ]
    assert "Hvilke barn?" in soup.select_one("[aria-labelledby=sections-title]").text
    leader.post(way.section(case, "supplement", "network"), {"theme": "Fosterbarn", "action": "save"})
    assert list(states(listed(leader, case, "supplement")).values())[:2] == ["Endring ønsket", "Endret"]


@pytest.mark.requirement("R8.15", "what the guidelines say of an answer stands beside it, with its paragraph")
def test_findings_stand_beside_the_field(browse: Any, cast: Any) -> None:
    case, leader = way.begin("self_initiated"), browse(cast.network_leader)
    page = way.section(case, "write", "money")
    assert not BeautifulSoup(leader.get(page).content, "html.parser").select("#told-budget .finding")
    leader.post(page, {**way.application_data(case, 200_000, overhead=20_000), "action": "save"})
    beside = BeautifulSoup(leader.get(page).content, "html.parser").select("#told-budget .finding")
    assert [each.a["href"] for each in beside] == ["/regel/2024-3.7/"]
    again = leader.get(page, headers={"HX-Request": "true"})
    assert "/regel/2024-3.7/" in again.content.decode()


@pytest.mark.requirement("R8.15", "a file is stored once as one writes, and a refused one says why")
def test_files_are_stored_as_one_writes(browse: Any, cast: Any) -> None:
    case, leader = way.begin("self_initiated"), browse(cast.network_leader)
    page = way.section(case, "write", "project")
    headers = {"HX-Request": "true"}
    stored = leader.post(page, {"action": "autosave", **way.plan()}, headers=headers)
    assert "prosjektplan.pdf" in stored.content.decode()
    leader.post(page, {"action": "autosave", "theme": "Nytt"}, headers=headers)
    assert (
        leader.post(page, {"action": "save", **way.plan()}).status_code == 302
    )  # the button sends it once more
    case.application.refresh_from_db()
    assert case.application.answers["project_plan"] == case.documents.get().pk
    wrong = way.plan()["project_plan"]
    wrong.name = "plan.exe"
    told = leader.post(page, {"action": "autosave", "project_plan": wrong}, headers=headers)
    assert "id_project_plan_error" in told.content.decode()
    assert case.documents.count() == 1
