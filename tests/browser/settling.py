"""From money that is paid to a case that is closed."""

import re

from playwright.sync_api import expect

from tests.browser import typed
from tests.browser.deciding import find_task
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

AFTER_THE_YEAR, SPRING = "12.01.2026", "02.03.2026"


def report(leader: Person) -> None:
    """Write the report, once it can be written."""
    leader.follow(nb("My page"))
    leader.look("my page, waiting for the year to end")
    leader.move_clock(AFTER_THE_YEAR)
    leader.look("clock")
    leader.follow(nb("My page"))
    leader.follow(nb("Write the report"))
    leader.look("report")
    leader.fill(typed.REPORT | {"used_amount": typed.kroner(typed.AWARDED + 1)})
    assert leader.refused(nb("Send the report"))
    leader.look("report, refused")
    leader.fill(typed.REPORT)
    leader.press(nb("Send the report"))


def control(caseworker: Person, number: str) -> None:
    """Approve the report; what was not used has come back."""
    page = caseworker.page
    find_task(caseworker, number, task=nb("Control the report"))
    caseworker.look("control the report")
    for question in page.locator("[name^=answer_][value=yes]").all():
        question.check()
    for reason in page.locator("[name^=answer_reason_]").all():
        reason.fill("Regnskapet følger den godkjente planen.")
    caseworker.fill({"result": "approve"})
    caseworker.press(nb("Finish the control"))
    expect(page.get_by_text(nb("Register the repayment")).first).to_be_visible()
    caseworker.look("register repayment")
    caseworker.fill({"received_on": AFTER_THE_YEAR})
    caseworker.press(nb("Register the repayment"))


def audit(leader: Person, auditor: Person, caseworker: Person, number: str) -> None:
    """Name the auditor, let them state, and close the case."""
    leader.follow(nb("My page"))
    leader.follow(nb("Appoint the auditor"))
    leader.look("appoint the auditor")
    leader.fill({"how": "account", "email": "revisor@demo.example"})
    leader.press(nb("Complete the task"))
    auditor.sign_in()
    auditor.look("my page of the auditor")
    auditor.move_clock(SPRING)
    auditor.follow(nb("My page"))
    auditor.follow(nb("Give the audit statement"))
    auditor.look("audit statement")
    auditor.fill(
        {
            "auditor_kind": "registered",
            "auditor_name": "Rebekka Visortangen",
            "audit_firm": "Tangen Revisjon AS",
        }
    )
    auditor.fill({"stated_on": "27.02.2026", "opinion": "unqualified"})
    auditor.press(nb("Complete the task"))
    auditor.look("case of the auditor")
    find_task(caseworker, number, task=nb("Control the audit statement"))
    caseworker.look("control the audit")
    caseworker.fill({"result": "approve"})
    caseworker.press(nb("Finish the control"))
    expect(caseworker.page.locator(".page-heading .ds-tag")).to_have_text(nb("Closed"))
    picture(caseworker.page, "case-closed")


def parts(reader: Person, *, whose: str) -> None:
    """Look at every part of the case one is at."""
    page = reader.page
    links = page.locator(".parts a")
    for place in range(links.count()):
        title = links.nth(place).inner_text()
        reader.follow(re.compile("^" + re.escape(title) + "$"), within=page.locator(".parts"))
        reader.look(f"{whose}: {title}")
