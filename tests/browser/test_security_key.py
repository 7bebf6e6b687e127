"""A security key as the second step, in a browser whose key is made of software."""

from collections.abc import Callable

import pytest

from tests.browser.looking import Eye
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.requirement(
    "R8.14",
    "who has no second step adds a security key, and is asked for it besides the password from then on",
)
def test_a_security_key_lets_one_in(person: Callable[..., Person], eye: Eye) -> None:
    leader = person("sindre.langnesmo")
    assert leader.account
    page, named = leader.page, leader.site.url.replace("127.0.0.1", "localhost")  # keys belong to names
    devtools = leader.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{named}/konto/2fa/")
    leader.fill({"login": leader.account.username, "password": leader.account.password})
    leader.press(nb("Log in"))
    leader.follow(nb("Add a security key"))
    leader.fill({"password": leader.account.password})
    leader.press(nb("Confirm"))
    leader.fill({"name": "Nøkkelknippet"})
    leader.look("add a security key")
    picture(page, "security-key")
    leader.press(nb("Add the key"))
    leader.look("recovery codes")
    page.goto(f"{named}/konto/2fa/webauthn/")
    assert leader.reads("Nøkkelknippet")
    leader.press(nb("Log out"), within=page.get_by_role("banner"))
    page.goto(f"{named}/konto/login/?next=/saker/")
    leader.fill({"login": leader.account.username, "password": leader.account.password})
    leader.press(nb("Log in"))
    leader.look("code or key")
    picture(page, "code-or-key")
    leader.press(nb("Use the security key"))
    assert page.url == f"{named}/saker/"
    # The site by its name is the site all the same.
    assert [fault for fault in eye.faults if not fault.startswith(f"asked of another host: {named}")] == []
