"""A draft that saves itself, open in two browsers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Eye
from tests.browser.people import Person
from tests.browser.words import nb

USE, CONCERNS, PARTNER = "[name=use_of_funds]", "[name=concerns]", "[name=leadership_partner]"


def type_in(page: Page, field: str, text: str) -> None:
    """Write at the end of a field, and go on to another."""
    page.locator(field).press("End")
    page.locator(field).press_sequentially(text)
    page.locator(CONCERNS).focus()


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement(
    "R8.15",
    "a draft in two browsers saves itself: other fields come in by themselves, of one field both texts are shown",
)
@pytest.mark.requirement("R8.15", "who leaves in the middle of a word finds it again, at the same field")
@pytest.mark.adversary("F6", "two texts to choose from, on a desk and on a phone")
def test_a_draft_in_two_browsers(person: Callable[..., Person], eye: Eye) -> None:
    desk, phone = (person("ragna.lyngstolen", phone=small) for small in (False, True))
    desk.sign_in()
    desk.follow(re.compile("^" + nb("Apply for: %(scheme)s", scheme="Barnevernsledernettverk")))
    desk.press(nb("Begin the application"))
    draft = desk.page.url  # as a colleague sends it
    phone.sign_in()
    phone.page.goto(draft)
    for somebody in (desk, phone):
        somebody.follow("Søknaden")
    saved = [somebody.page.locator("#draft-saved") for somebody in (desk, phone)]

    type_in(desk.page, USE, "Fire samlinger")
    expect(saved[0]).to_contain_text(nb("Saved %(at)s.", at="09.").rstrip("."))
    type_in(phone.page, PARTNER, "Høgskulen")
    expect(phone.page.locator(USE)).to_have_value("Fire samlinger")

    type_in(phone.page, USE, " og rettleiing")
    expect(saved[1]).to_contain_text(nb("Saved %(at)s.", at="09.").rstrip("."))
    type_in(desk.page, USE, " i året")
    expect(desk.page.locator("#two-texts")).to_contain_text("Fire samlinger og rettleiing")
    expect(desk.page.locator(PARTNER)).to_have_value("Høgskulen")
    desk.look("two texts")
    phone.page.reload()
    phone.look("two texts on a phone")
    desk.fill({"choice": "both"})
    desk.press(nb("Keep what is chosen"))
    expect(desk.page.locator(USE)).to_have_value("Fire samlinger og rettleiing\n\nFire samlinger i året")

    desk.page.locator(CONCERNS).press_sequentially("Midt i et o")
    desk.follow(nb("My page"))
    desk.page.goto(draft)
    with desk.page.expect_navigation():
        desk.page.get_by_role(
            "link", name=re.compile(nb("Go on where you were: %(title)s", title=""))
        ).click()
    assert desk.page.url.endswith("#id_concerns")
    expect(desk.page.locator(CONCERNS)).to_have_value("Midt i et o")
    assert eye.faults == []
    desk.follow(nb("Status"))
    desk.follow(nb("Put the draft away"))  # other tests begin with none
    desk.press(nb("Put the draft away"))
