"""From a call for the scheme that was just made to two closed cases: one krone over its audit limit, and at it."""

import re

from playwright.sync_api import expect

from tests.browser import applying, calling, deciding, typed
from tests.browser.people import Person
from tests.browser.scheming import CRITERIA, LETTER, TITLE
from tests.browser.words import nb

OVER, AT_THE_LIMIT = 100_001, 100_000
PARAGRAPH = "/regel/utstyr_til_nettverk-1.1/"
CALL = {
    "title": f"{TITLE} 2025",
    "scheme": TITLE,
    "year": "2025",
    "opens": "2025-02-01 09:00",
    "deadline": "2025-05-15 23:59",
    "max_amount": "200 000",
}
ANSWERS = {
    "address": "Sokndalsveien 1",
    "postcode": "5411",
    "postal_place": "Stord",
    "contact_phone": "51 22 33 44",
    "concerns": "Utstyr til samlinger",
    "use_of_funds": "Bærbare maskiner og en projektor.",
    "nar_skal_det_tas_i_bruk": "01.06.2025",
    "hvem_leverer_det": "Sunnhordland data",
}
# What the two conditions ask for further, and what they ask nothing for.
ASKED_MORE = {
    "hva_slags_utstyr": "annet",
    "hva_annet": "En projektor.",
    "trenger_dere_opplaering": "yes",
    "hvor_mange_skal_ha_opplaering": "7",
}
ASKED_NO_MORE = {"hva_slags_utstyr": "datautstyr", "trenger_dere_opplaering": "no"}
TERMS = {
    "terms_use_deadline": "31.12.2025",
    "terms_report_deadline": "15.02.2026",
    "terms_reasons": "Ordningen er ny og sier ikke noe om dette.",
    "reasons": "Nettverket trenger utstyret.",
}


def announce(editor: Person) -> None:
    """Announce the call by clicks, as an office's editor."""
    editor.context.set_default_timeout(60_000)
    editor.sign_in()
    editor.follow("Publisering")
    calling.fill_in(editor, CALL)
    editor.fill({"edition": "2024"})
    calling.publish(editor)


def give_money(manager: Person) -> None:
    """Distribute authority for the new scheme to the office of the call."""
    manager.sign_in()
    manager.follow(nb("Money"), within=manager.page.get_by_role("banner"))
    manager.follow(nb("Distribute authority"))
    manager.fill({"year": "2025", "scheme": TITLE, "amount_VES": "500 000", "reason": "Ny ordning."})
    manager.press(nb("Distribute"))


def apply(leader: Person, amount: int, chosen: dict[str, str]) -> str:
    """Apply for an amount, with what was chosen and what that asks for; return the case's number."""
    page = leader.page
    leader.start()
    leader.follow(nb("See the calls"))
    leader.follow(re.compile(TITLE), within=page.locator(".call-card", has_text=TITLE))
    leader.follow(nb("Apply"))
    leader.log_in()
    leader.press(nb("Begin the application"))
    leader.follow(nb("Write: %(title)s", title="Nettverket"))
    applying.write_pages(leader, ANSWERS | chosen | {"requested_amount": typed.kroner(amount)})
    leader.press(nb(applying.WRITTEN))
    leader.fill({"choice": "send"})
    leader.press(nb("Go on"))
    number = re.search(r"VES-\d{4}-\d+", page.url)
    assert number, page.url
    return number[0]


def grant(caseworker: Person, decider: Person, number: str, amount: int) -> None:
    """Check, assess by the scheme's own criteria, and grant all of it; the paragraph is named as it is decided."""
    deciding.check_formally(caseworker, number, complete=True)
    caseworker.fill({"declaration": "impartial"})
    caseworker.press(nb("Complete the task"))
    for title, _nynorsk in CRITERIA:
        expect(caseworker.page.get_by_text(title, exact=True).first).to_be_visible()
    deciding.answer(caseworker.page)
    caseworker.fill({"recommendation": "grant", "reasons": typed.ASSESSMENT_REASONS})
    caseworker.press(nb("Recommend"))
    deciding.find_task(decider, number, task=nb("Declare impartiality"))
    decider.fill({"declaration": "impartial"})
    decider.press(nb("Complete the task"))
    decider.fill({"outcome": "granted", "awarded_amount": typed.kroner(amount), **TERMS})
    decider.press(nb("Decide and send the letter"))


def accept(leader: Person) -> None:
    """Read in the letter what the editor wrote, and accept."""
    leader.follow(nb("My page"))
    leader.follow(nb("Accept the grant"))
    leader.follow(nb("Read the letter"))
    expect(leader.page.locator(".letter")).to_contain_text(LETTER["nn"])
    leader.follow(nb("My page"))
    leader.follow(nb("Accept the grant"))
    leader.fill({"account_number": "1234 56 78903", "accepted": True})
    leader.press(nb("Accept the grant"))


def report(leader: Person, caseworker: Person, number: str, amount: int) -> None:
    """Report that all of it was used, and have that approved."""
    leader.follow(nb("My page"))
    leader.follow(nb("Write the report"))
    leader.fill({"used_amount": typed.kroner(amount), "how_used": typed.REPORT["how_used"]})
    leader.press(nb("Send the report"))
    deciding.find_task(caseworker, number, task=nb("Control the report"))
    caseworker.fill({"result": "approve"})
    caseworker.press(nb("Finish the control"))


def see(reader: Person, *, owed: bool, closed: bool) -> None:
    """See in the case what the paragraph came to, and follow it to where it stands on the scheme's page."""
    page = reader.page
    expect(page.locator(".page-heading .ds-tag").filter(has_text=nb("Closed"))).to_have_count(int(closed))
    reader.follow(nb("Audit"), within=page.locator(".parts"))
    finding = page.locator(".finding").filter(has=page.locator(f"a[href='{PARAGRAPH}']"))
    expect(finding).to_have_attribute("data-outcome", "owed" if owed else "not_owed")
    case = page.url
    with page.expect_navigation():
        finding.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/utstyr-til-nettverk/#p-1.1$"))
    expect(page.locator("[id='p-1.1']")).to_contain_text("Revisorerklæring kreves over 100 000 kroner.")
    page.goto(case)
