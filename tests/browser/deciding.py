"""From an application that was sent to money that is paid."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import typed
from tests.browser.applying import MISSING
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb


def list_tasks(worker: Person) -> None:
    """Open the list of tasks that are free to take."""
    worker.follow(nb("Tasks"), within=worker.page.get_by_role("banner"))
    worker.follow(re.compile("^" + nb("Free")), within=worker.page.locator(".parts"))


def find_task(worker: Person, number: str, *, task: str) -> None:
    """Open a case's task from the list of tasks."""
    list_tasks(worker)
    worker.follow(task, within=worker.page.get_by_role("row").filter(has_text=number))


def look_around(caseworker: Person) -> None:
    """See what there is to do, and which cases there are."""
    list_tasks(caseworker)
    caseworker.look("tasks")
    picture(caseworker.page, "tasks")
    caseworker.follow(nb("Cases"), within=caseworker.page.get_by_role("banner"))
    caseworker.look("cases")


def check_formally(caseworker: Person, number: str, *, complete: bool) -> None:
    """Ask for what is missing, or find it complete."""
    page = caseworker.page
    find_task(caseworker, number, task=nb("Formal check"))
    if complete:
        caseworker.fill({"result": "complete"})
    else:
        caseworker.look("formal check")
        picture(page, "formal-check")
        caseworker.fill({"result": "ask"})
        assert caseworker.refused(nb("Complete the task"))
        caseworker.look("formal check, refused")
        caseworker.fill({"result": "ask", "asked_for": MISSING})
    caseworker.press(nb("Complete the task"))


def assess(caseworker: Person) -> None:
    """Declare impartiality, assess, and recommend a part of what was asked for."""
    page = caseworker.page
    expect(page.locator("[name=declaration]").first).to_be_visible()
    caseworker.look("declare")
    caseworker.fill({"declaration": "impartial"})
    caseworker.press(nb("Complete the task"))
    caseworker.look("assess")
    assert caseworker.refused(nb("Recommend"))
    caseworker.look("assess, refused")
    caseworker.open_anew()
    answer(page)
    amount = {"recommendation": "grant_in_part", "recommended_amount": typed.kroner(typed.AWARDED)}
    caseworker.fill(amount | {"reasons": typed.ASSESSMENT_REASONS})
    picture(page, "assess")
    caseworker.press(nb("Recommend"))
    caseworker.look("case of the office, assessed")
    caseworker.follow(nb("Assessment"), within=page.locator(".parts"))
    caseworker.look("part: assessment")
    caseworker.follow(nb("Flow chart"), within=page.locator(".parts"))
    caseworker.look("part: flow chart")
    picture(page, "flow-chart")


def answer(page: Page) -> None:
    """Answer yes to every question a paragraph asks, and score every criterion, with reasons."""
    for question in page.locator("[name^=answer_][value=yes]").all():
        question.check()
    for reason in page.locator("[name^=answer_reason_]").all():
        reason.fill("Ja, søknaden og planen viser det.")
    for score in page.locator("[name^=score_][value='4']").all():
        score.check()
    for reason in page.locator("[name^=score_reason_]").all():
        reason.fill("Godt beskrevet og godt begrunnet.")


def decide(decider: Person, number: str) -> None:
    """Decide as another person: the overhead that fitted what was asked for is too much of what is awarded."""
    page = decider.page
    find_task(decider, number, task=nb("Declare impartiality"))
    decider.fill({"declaration": "impartial"})
    decider.press(nb("Complete the task"))
    decider.look("decide")
    decider.fill({"awarded_amount": typed.kroner(typed.AWARDED), **typed.budget(typed.AWARDED, 13_000)})
    decider.fill({"outcome": "partly_granted", "reasons": typed.DECISION_REASONS})
    picture(page, "decide")
    assert "2024-3.7" in decider.refused(nb("Decide and send the letter"))
    expect(page.locator(".ds-error-summary a[href='/regel/2024-3.7/']")).to_be_visible()
    expect(page.locator("[name=reasons]")).to_have_value(typed.DECISION_REASONS)
    decider.look("decide, refused by a paragraph")
    decider.fill(typed.budget(typed.AWARDED, 12_000))
    decider.press(nb("Decide and send the letter"))
    decider.look("case of the office, decided")
    page.emulate_media(color_scheme="dark")
    picture(page, "dark")
    page.emulate_media(color_scheme="light")


def accept(leader: Person, folder: Path) -> None:
    """Read the letter, keep it as a file, and accept."""
    page = leader.page
    leader.follow(nb("My page"))
    leader.follow(nb("Accept the grant"))
    leader.look("accept")
    leader.follow(nb("Read the letter"))
    expect(page.locator(".letter")).to_contain_text(re.compile(r"240\s000"))
    leader.look("part: decision and letter")
    picture(page, "letter", of=".letter")
    with page.expect_download() as download:
        page.get_by_role("link", name=nb("Download the letter (PDF)")).click()
    letter = folder / "letter.pdf"
    download.value.save_as(letter)
    assert letter.read_bytes().startswith(b"%PDF-")
    leader.follow(nb("My page"))
    leader.follow(nb("Accept the grant"))
    leader.fill({"account_number": "12345678901", "accepted": True})
    assert leader.refused(nb("Accept the grant"))
    leader.look("accept, refused")
    leader.fill({"account_number": "1234 56 78903"})
    leader.press(nb("Accept the grant"))


def pay(caseworker: Person, attester: Person, number: str) -> None:
    """Register the payment, and have another person attest it."""
    find_task(caseworker, number, task=nb("Register the payment"))
    caseworker.look("register payment")
    caseworker.fill({"reference": "2025-0117"})
    if caseworker.page.locator("[name=account_confirmed]").count():
        caseworker.fill({"account_confirmed": True})
    caseworker.press(nb("Register the payment"))
    find_task(attester, number, task=nb("Attest the payment"))
    attester.look("attest payment")
    attester.fill({"attested": True})
    attester.press(nb("Attest the payment"))
    attester.look("case of the office, paid")
