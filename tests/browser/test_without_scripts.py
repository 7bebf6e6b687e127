"""What is done with scripts can be done without them."""

import re
from collections.abc import Callable

import pytest

from tests.browser.applying import WRITTEN
from tests.browser.opening import Site
from tests.browser.people import Person
from tests.browser.words import nb

ADDRESS = {
    "address": "Torgvegen 1",
    "postcode": "4340",
    "postal_place": "Bryne",
    "contact_phone": "51 77 60 00",
}
APPLICATION = {
    "concerns": "Leiarnettverk 2025",
    "use_of_funds": "Fire samlinger og rettleiing i grupper.",
    "leadership_partner": "Høgskulen",
    "other_public_funding": "no",
}


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement("R3.11", "a draft is saved, found again and finished")
@pytest.mark.adversary("F6", "logging in, writing, saving and sending work with scripts switched off")
def test_an_application_is_written_saved_and_sent_with_scripts_switched_off(
    person: Callable[..., Person], site: Site
) -> None:
    leader = person("ragna.lyngstolen", scripts=False)
    leader.sign_in()
    leader.follow(re.compile("^" + nb("Apply for: %(scheme)s", scheme="Barnevernsledernettverk")))
    leader.press(nb("Begin the application"))
    leader.follow(nb("Write: %(title)s", title="Nettverket"))
    leader.fill(ADDRESS)
    leader.press(nb("Save and go on"))
    leader.fill(APPLICATION | {"requested_amount": "hundre"})
    assert leader.press(nb("Save the draft")).status == 422
    assert leader.page.locator("[name=requested_amount]").input_value() == "hundre"
    leader.follow(nb("My page"))
    leader.follow(nb("Write the application"))
    leader.follow("Søknaden")
    assert leader.page.locator("[name=concerns]").input_value() == "Leiarnettverk 2025"
    assert leader.page.locator("[name=requested_amount]").input_value() == "hundre"
    leader.fill({"requested_amount": "150 000"})
    leader.press(nb("Save and go on"))
    leader.press(nb(WRITTEN))
    leader.fill({"choice": "send"})
    leader.press(nb("Go on"))
    assert re.search(r"/saker/ROG-2025-\d+/$", leader.page.url)
    assert leader.page.locator(".page-heading .ds-tag").inner_text() == nb("Received")
    assert site.errors() == []
