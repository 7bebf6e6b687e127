"""A child-welfare leader is asked to stand behind the leader network's application."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import applying
from tests.browser.looking import Eye
from tests.browser.opening import Site
from tests.browser.people import Person
from tests.browser.words import nb


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement(
    "P7", "a child-welfare leader reads the leader network's application and stands behind it"
)
@pytest.mark.adversary(
    "F6", "the pages of a child-welfare leader who is asked, in light, dark and 320 pixels"
)
def test_a_child_welfare_leader_stands_behind_the_application(
    person: Callable[..., Person], site: Site, eye: Eye
) -> None:
    write_for_leaders(person("ragna.lyngstolen"))
    stand_behind(person("torbjorn.vikestolen"))
    assert eye.faults == []
    assert site.errors() == []


def write_for_leaders(leader: Person) -> None:
    """Write the leader network's application, and ask those who take part to stand behind it."""
    leader.sign_in()
    leader.follow(re.compile("^" + nb("Apply for: %(scheme)s", scheme="Barnevernsledernettverk")))
    leader.press(nb("Begin the application"))
    leader.follow(re.compile("^" + nb("Write: %(title)s", title="")))
    answers = {
        "address": "Torget 1",
        "postcode": "4306",
        "contact_phone": "51 22 33 44",
        "requested_amount": "150 000",
        "concerns": "Fire samlinger for ledere",
        "use_of_funds": "Fire samlinger for barnevernslederne, med veileder.",
        "other_public_funding": "no",
    }
    applying.write_pages(leader, answers)
    leader.press(nb(applying.WRITTEN))


def stand_behind(manager: Person) -> None:
    """Read the application, and stand behind it for one's own service."""
    manager.sign_in()
    manager.follow(nb("Stand behind the application"))
    manager.look("a child-welfare leader is asked")
    manager.follow(nb("Read the application"))
    expect(manager.page.get_by_text("Fire samlinger for barnevernslederne, med veileder.")).to_be_visible()
    manager.follow(nb("My page"))
    manager.follow(nb("Stand behind the application"))
    manager.fill({"title": "Barnevernsleder", "confirmed": True})
    manager.press(nb("Send the answer"))
    manager.look("a child-welfare leader has answered")
    expect(manager.page.get_by_text(nb("Confirmed"), exact=True)).to_have_count(1)
