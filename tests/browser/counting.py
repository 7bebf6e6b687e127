"""People who count: the pages they meet, what these ask, and whether each leads on."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Response

from tests.browser.people import Person

# What the controls one can fill in ask for: the legend of a group, or else the label.
QUESTIONS = """() => [...document.querySelectorAll("main form :is(input, select, textarea)")]
  .filter((each) => each.type !== "hidden" && each.offsetParent !== null)
  .map((each) => {
    const group = each.closest("fieldset:not(.form-section)")?.querySelector("legend");
    const asked = group ?? each.labels?.[0];
    return asked ? asked.innerText.trim() : each.name;
  })"""
WAYS_ON = "main a[href]:visible, main button:visible"
THE_WAY_IN = "/konto/"  # who was interrupted logs in again: that is no question of the application's


class Counter(Person):
    """Somebody who notes every page they come to by pressing and following."""

    def note(self) -> None:
        """Note the page one is on: an address is one page, however often one comes back to it."""
        self.counted: dict[str, set[str]]
        if not hasattr(self, "counted"):
            self.counted, self.dead_ends = {}, []
        path = urlsplit(self.page.url).path
        self.counted.setdefault(path, set()).update(self.page.evaluate(QUESTIONS))
        if not self.page.locator(WAYS_ON).count():
            self.dead_ends.append(path)

    def open(self, url: str) -> None:
        """Open a link that came by mail, or that was kept."""
        self.page.goto(url)
        self.note()

    def follow(self, link: object, *, within: Locator | None = None) -> None:
        """Follow a link, and note where it leads."""
        super().follow(link, within=within)
        self.note()

    def press(self, button: str, *, within: Locator | None = None) -> Response:
        """Press a button, and note what answers."""
        answer = super().press(button, within=within)
        self.note()
        return answer

    def asked_twice(self) -> set[str]:
        """Return the questions that two pages ask."""
        seen: set[str] = set()
        twice: set[str] = set()
        for path, questions in self.counted.items():
            if THE_WAY_IN not in path:
                twice |= seen & questions
                seen |= questions
        return twice
