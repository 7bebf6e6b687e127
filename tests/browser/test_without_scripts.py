"""What is done with scripts can be done without them."""

import re
from collections.abc import Callable

import pytest

from tests.browser.opening import Site
from tests.browser.people import Person
from tests.browser.words import nb

NETWORK = {
    "address": "Torgvegen 1",
    "postcode": "4340",
    "postal_place": "Bryne",
    "contact_phone": "51 77 60 00",
    "concerns": "Leiarnettverk 2025",
    "use_of_funds": "Fire samlinger og rettleiing i grupper.",
    "leadership_partner": "Høgskulen",
    "requested_amount": "150 000",
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
    leader.fill(NETWORK | {"requested_amount": "hundre"})
    assert leader.press(nb("Save the draft")).status == 422
    assert leader.page.locator("[name=requested_amount]").input_value() == "hundre"
    leader.fill({"requested_amount": "150 000"})
    leader.press(nb("Save the draft"))
    leader.follow(nb("My page"))
    leader.follow(nb("Write the application"))
    assert leader.page.locator("[name=concerns]").input_value() == "Leiarnettverk 2025"
    leader.press(nb("Save and go on"))
    leader.fill({"choice": "send"})
    leader.press(nb("Go on"))
    assert re.search(r"/saker/ROG-2025-\d+/$", leader.page.url)
    assert leader.page.locator(".page-heading .ds-tag").inner_text() == nb("Received")
    assert site.errors() == []
