"""Looks at a page as axe, as someone with a dark screen, and as someone with a small one, and remembers the faults."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SMALL = {"width": 320, "height": 720}
LIGHT_AND_WHOLE, COLOURS_ONLY = {}, {"runOnly": ["color-contrast", "link-in-text-block"]}
# Chromium reports every answer from 400 up as an error, also the page that says what must be corrected.
ANSWERED = "Failed to load resource: the server responded with a status of 4"
AXE_RUN = "([ours, options]) => axe.run(ours ? {include: [ours]} : document, options)"
WIDE = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const box = each.getBoundingClientRect();
  if (box.right <= innerWidth + 1 || !box.width) return false;
  for (let up = each.parentElement; up; up = up.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return false;
  return true;
}).slice(-3).map((each) => each.tagName.toLowerCase() + "." + each.className)"""


@dataclass
class Eye:
    """What was seen, by name, and what was wrong with it.

    `only` are the pages to look at closely where another journey has looked at the rest; without it all are.
    """

    seen: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    only: frozenset[str] = frozenset()

    def watch(self, context: BrowserContext, home: str) -> None:
        """Note everything a browser complains of, and every request that leaves the site."""
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", lambda request: self._asked(request, home))
        context.add_init_script(path=AXE)

    def look(self, page: Page, name: str, *, ours: str = "") -> None:
        """See that a page is accessible in light and dark, and fits a screen of 320 pixels.

        `ours` selects what is looked at where the page around it has another's markup and colours.
        """
        if self.only and name not in self.only:
            return
        self.seen.append(name)
        size = page.viewport_size
        self._axe(page, name, LIGHT_AND_WHOLE, ours)
        page.emulate_media(color_scheme="dark")
        self._axe(page, f"{name}, dark", COLOURS_ONLY, ours)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(SMALL)
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            self.faults.append(f"{name}: scrolls sideways at 320 pixels: {page.evaluate(WIDE)}")
        page.set_viewport_size(size)

    def _axe(self, page: Page, name: str, options: dict[str, Any], ours: str) -> None:
        asked = [ours, options | {"resultTypes": ["violations"]}]
        for violation in page.evaluate(AXE_RUN, asked)["violations"]:
            where = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            self.faults.append(f"{name}: {violation['id']} ({violation['impact']}): {where}")

    def _heard(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        is_the_page = message.text.startswith(ANSWERED) and message.page and where == message.page.url
        if message.type in {"error", "warning"} and not is_the_page:
            self.faults.append(f"console of {where}: {message.text}")

    def _asked(self, request: Request, home: str) -> None:
        if not request.url.startswith((home, "data:")):
            self.faults.append(f"asked of another host: {request.url}")
