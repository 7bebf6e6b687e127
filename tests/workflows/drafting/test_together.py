"""Several people write one draft: everything is kept, and who wrote what (R3.11, R8.15)."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import seeing, way
from workflows.cases.models import Case
from workflows.drafting.models import OtherText, SectionVersion

pytestmark = pytest.mark.django_db
PAGE = "application"
HTMX = {"HX-Request": "true"}


class Writer:
    """Somebody with the page open: what they send is what they were shown, with what they typed."""

    def __init__(self, browser: Client, case: Case, page: str = PAGE) -> None:
        self.browser, self.path = browser, way.section(case, "write", page)
        self.open()

    def open(self) -> BeautifulSoup:
        self.soup = BeautifulSoup(self.browser.get(self.path).content, "html.parser")
        self.bases = [each["value"] for each in self.soup.select("[name=base]")]
        return self.soup

    def field(self, name: str) -> str:
        each = self.soup.select_one(f"form[data-draft] [name={name}]")
        return each.get("value", "") if each.name == "input" else each.text.removeprefix("\n")

    def save(self, act: str = "save", **typed: str) -> Any:
        names = ("concerns", "use_of_funds", "requested_amount", "leadership_partner")
        shown = {name: self.field(name) for name in names}
        headers = HTMX if act == "autosave" else {}
        sent = {**shown, **typed, "base": self.bases, "action": act}
        return self.browser.post(self.path, sent, headers=headers)


@pytest.fixture
def case(db: None) -> Case:
    return way.begin()


@pytest.fixture
def leader(browse: Any, cast: Any, case: Case) -> Writer:
    return Writer(browse(cast.leader_network_leader), case)


@pytest.fixture
def participant(browse: Any, cast: Any, case: Case) -> Writer:
    return Writer(browse(cast.participant), case)


def answers(case: Case) -> dict[str, Any]:
    case.application.refresh_from_db()
    return case.application.answers


@pytest.mark.requirement(
    "R3.11", "participants write the application, and only the network's leader sends it"
)
def test_a_participant_writes_and_the_leader_sends(
    participant: Writer, leader: Writer, case: Case, cast: Any
) -> None:
    assert participant.save(concerns="Veiledning").status_code == 302
    assert answers(case)["concerns"] == "Veiledning"
    item = way.item(case, "write")
    tasks = participant.browser.get(item.get_absolute_url()).content.decode()
    assert "Nettverkets leder sender: Leader Network Leader Testdal" in tasks
    assert 'value="complete"' not in tasks
    assert participant.browser.post(item.get_absolute_url(), {"as_kept": "yes"}).status_code == 403
    assert seeing.open_tasks(case) == ["application.write"]
    assert 'value="complete"' in leader.browser.get(item.get_absolute_url()).content.decode()


@pytest.mark.requirement(
    "R8.15", "the page says by name who of the network can see the draft, and that the office cannot"
)
def test_who_can_see_the_draft_is_said(leader: Writer) -> None:
    said = leader.soup.find(id="readers-title").parent.get_text(" ", strip=True)
    assert "Leader Network Leader Testdal (Nettverksleder)" in said
    assert "Participant Testdal (Deltaker)" in said
    assert "Statsforvalteren ser ingenting av det" in said


@pytest.mark.requirement("R8.15", "two write in different fields at once: both texts stand")
def test_different_fields_merge(leader: Writer, participant: Writer, case: Case) -> None:
    assert participant.save(use_of_funds="Fire samlinger").status_code == 302
    assert leader.save(concerns="Veiledning").status_code == 302
    assert (answers(case)["use_of_funds"], answers(case)["concerns"]) == ("Fire samlinger", "Veiledning")
    leader.open()
    assert leader.field("use_of_funds") == "Fire samlinger"


@pytest.mark.requirement(
    "R8.15", "two write in the same field: both texts are shown, with who and when, and one is chosen"
)
@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("mine", "Fra lederen"),
        ("theirs", "Fra deltakeren"),
        ("both", "Fra deltakeren\n\nFra lederen"),
    ],
)
def test_of_two_texts_one_is_chosen(
    leader: Writer, participant: Writer, case: Case, choice: str, kept: str
) -> None:
    participant.save(use_of_funds="Fra deltakeren", concerns="Veiledning")
    answer = leader.save(use_of_funds="Fra lederen", leadership_partner="Høgskulen")
    assert answer.status_code == 409
    assert answers(case)["use_of_funds"] == "Fra deltakeren"
    assert answers(case)["leadership_partner"] == "Høgskulen"  # what does not collide is written

    panel = leader.open().find(id="two-texts").get_text(" ", strip=True)
    for words in ("Fra lederen", "Fra deltakeren", "Participant Testdal", "09.00"):
        assert words in panel
    tasks = participant.browser.get(way.item(case, "write").get_absolute_url()).content.decode()
    assert "#two-texts" in tasks
    asked = {each["name"]: each["value"] for each in leader.soup.select("#two-texts input[type=hidden]")}
    chosen = leader.browser.post(leader.path, asked | {"action": "choose", "choice": choice})
    assert (chosen.status_code, answers(case)["use_of_funds"]) == (302, kept)
    assert not OtherText.objects.exists()


@pytest.mark.requirement("R8.15", "an application is not finished while two texts wait to be chosen from")
def test_nothing_is_sent_while_two_texts_wait(leader: Writer, participant: Writer, case: Case) -> None:
    way.save(leader.browser, case, **way.application_data(case))
    leader.open(), participant.open()
    participant.save(concerns="Fra deltakeren")
    leader.save(concerns="Fra lederen")
    refused = leader.browser.post(way.item(case, "write").get_absolute_url(), {"as_kept": "yes"})
    assert (refused.status_code, seeing.open_tasks(case)) == (422, ["application.write"])
    assert OtherText.objects.get().answer == "Fra lederen"


def test_a_choice_made_against_an_older_text_is_asked_anew(
    leader: Writer, participant: Writer, case: Case
) -> None:
    participant.save(concerns="Først")
    leader.save(concerns="Fra lederen")
    leader.open(), participant.open()
    asked = {each["name"]: each["value"] for each in leader.soup.select("#two-texts input[type=hidden]")}
    participant.save(concerns="Så")
    chosen = leader.browser.post(leader.path, asked | {"action": "choose", "choice": "mine"})
    assert (chosen.status_code, answers(case)["concerns"]) == (422, "Så")
    assert OtherText.objects.get().answer == "Fra lederen"


@pytest.mark.requirement("R8.15", "who wrote which fields of a section, and when, is kept and shown")
def test_who_wrote_what_is_kept(leader: Writer, participant: Writer, case: Case, cast: Any) -> None:
    leader.save(concerns="Veiledning")
    participant.open()
    participant.save(use_of_funds="Samlinger", leadership_partner="Høgskulen")
    kept = SectionVersion.objects.filter(section="application", case=case)
    assert list(kept.values_list("number", "by__username", "fields")) == [
        (1, "leader_network_leader", ["concerns"]),
        (2, "participant", ["use_of_funds", "leadership_partner"]),
    ]
    assert "Sist skrevet av Participant Testdal, 09.00" in leader.open().get_text(" ", strip=True)


@pytest.mark.requirement("R8.15", "the page saves itself as one writes, and says when it was saved")
def test_the_page_saves_itself(leader: Writer, participant: Writer, case: Case) -> None:
    participant.save(use_of_funds="Samlinger")
    answer = leader.save("autosave", concerns="Veiled")
    said = BeautifulSoup(answer.content, "html.parser")
    assert said.select_one("[data-draft]").get_text(strip=True).startswith("Lagret 09.00.")
    assert said.find(id="part-use_of_funds").textarea.text.strip() == "Samlinger"  # put in by itself
    leader.bases = [each["value"] for each in said.select("[name=base]")]
    put_in = said.find(id="part-use_of_funds").textarea.text.strip()
    assert leader.save("autosave", concerns="Veiledning", use_of_funds=put_in).status_code == 200
    assert (answers(case)["concerns"], answers(case)["use_of_funds"]) == ("Veiledning", "Samlinger")


def test_the_page_that_saves_itself_says_that_another_wrote(leader: Writer, participant: Writer) -> None:
    participant.save(concerns="Fra deltakeren")
    answer = leader.save("autosave", concerns="Fra lederen")
    said = BeautifulSoup(answer.content, "html.parser")
    assert {"Fra lederen", "Fra deltakeren"} <= set(said.find(id="two-texts").stripped_strings)
    assert said.find(id="base-concerns") is None  # so that what is typed on is put aside as well
    leader.save("autosave", concerns="Fra lederen, mer")
    assert OtherText.objects.get().answer == "Fra lederen, mer"


@pytest.mark.requirement("R8.15", "who saves after the leader has finished is told so, with what they typed")
def test_what_comes_too_late_is_given_back(leader: Writer, participant: Writer, case: Case) -> None:
    way.do(case, "write", way.leader_of(case), **way.application_data(case))
    answer = participant.save(concerns="For sent")
    assert (answer.status_code, "For sent" in answer.content.decode()) == (409, True)
    told = participant.save("autosave", concerns="For sent")
    assert (told.status_code, "Leader Network Leader Testdal" in told.content.decode()) == (409, True)


@pytest.mark.adversary("E1", "another's text is shown as text where one chooses between two")
def test_texts_to_choose_from_are_escaped(leader: Writer, participant: Writer) -> None:
    participant.save(concerns="<script>a</script>")
    leader.save(concerns="<img src=x onerror=b>")
    page = leader.browser.get(leader.path).content.decode()
    assert "<script>a" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_only_writers_reach_the_pages(browse: Any, cast: Any, case: Case, leader: Writer) -> None:
    people = {"outsider": 404, "caseworker": 404, "municipal_management": 404, "participant": 200}
    found = {name: browse(getattr(cast, name)).get(leader.path).status_code for name in people}
    assert found == people
    assert leader.browser.get(leader.path.replace(PAGE, "finnes-ikke")).status_code == 404
    assert leader.browser.post(leader.path, {"action": "other"}).status_code == 400


@pytest.mark.requirement(
    "R8.15", "one's own page that saves itself meets no other text in what it sent before"
)
def test_a_page_does_not_meet_its_own_text(leader: Writer, case: Case) -> None:
    sheet = leader.soup.select_one("[name=sheet]")["value"].removesuffix(":1")
    leader.save("autosave", concerns="Veiled", sheet=f"{sheet}:2")
    assert leader.save(concerns="Veiledning", sheet=f"{sheet}:3").status_code == 302
    late = leader.save("autosave", concerns="Veiledn", sheet=f"{sheet}:1")
    assert (late.status_code, answers(case)["concerns"]) == (200, "Veiledning")
    elsewhere = leader.save("autosave", concerns="Fra telefonen", sheet=f"{'0' * 32}:1")
    assert (elsewhere.status_code, OtherText.objects.get().answer) == (200, "Fra telefonen")


@pytest.mark.adversary(
    "F3", "a draft that is put away leaves no text that was never chosen, and no words in who wrote what"
)
def test_what_was_never_chosen_goes_with_the_draft(leader: Writer, participant: Writer, case: Case) -> None:
    participant.save(concerns="Fra deltakeren")
    leader.save(concerns="Fra lederen")
    assert leader.browser.post(f"/saker/{case.number}/trekk/", {}).status_code == 302
    assert not OtherText.objects.exists()
    kept = str(list(SectionVersion.objects.values()))
    assert "Fra" not in kept
