"""Pictures for the README and the documentation, only when asked for: SCREENSHOTS=1 make test-browser."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TALLEST = 1600  # pixels of a whole page; a picture is to be looked at, not scrolled
COLOURS = 128


def picture(page: Page, name: str, *, whole: bool = True, of: str = "") -> None:
    """Keep a picture of the page as it stands (or of a part, by its selector), small enough for the repository."""
    if os.environ.get("SCREENSHOTS") != "1":
        return
    FOLDER.mkdir(exist_ok=True)
    if of:
        image = page.locator(of).first.screenshot()
    else:
        if whole:
            page.evaluate("scrollTo(0, 0)")
        image = page.screenshot(full_page=whole)
    drawn = Image.open(io.BytesIO(image)).convert("RGB")
    drawn = drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST)))
    drawn = drawn.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    drawn.save(FOLDER / f"{name}.png", optimize=True)
