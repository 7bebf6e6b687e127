"""Four people of three municipalities write one application: two on phones, one interrupted in the middle."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import asking, deciding, mailing, typed
from tests.browser.counting import Counter
from tests.browser.looking import Eye
from tests.browser.opening import Site
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

SIGRID, SANDNES, LUND = "sigrid@sandnes.example", "direktor@sandnes.example", "direktor@lund.example"
MOST_PAGES = 12
INCREASE = {
    "indicators_homes_guided_baseline": "12",
    "indicators_homes_guided_target": "30",
    "indicators_home_kinds_baseline": "2",
    "indicators_home_kinds_target": "3",
    "indicators_municipalities_reached_baseline": "2",
    "indicators_municipalities_reached_target": "5",
    "indicators_kinship_homes_baseline": "4",
    "indicators_kinship_homes_target": "10",
    "kinds_of_homes": "Fosterhjem i slekt og nettverk, og ordinære fosterhjem.",
}
RISK = "Kommunenes vurderinger fra i fjor viser at fosterhjem i slekt får minst veiledning."


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement(
    "R8.15", "two browsers write in the same draft: both texts are shown, and who was interrupted finds hers"
)
@pytest.mark.requirement(
    "R3.11", "four people of three municipalities come from an invitation to a sent application"
)
@pytest.mark.requirement("R2.5", "two municipalities confirm by a link from their mail, without an account")
@pytest.mark.requirement("P6", "municipal management confirms from a phone in two pages")
@pytest.mark.requirement("P8", "a region finds the request on its page, and answers what it can help with")
@pytest.mark.requirement("P9", "a knowledge environment finds the question on its own page, and answers it")
@pytest.mark.adversary("F6", "every page from invitation to sent application, in light, dark and 320 pixels")
def test_from_an_invitation_to_a_sent_application(
    person: Callable[..., Person], counter: Callable[..., Counter], site: Site, eye: Eye, tmp_path: Path
) -> None:
    _invite(person("halvor.fossbergmo"))
    leader, sigrid = counter("halvor.fossbergmo"), counter()

    _begin(leader)
    _take_part(sigrid, site)
    _write_at_once(leader, sigrid)
    phone = _interrupted(sigrid, counter)
    _write_the_rest(leader, phone, tmp_path)
    number = _send(leader, counter, site)
    _ask_others(number, person)

    assert number.startswith("ROG-2025-")
    for one in (leader, phone):
        assert len(one.counted) <= MOST_PAGES, sorted(one.counted)
        assert one.asked_twice() == set()
        assert one.dead_ends == []
    assert eye.faults == []
    assert site.errors() == []


def _ask_others(number: str, person: Callable[..., Person]) -> None:
    """Let the region answer what the network asked it for, and a knowledge environment what the office asks."""
    caseworker, environment = person("rog.saksbehandler"), person("kunnskapsmiljo")
    caseworker.sign_in()
    deciding.check_formally(caseworker, number, complete=True)
    asking.help_a_project(person("bufetat.vest"))
    asking.ask_an_environment(caseworker, number)
    asking.say_what_it_thinks(environment)
    caseworker.page.reload()
    expect(caseworker.page.get_by_text(asking.OPINION)).to_be_visible()


def _invite(leader: Person) -> None:
    """Invite Sigrid of Sandnes by e-mail, from the network's page; the day before."""
    leader.sign_in()
    leader.follow(nb("The network’s page: members, people and plans"))
    leader.follow(nb("Invite people"))
    leader.look("invite people")
    leader.fill({"role": "participant", "emails": SIGRID})
    leader.press(nb("Invite people"))
    leader.look("network, somebody is invited")


def _begin(leader: Counter) -> None:
    """Log in, and begin the application to the foster-home scheme from one's own page."""
    leader.open(leader.site.url + "/min-side/")
    leader.log_in()
    leader.follow(re.compile("^Søk: .*fosterhjem"))
    leader.press(nb("Begin the application"))
    leader.look("parts of the application")
    picture(leader.page, "draft")
    leader.follow(re.compile("^Skriv: Nettverket"))
    leader.look("the network's part")
    leader.fill(
        {
            "address": "Sokndalsveien 1",
            "postcode": "4370",
            "postal_place": "Egersund",
            "contact_phone": "51 22 33 44",
        }
    )
    leader.press(nb("Save and go on"))


def _take_part(sigrid: Counter, site: Site) -> None:
    """Go from the mail to the draft: an account, the invitation accepted, one's own page."""
    sigrid.open(mailing.link(site, SIGRID, "invitasjon"))
    sigrid.look("invitation")
    sigrid.press(nb("Go on"))
    sigrid.look("open an account")
    sigrid.fill({"first_name": "Sigrid", "last_name": "Sandvedmo", "password": "fire-brune-geiter-i-fjæra"})
    sigrid.press(nb("Open the account"))
    sigrid.press(nb("Accept the invitation"))
    sigrid.look("network, as a new participant")
    sigrid.follow(nb("My page"))
    sigrid.look("my page of a participant")
    sigrid.follow(nb("Write the application"))


def _write_at_once(leader: Counter, sigrid: Counter) -> None:
    """Write the same part in two browsers: what does not collide is put together, what does is shown and chosen."""
    sigrid.follow("Prosjektet")
    expect(leader.page.locator("[name=concerns]")).to_be_visible()
    leader.page.locator("[name=use_of_funds]").fill("En prosjektleder i halv stilling.")
    leader.page.locator("[name=concerns]").fill("Fosterhjem i slekt og nettverk")
    _leave_field(leader)
    sigrid.page.locator("[name=theme]").fill("Mer veiledning til fosterhjem i slekt og nettverk.")
    sigrid.page.locator("[name=concerns]").fill("Veiledning til fosterhjem")
    _leave_field(
        sigrid, expected=nb("Saved beside another’s text. Choose which to keep, at the top of the page.")
    )
    sigrid.look("two have written the same")
    picture(sigrid.page, "two-texts")
    twice = sigrid.page.locator(".two-texts")
    expect(twice).to_contain_text("Fosterhjem i slekt og nettverk")
    expect(twice).to_contain_text("Veiledning til fosterhjem")
    twice.locator("[name=choice][value=theirs]").check()
    sigrid.press(nb("Keep what is chosen"))
    expect(sigrid.page.locator("[name=concerns]")).to_have_value("Fosterhjem i slekt og nettverk")
    expect(sigrid.page.locator("[name=use_of_funds]")).to_have_value("En prosjektleder i halv stilling.")
    expect(sigrid.page.locator("[name=theme]")).to_have_value(
        "Mer veiledning til fosterhjem i slekt og nettverk."
    )


def _interrupted(sigrid: Counter, counter: Callable[..., Counter]) -> Counter:
    """Lose the browser in the middle of a sentence, and go on from a phone by the same link."""
    sigrid.page.locator("[name=risk_condition_assessment]").fill(RISK)
    _leave_field(sigrid)
    kept = sigrid.page.url.split("#")[0] + "#id_risk_condition_assessment"
    sigrid.leave()
    phone = counter(phone=True)
    phone.counted, phone.dead_ends = sigrid.counted, sigrid.dead_ends
    phone.open(kept)
    phone.fill({"login": SIGRID, "password": "fire-brune-geiter-i-fjæra"})
    phone.press(nb("Log in"))
    assert phone.page.url == kept
    field = phone.page.locator("[name=risk_condition_assessment]")
    expect(field).to_have_value(RISK)
    expect(field).to_be_in_viewport()
    phone.look("a part, on a phone")
    return phone


def _leave_field(somebody: Counter, expected: str = "") -> None:
    """Leave a field, and see that the page says it is saved."""
    somebody.page.keyboard.press("Tab")
    told = somebody.page.locator("#draft-saved")
    expect(told).to_contain_text(expected or "Lagret")


def _write_the_rest(leader: Counter, phone: Counter, folder: Path) -> None:
    """Let Sigrid write what remains of two parts on her phone, and the leader the money."""
    phone.fill({"project_plan": typed.plan(folder), **INCREASE})
    phone.press(nb("Save and go on"))
    phone.look("help and knowledge, on a phone")
    phone.fill({"bufetat_help": "yes", "bufetat_help_kinds": ["training"]})
    phone.fill({"bufetat_help_details": "Kurs for veilederne.", "knowledge_environment_contact": "no"})
    phone.press(nb("Save and go on"))
    leader.follow(nb("All parts of the application"))
    leader.follow("Penger")
    leader.fill({"requested_amount": "150 000", **typed.budget(150_000, 7_500), "other_public_funding": "no"})
    leader.look("money, as one types")
    leader.press(nb("Save and go on"))
    leader.look("all parts are written")
    leader.press(nb("The application is written: go on"))
    leader.look("to be sent")


def _send(leader: Counter, counter: Callable[..., Counter], site: Site) -> str:
    """Ask two municipalities, who confirm by their mail, and send; return the case's number."""
    task = leader.page.url
    leader.follow(nb("Ask for confirmations, and see who is asked"))
    leader.follow(nb("Ask for confirmations"))
    leader.look("ask for confirmations")
    for place, name, address in (
        ("Sandnes", "Siv Trones", SANDNES),
        ("Lund", "Ola Moi", LUND),
    ):
        leader.page.get_by_label(f"{place}: {nb('Name')}").fill(name)
        leader.page.get_by_label(f"{place}: {nb('E-mail')}").fill(address)
    leader.press(nb("Ask for confirmations"))
    leader.look("who has confirmed")
    for address, phone in ((SANDNES, False), (LUND, True)):
        manager = counter(phone=phone)
        manager.open(mailing.link(site, address, "bekreft"))
        manager.look(f"confirm by a link, {address}")
        if phone:
            picture(manager.page, "confirm-by-link", whole=False)
        manager.fill({"title": "Kommunedirektør", "confirmed": True})
        manager.press(nb("Send the answer"))
        manager.look(f"confirmed, {address}")
        assert len(manager.counted) == 2
    leader.open(task)
    expect(leader.page.get_by_text(nb("Confirmed"), exact=True)).to_have_count(2)
    leader.fill({"choice": "send"})
    leader.press(nb("Go on"))
    leader.look("the case, sent by four")
    number = re.search(r"ROG-\d{4}-\d+", leader.page.url)
    assert number, leader.page.url
    return number[0]
