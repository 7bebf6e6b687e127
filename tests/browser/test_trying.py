"""An editor tries a scheme before anything is published: applies as one person of the trial, and goes on as another."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.looking import Eye
from tests.browser.people import Person
from tests.browser.words import nb


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement(
    "R3.1", "an editor tries a scheme by clicks, applies as its network leader and sees whose turn it is"
)
def test_a_scheme_is_tried_by_clicks(person: Callable[..., Person], eye: Eye) -> None:
    editor = person("bufdir.redaktor")
    editor.context.set_default_timeout(60_000)
    page, site = editor.page, editor.site.url
    editor.sign_in()
    editor.follow("Publisering")
    listed = f"{site}/cms/api/main/pages/?fields=_,id,type&locale=nb"
    home = page.context.request.get(listed).json()["items"][0]["id"]
    children = page.context.request.get(f"{listed}&child_of={home}").json()["items"]
    number = next(each["id"] for each in children if each["meta"]["type"] == "cms.SchemePage")
    page.goto(f"{site}/cms/ordninger/{number}/prov/")
    with page.expect_navigation():
        page.get_by_role("button", name=nb("Try the scheme")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(nb("Trials of schemes"))
    editor.look("trials")

    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Lea Prøve")).first.click()
    editor.press(nb("Begin the application"))
    expect(page.locator("form[action$='/prov/tilbake/']")).to_be_visible()
    page.goto(f"{site}/min-side/")
    assert editor.reads("Prøvenettverket")

    with page.expect_navigation():
        page.get_by_role("button", name=nb("Back to yourself")).click()
    turns = page.get_by_role("table").first.get_by_role("button", name=re.compile("Lea Prøve"))
    expect(turns.first).to_be_visible()
    editor.start()
    assert not editor.reads("Prøvenettverket")
    assert eye.faults == []
