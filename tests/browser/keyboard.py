"""Goes through a page with the Tab key, and sees that one always sees where one is."""

from playwright.sync_api import Page

MOST = 400  # steps; a page that has not come round by then holds the focus
# What is focused now: a number of its own, its text, whether it is on the screen and whether its focus is drawn.
STATE = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  window.numbers ??= new Map();
  if (!numbers.has(on)) numbers.set(on, numbers.size);
  const box = on.getBoundingClientRect();
  const drawn = (each) => {
    if (!each) return false;
    const style = getComputedStyle(each);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  };
  return {
    number: numbers.get(on),
    name: (on.textContent.trim() || on.name || on.getAttribute("aria-label") || on.tagName).slice(0, 60),
    drawn: drawn(on) || (["radio", "checkbox"].includes(on.type) && drawn(on.closest(".ds-field"))),
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth,
  };
}"""
# Links and buttons that can be seen, but were never reached.
MISSED = """() => [...document.querySelectorAll("a[href], button, select, textarea, summary, input")]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && each.type !== "radio" && !each.disabled)
  .filter((each) => !window.numbers.has(each)).map((each) => each.textContent.trim() || each.name)"""


def faults_of(page: Page) -> list[str]:
    """Return where the focus is lost, hidden or not drawn on the way through a page, and what it never reaches."""
    faults, seen = [], set()
    page.evaluate("window.numbers = new Map()")
    for _step in range(MOST):
        page.keyboard.press("Tab")
        state = page.evaluate(STATE)
        if state is None or state["number"] in seen:
            break
        seen.add(state["number"])
        if not state["shown"]:
            faults.append(f"not on the screen: {state['name']}")
        if not state["drawn"]:
            faults.append(f"focus not drawn: {state['name']}")
    else:
        faults.append("does not come round")
    return faults + [f"not reached: {name}" for name in page.evaluate(MISSED)]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something is focused; raise AssertionError when the whole page has no such place."""
    for _step in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")
