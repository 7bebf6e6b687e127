"""A session that soon ends says so, by keyboard and in words, and lets one stay (E7)."""

from collections.abc import Callable

import pytest

from tests.browser.looking import Eye
from tests.browser.people import Person
from tests.browser.words import nb


@pytest.mark.adversary(
    "E7", "three minutes before a session ends a dialog says so; Enter stays, and what is typed is kept"
)
@pytest.mark.adversary("F6", "the warning takes the focus, has a name, and gives the focus back")
def test_one_is_warned_and_stays(person: Callable[..., Person], eye: Eye) -> None:
    leader = person("ragna.lyngstolen")
    leader.page.clock.install()
    leader.sign_in()
    page = leader.page
    page.goto(f"{leader.site.url}/sok-i-saker/")
    field = page.locator("main input[name=q]")
    field.fill("Det jeg holder på med")
    warning = page.get_by_role("alertdialog", name=nb("You are soon logged out"))
    page.clock.run_for("01:56:00")
    assert not warning.is_visible()
    page.clock.run_for("00:02:00")
    assert warning.is_visible()
    leader.look("a session that soon ends")
    assert page.evaluate("document.activeElement.type") == "submit"
    with page.expect_response("**/konto/fortsett/") as answered:
        page.keyboard.press("Enter")
    assert answered.value.status == 204
    warning.wait_for(state="hidden")
    assert field.input_value() == "Det jeg holder på med"
    assert page.evaluate("document.activeElement.name") == "q"
    page.clock.run_for("02:01:00")
    assert page.get_by_role("link", name=nb("Log in in a new tab")).is_visible()
    assert eye.faults == []
