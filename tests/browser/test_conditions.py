"""Fields that are only for some show and hide while one answers, read by the script as the server reads them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.workflows.schemes.test_conditions import field, sections, when
from workflows.schemes.forms import build_form

SCRIPT = Path("workflows/static/nettverksmidler/conditions.js")
KINDS = [{"code": code, "label": {"nb": code.upper(), "nn": code.upper()}} for code in "ab"]
FIELDS = [
    field("hires", "yesno"),
    field("hires_from", "date", show_when=when(("hires", "==", True))),
    field("late", show_when=when(("hires_from", ">", "2024-05-01"))),
    field("amount", "amount"),
    field("plan", show_when=when(("amount", ">", 100_000), ("kinds", "includes", "b"), how="any")),
    field("kinds", "choices", choices=KINDS),
    field("no_amount", show_when=when(("amount", "not_answered"))),
]


@pytest.fixture
def page(chromium: Browser) -> Any:
    form = build_form(sections(*FIELDS), language="nb")()
    groups = "".join(bound.as_field_group() for bound in form)
    opened = chromium.new_page()
    opened.set_content(f"<form>{groups}</form>")
    opened.add_script_tag(content=SCRIPT.read_text())
    yield opened
    opened.close()


def seen(page: Page) -> list[str]:
    """Return which of the conditional fields are shown."""
    conditional = ("hires_from", "late", "plan", "no_amount")
    return [name for name in conditional if page.locator(f"[name={name}]").is_visible()]


@pytest.mark.requirement("R8.4", "a field that is only for some shows and hides while one answers")
def test_fields_show_and_hide_while_one_answers(page: Page) -> None:
    assert seen(page) == ["no_amount"]
    page.check("[name=hires][value=yes]")
    page.fill("[name=hires_from]", "2.5.2024")
    page.fill("[name=amount]", "kr 100 000,-")
    assert seen(page) == ["hires_from", "late"]
    page.fill("[name=amount]", "100 001")
    assert seen(page) == ["hires_from", "late", "plan"]
    page.check("[name=hires][value=no]")  # what is hidden counts as not answered
    page.fill("[name=amount]", "5")
    page.check("[name=kinds][value=b]")
    assert seen(page) == ["plan"]
