"""From the edition in force to the next one: written, rehearsed, reviewed, published, and read."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

OLD, NEW, FROM = "2024", "2025", "2025-03-01"
TITLE = {
    "title": "Retningslinjer for læringsnettverk og barnevernsledernettverk 2025",
    "title_nn": "Retningslinjer for læringsnettverk og barnevernsleiarnettverk 2025",
}
# What of Wagtail's pages is ours; the rest has Wagtail's own markup and colours.
OURS = ".help-block, .sentence-form, .example-results, .editions-standings, [id^='cms-'][data-panel]"
ACTIONS = "nav.actions"
# Returns where a word begins within some words of a text that is being edited, so that it can be clicked.
PLACE = """(field, [within, word]) => {
  const texts = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, at = text.data.indexOf(within);
    if (at < 0) continue;
    const letter = document.createRange(), from = at + within.indexOf(word);
    letter.setStart(text, from);
    letter.setEnd(text, from + 1);
    text.parentElement.scrollIntoView({block: "center"});
    const box = letter.getBoundingClientRect();
    return [box.x + 1, box.y + box.height / 2];
  }
  throw new Error(`nowhere: ${within}`);
}"""


def begin(editor: Person) -> None:
    """Go from one's own page to the edition in force, and begin the next one from it."""
    page = editor.page
    editor.context.set_default_timeout(60_000)  # the editor's page has some thousand fields
    editor.sign_in()
    editor.follow("Publisering")
    editor.look("the editor's home", ours=OURS)
    editions = page.locator("#cms-editions-section")
    editor.follow(re.compile(f"{OLD}$"), within=editions)
    editor.look("an edition in the editor", ours=OURS)
    editor.follow(nb("New edition from this one"))
    editor.press(nb("Make the draft"))
    editor.look("the next edition, refused", ours="main .nice-padding")
    editor.fill({**TITLE, "code": NEW, "valid_from": FROM})
    with page.expect_navigation():
        page.locator("[name=code]").press("Enter")  # Wagtail's open calendar lies over the button


def change_the_limits(editor: Person) -> None:
    """Let overhead be at most 7 per cent and the audit limit 300 000, in the rules and in the words; and save."""
    overhead, audit = paragraph(editor.page, "3.7"), paragraph(editor.page, "3.14")
    for value in rules(overhead, "value"):
        value.fill("7")
    reword(overhead, "5 prosent", "7 prosent")
    retype(overhead, "høyst 5 prosent", "5", "7")
    for value in rules(audit, "value"):
        value.fill("300 000")
    reword(audit, "200 000", "300 000")
    retype(audit, "mer enn 200 000", "200", "300")
    retype(audit, "nøyaktig 200 000", "200", "300")
    rules(overhead, "value")[0].scroll_into_view_if_needed()
    picture(editor.page, "rule-form", whole=False)
    editor.look("the form of a rule", ours=OURS)
    save(editor)


def see_red(editor: Person) -> None:
    """See that two examples say what the old limits came to, and that this keeps the draft from being published."""
    act = editor.page.locator(".help-warning").filter(has_text=nb("It cannot be published yet:"))
    expect(act).to_contain_text("5,01 prosent")
    expect(act).to_contain_text("200 001 kroner")
    expect(red(editor)).to_have_count(2)
    editor.look("examples that are red", ours=OURS)


def mend_the_examples(editor: Person) -> None:
    """Let the examples say what the new limits come to."""
    overhead, audit = paragraph(editor.page, "3.7"), paragraph(editor.page, "3.14")
    example(overhead, "5,01", "Et nettverk får innvilget 200 000 kroner, og 14 020 kroner av dem er overhead. "
            "Det er 7,01 prosent.", "7,01")  # fmt: skip
    example(audit, "200 001", "Et nettverk får innvilget 300 001 kroner.", "300 001")
    save(editor)
    expect(red(editor)).to_have_count(0)
    expect(editor.page.get_by_text(nb("It cannot be published yet:"))).to_have_count(0)
    editor.look("examples that are green", ours=OURS)


def red(editor: Person) -> Locator:
    """Return the examples that are red."""
    return editor.page.locator(".example-results > li").filter(has_text=nb("Red"))


# The editor's form


def paragraph(page: Page, code: str) -> Locator:
    """Return the paragraph of a code, with all that it lies in and all that lies in it unfolded."""
    codes = page.locator("[name^=body-][name$='-code']")
    at = codes.evaluate_all("(all, code) => all.findIndex((each) => each.value === code)", code)
    found = codes.nth(at).locator("xpath=ancestor::*[@data-streamfield-child][1]")
    for section in [
        *found.locator("xpath=ancestor::section[@data-panel]").all(),
        *found.locator("[data-panel]").all(),
    ]:
        toggle = section.locator("> .w-panel__header [data-panel-toggle]")
        if toggle.count() and toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
    return found


def rules(paragraph: Locator, name: str) -> list[Locator]:
    """Return a field of each of a paragraph's rules."""
    return paragraph.locator(f"[name*='-rules-'][name$='-value-{name}']").all()


def reword(paragraph: Locator, old: str, new: str) -> None:
    """Change words in the sentence of each of a paragraph's rules."""
    for wording in rules(paragraph, "wording"):
        assert old in wording.input_value()
        wording.fill(wording.input_value().replace(old, new))


def retype(paragraph: Locator, within: str, word: str, by: str) -> None:
    """Mark a word of a paragraph's text, and type another."""
    text, page = paragraph.locator("[contenteditable=true]").first, paragraph.page
    text.click()
    for _attempt in range(10):  # the page scrolls, and sees a moment later what is marked: people look, too
        page.wait_for_timeout(500)
        page.mouse.click(*text.evaluate(PLACE, [within, word]))
        page.wait_for_timeout(500)
        for _letter in word:
            page.keyboard.press("Shift+ArrowRight")
        page.wait_for_timeout(500)
        if page.evaluate("getSelection().toString()") == word:
            break
    page.keyboard.type(by)
    expect(text).to_contain_text(within.replace(word, by))


def example(paragraph: Locator, old: str, description: str, value: str) -> None:
    """Change what an example says, and what is known of its case."""
    told = paragraph.locator("[name*='-examples-'][name$='-value-description']")
    at = told.evaluate_all("(all, old) => all.findIndex((each) => each.value.includes(old))", old)
    told.nth(at).fill(description)
    block = told.nth(at).locator("xpath=ancestor::*[@data-streamfield-child][1]")
    given = block.locator("[name*='-given-'][name$='-value-value']")
    given.nth(given.count() - 1).fill(value)


def save(editor: Person) -> None:
    """Save the draft."""
    editor.press(nb("Save draft"))


# From draft to edition


def rehearse(editor: Person) -> None:
    """See which cases would come out differently, and why: exactly two of the demo's."""
    unfold(editor.page, "header")
    editor.follow(nb("Rehearsal"))
    rows = editor.page.locator("#differences tbody tr")
    told = [" ".join(row.inner_text().split()) for row in rows.all()]
    assert [(line.split()[0], "3.14" in line, "3.7" in line) for line in told] == [
        ("ROG-2024-1002", True, False),
        ("ROG-2024-1002", True, False),
        ("VES-2024-1003", False, True),
    ]
    assert "over kr 200 000" in told[0]
    assert "over kr 300 000" in told[0]
    assert "høyst 5 prosent" in told[2]
    assert "høyst 7 prosent" in told[2]
    editor.look("the rehearsal", ours="main .nice-padding")
    picture(editor.page, "rehearsal", whole=False)
    editor.follow(nb("Back to the draft"))


def submit(editor: Person) -> None:
    """Submit it for review; the one who wrote it can neither publish nor approve it."""
    page = editor.page
    unfold(page, ACTIONS)
    with page.expect_navigation():
        page.locator("[name=action-submit]").click()
    expect(page.locator("[name=action-publish], [data-workflow-action-name=approve]")).to_have_count(0)
    editor.start()
    editor.follow(nb("Read the guidelines"))
    expect(page.get_by_role("link", name=TITLE["title"])).to_have_count(0)


def approve(reviewer: Person) -> None:
    """Approve as another person what waits, by which it is published."""
    page = reviewer.page
    reviewer.context.set_default_timeout(60_000)
    reviewer.sign_in()
    reviewer.follow("Publisering")
    reviewer.look("the reviewer's home", ours=OURS)
    reviewer.follow(re.compile("2025"), within=page.locator("#cms-reviews-section"))
    unfold(page, ACTIONS)
    with page.expect_navigation():
        page.locator("[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])").click()


def unfold(page: Page, place: str) -> None:
    """Unfold the menu in the heading, or the one beside the button that saves."""
    page.locator(f"{place} [data-w-dropdown-target=toggle]").first.click()


# What is read


def compare(reader: Person) -> None:
    """Compare the two editions, and find the change among those that are followed."""
    page = reader.page
    reader.start()
    reader.follow(nb("Read the guidelines"))
    reader.look("guidelines with an edition to come")
    feed = page.get_by_role("link", name=nb("Follow the changes in a news reader (Atom)")).get_attribute(
        "href"
    )
    reader.follow(nb("Compare with %(code)s", code=OLD))
    for code, before, after in (("3.7", "5", "7"), ("3.14", "200", "300")):
        row = page.locator(".compared[data-status=changed]").filter(
            has=page.get_by_role(
                "link", name=nb("%(code)s in %(edition)s", code=code, edition=NEW), exact=True
            )
        )
        expect(row.locator(".compared-text del").first).to_contain_text(before)
        expect(row.locator(".compared-text ins").first).to_contain_text(after)
    reader.look("the comparison")
    picture(page, "comparison")
    told = reader.context.request.get(f"{reader.site.url}{feed}").text()
    assert TITLE["title"] in told
    assert f"/sammenlign/{OLD}/{NEW}/" in told
