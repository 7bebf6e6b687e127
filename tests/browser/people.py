"""People at their browsers: they read, follow links, fill in forms and press buttons."""

import re
import time
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, Locator, Page, Response

from tests.browser.looking import Eye
from tests.browser.opening import Account, Site
from tests.browser.words import nb

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 720}


class Person:
    """Somebody with a browser of their own, and with an account unless `username` is empty."""

    def __init__(
        self,
        site: Site,
        browser: Browser,
        eye: Eye,
        username: str = "",
        *,
        phone: bool = False,
        scripts: bool = True,
    ) -> None:
        self.site, self.eye, self.account = site, eye, site.accounts.get(username)
        self.context = browser.new_context(
            viewport=PHONE if phone else DESK,
            device_scale_factor=2 if phone else 1,
            locale="nb-NO",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        if scripts:
            eye.watch(self.context, site.url)
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    # Ways

    def start(self) -> None:
        """Type the site's address: the only one that is ever typed."""
        self.page.goto(self.site.url)

    def follow(self, link: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Follow a link by what it says, or by what its text must match."""
        exact = {} if isinstance(link, re.Pattern) else {"exact": True}
        place = within or self.page
        with self.page.expect_navigation():
            place.get_by_role("link", name=link, **exact).first.click()

    def sign_in(self) -> None:
        """Go from the front page to one's own, through the real pages for password and one-time code."""
        assert self.account
        self.start()
        self.follow(nb("My page"))
        self.log_in()

    def log_in(self) -> None:
        """Fill in the page that asks who one is."""
        assert self.account
        self.fill({"login": self.account.username, "password": self.account.password})
        self.press(nb("Log in"))
        if self.account.secret:
            self.fill_in_code()

    def fill_in_code(self) -> None:
        """Fill in the page that asks for a one-time code."""
        assert self.account
        self.fill({"code": _unused_code(self.account)})
        self.press(nb("Log in"))

    def move_clock(self, day: str) -> None:
        """Move the demo's clock, by the link in its banner: `10.01.2026`."""
        self.follow(nb("Move the clock"))
        self.fill({"day": day})
        self.press(nb("Move the clock"))
        self.page.wait_for_timeout(2_100)  # as long as other threads remember what the clock was

    # Forms

    def fill(self, answers: dict[str, Any]) -> None:
        """Fill in fields by their names: texts, choices, lists of choices, ticks (True) and files (paths)."""
        for name, answer in answers.items():
            controls = self.page.locator(f'[name="{name}"]')
            kind = controls.first.evaluate("each => each.type")
            if kind in {"radio", "checkbox"}:
                for choice in answer if isinstance(answer, list) else [answer]:
                    one = (
                        controls
                        if choice is True
                        else controls.and_(self.page.locator(f'[value="{choice}"]'))
                    )
                    one.check()
            elif kind.startswith("select"):
                controls.select_option(answer)
            elif isinstance(answer, Path):
                controls.set_input_files(answer)
            else:
                controls.fill(str(answer))

    def press(self, button: str, *, within: Locator | None = None) -> Response:
        """Press a button by what it says, and return the page that answers."""
        place = within or self.page.get_by_role("main")
        with self.page.expect_navigation() as answer:
            place.get_by_role("button", name=button, exact=True).click()
        return answer.value

    def refused(self, button: str) -> str:
        """Press a button, see that the page says what is wrong, and return that."""
        assert self.press(button).status == 422
        return self.page.locator(".ds-error-summary").inner_text()

    def open_anew(self) -> None:
        """Leave what was refused, and open the page as it was."""
        self.page.goto(self.page.url)

    # What is seen

    def look(self, name: str, *, ours: str = "") -> None:
        """Look closely at the page one is on, or at what of it is ours."""
        self.eye.look(self.page, name, ours=ours)

    def reads(self, text: str) -> bool:
        """Return whether the page says something, whatever spaces it uses."""
        return text in " ".join(self.page.locator("body").inner_text().split())

    def heading(self) -> str:
        """Return the page's first heading."""
        return self.page.locator("h1").inner_text()


_used: dict[str, str] = {}


def _unused_code(account: Account) -> str:
    """Return the one-time code of this half minute; the next one when it has been used, since it counts once.

    Near its end the next one is waited for as well: a page that is slow to answer would take it for an old one.
    """
    while (code := _code(account.secret)) == _used.get(account.username) or time.time() % 30 > 22:
        time.sleep(1)
    _used[account.username] = code
    return code


def _code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
