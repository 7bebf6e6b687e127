"""A new scheme, made by clicks alone in Wagtail's editor: fields, conditions, criteria, a rule, and letters."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.publishing import ACTIONS, unfold
from tests.browser.words import nb

TITLE = "Utstyr til nettverk"
FIELDS = [
    ("Choice", "Hva slags utstyr?", "Kva slags utstyr?"),
    ("Long text", "Hva annet?", "Kva anna?"),
    ("Yes or no", "Trenger dere opplæring?", "Treng de opplæring?"),
    ("Whole number", "Hvor mange skal ha opplæring?", "Kor mange skal ha opplæring?"),
    ("Date", "Når skal det tas i bruk?", "Når skal det takast i bruk?"),
    ("Short text", "Hvem leverer det?", "Kven leverer det?"),
]
CHOICES = [("Datautstyr", "Datautstyr"), ("Annet", "Anna")]
LETTER = {
    "nb": "Vi gleder oss til å høre hvordan utstyret blir brukt.",
    "nn": "Vi gler oss til å høyre korleis utstyret blir brukt.",
}
CRITERIA = [("Behov", "Behov"), ("Nytte", "Nytte"), ("Samarbeid", "Samarbeid")]


def begin(editor: Person) -> None:
    """Begin a page for a new scheme beneath the front page, and say what it is."""
    page = editor.page
    editor.context.set_default_timeout(60_000)
    editor.sign_in()
    editor.follow("Publisering")
    home = page.context.request.get(
        f"{editor.site.url}/cms/api/main/pages/?type=cms.HomePage&locale=nb"
    ).json()
    page.goto(f"{editor.site.url}/cms/pages/add/cms/schemepage/{home['items'][0]['id']}/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=intro]").fill("Tilskuddet skal gi nettverk utstyr.")
    tab(page, nb("Scheme"))
    page.locator("[name=name_nn]").fill("Utstyr til nettverk på nynorsk")
    page.locator("[name=purpose_nn]").fill("Tilskotet skal gi nettverk utstyr.")
    page.locator("[name=network_kind]").select_option("learning")
    page.locator("[name=guideline]").select_option("2024")


def ask(page: Page) -> None:
    """Add a part with six fields to the form, two of them with a condition."""
    tab(page, nb("Application"))
    part = add(page, "form")
    fill(page, part, title_nb="Utstyret", title_nn="Utstyret")
    places = []
    for kind, label_nb, label_nn in FIELDS:
        place = add(page, f"{part}-fields", nb(kind))
        fill(page, place, label_nb=label_nb, label_nn=label_nn)
        places.append(place)
    for at, (label_nb, label_nn) in enumerate(CHOICES):
        if at:
            add(page, f"{places[0]}-choices")
        fill(page, f"{places[0]}-choices-{at}-value", label_nb=label_nb, label_nn=label_nn)
    condition(page, places[1], "Show this field when …", "hva_slags_utstyr", "==", "Annet")
    condition(page, places[3], "Require an answer when …", "trenger_dere_opplaering", "==", "ja")


def condition(page: Page, place: str, kind: str, field: str, operator: str, value: str) -> None:
    """Add a condition to a field: the sentence, and one test in it."""
    sentence = add(page, f"{place}-conditions", nb(kind))
    test = f"{sentence}-tests-0-value"
    name = page.locator(f"[name='{test}-field']")
    name.focus()
    expect(page.locator(f"#scheme-fields option[value={field}]")).to_have_count(1)  # was just added
    name.fill(field)
    page.locator(f"[name='{test}-operator']").select_option(operator)
    page.locator(f"[name='{test}-value']").fill(value)


def weigh(page: Page) -> None:
    """Add three criteria."""
    tab(page, nb("Criteria"))
    for title_nb, title_nn in CRITERIA:
        fill(page, add(page, "criteria"), title_nb=title_nb, title_nn=title_nn, weight="2")


def write(page: Page) -> None:
    """Write in the letter of a grant, in both language forms."""
    tab(page, nb("Letters"))
    letter = page.locator("[name^=letters-][name$='-value-decision']").first
    expect(letter).to_have_value("granted")
    letter.locator("xpath=ancestor::section[@data-panel][1]").locator("[data-panel-toggle]").first.click()
    for language, words in LETTER.items():
        body = page.locator(f"[name='letters-0-value-body_{language}']")
        body.click()
        body.press("Control+Home")
        body.press("End")
        page.keyboard.type(f"\n\n{words}")


def rule(page: Page) -> None:
    """Add a paragraph on an audit statement over 100 000 kroner, and one on when it is due."""
    tab(page, nb("Rules"))
    owed = paragraph(page, "1.1", "Revisorerklæring kreves over 100 000 kroner.", "Obligation")
    fill(page, owed, obligation="audit_statement", fact="awarded_amount", value="100 000",
         wording="Revisorerklæring over 100 000 kroner.", wording_nn="Revisorfråsegn over 100 000 kroner.")  # fmt: skip
    page.locator(f"[name='{owed}-operator']").select_option(">")
    due = paragraph(page, "1.2", "Revisorerklæringen sendes innen 1. april året etter.", "Figure or deadline")
    fill(page, due, name="audit_deadline", value="1.4. +1",
         wording="Den sendes innen 1. april.", wording_nn="Ho blir send innan 1. april.")  # fmt: skip
    page.locator(f"[name='{due}-unit']").select_option("date")
    for place in (owed, due):
        page.locator(f"[name='{place}-severity']").select_option("must")
        for step in ("decision", "report", "audit"):
            page.locator(f"[name='{place}-steps'][value={step}]").check()


def paragraph(page: Page, code: str, words: str, kind: str) -> str:
    """Add a paragraph with a rule; return what the names of the rule's fields begin with."""
    place = add(page, "paragraphs")
    fill(page, place, code=code)
    block = page.locator(f"[name='{place}-code']").locator("xpath=ancestor::*[@data-streamfield-child][1]")
    block.locator("[contenteditable=true]").first.click()
    page.keyboard.type(words)
    return add(page, f"{place}-rules", nb(kind))


def submit(editor: Person) -> None:
    """Save, see that nothing is wrong, and submit for review."""
    page = editor.page
    with page.expect_navigation():
        page.locator("[data-w-progress-target=label]", has_text=nb("Save draft")).first.click()
    unfold(page, ACTIONS)
    with page.expect_navigation():
        page.locator("[name=action-submit]").click()
    expect(page.locator(".messages .error")).to_have_count(0)


def approve(reviewer: Person) -> None:
    """Approve as another person, by which the scheme is published."""
    page = reviewer.page
    reviewer.context.set_default_timeout(60_000)
    reviewer.sign_in()
    reviewer.follow("Publisering")
    page.get_by_role("link", name=TITLE).first.click()
    unfold(page, ACTIONS)
    with page.expect_navigation():
        page.locator("[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])").click()


def read(reader: Person) -> None:
    """Read the new scheme as everybody does: what is asked, the criteria, and the paragraph by its address."""
    page = reader.page
    reader.start()
    page.goto(f"{reader.site.url}/{TITLE.lower().replace(' ', '-')}/")
    for words in ("Utstyret", "Behov", "Revisorerklæring kreves over 100 000 kroner."):
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    reader.look("a new scheme")


# The editor's form


def tab(page: Page, name: str) -> None:
    """Open a tab of the editor's form."""
    page.get_by_role("tab", name=re.compile(f"^{re.escape(name)}")).click()


def add(page: Page, stream: str, kind: str = "") -> str:
    """Add a block at the end of a stream or list; return what the names of its fields begin with."""
    count = page.locator(f"[name='{stream}-count']")
    number = int(count.input_value())
    container = count.locator(
        "xpath=following-sibling::*[@data-streamfield-stream-container or @data-streamfield-list-container]"
    )
    container.locator("> div > .c-sf-add-button, > .c-sf-add-button, > div > button").last.click()
    if kind:
        page.get_by_role("option", name=kind, exact=True).click()
    expect(page.locator(f"[name='{stream}-{number}-deleted']")).to_have_count(1)
    return f"{stream}-{number}-value"


def fill(page: Page, place: str, **fields: str) -> None:
    """Fill in fields of a block."""
    for name, value in fields.items():
        page.locator(f"[name='{place}-{name}']").fill(value)
