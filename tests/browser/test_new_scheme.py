"""A fourth scheme by somebody who does not program: made by clicks, approved by another, and walked to its end."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import deciding, granting, scheming, settling
from tests.browser.looking import Eye
from tests.browser.opening import Site, opened
from tests.browser.people import Person


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a demo of its own: a scheme more is on the front page that other tests read."""
    with opened(tmp_path_factory.mktemp("scheme")) as site:
        yield site


@pytest.fixture
def eye() -> Eye:
    """Return an eye that looks at what no other journey has seen."""
    return Eye(only=frozenset({"a new scheme"}))


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement(
    "R8.4",
    "an editor makes a scheme with fields, conditions, criteria, letters and a rule by clicks; another publishes it",
)
@pytest.mark.requirement(
    "R3.1",
    "a scheme made by clicks is announced, given money, applied for, assessed, granted, paid and reported",
)
@pytest.mark.requirement("R4.5", "the letter of a grant says what the editor wrote in it")
@pytest.mark.requirement(
    "R6.1",
    "100 001 kroner owes an audit statement by the scheme's own paragraph, 100 000 is closed without one",
)
def test_a_scheme_from_an_empty_page_to_a_closed_audit(
    person: Callable[..., Person], site: Site, eye: Eye
) -> None:
    editor = person("bufdir.redaktor")

    scheming.begin(editor)
    scheming.ask(editor.page)
    scheming.weigh(editor.page)
    scheming.write(editor.page)
    scheming.rule(editor.page)
    scheming.submit(editor)
    scheming.approve(person("bufdir.kvalitet"))

    scheming.read(person())

    granting.announce(person("ves.redaktor"))
    granting.give_money(person("bufdir.midler"))
    over, at_the_limit = person("tarjei.bjorkelangmo"), person("sverre.hjelmasen")
    first = granting.apply(over, granting.OVER, granting.ASKED_MORE)
    second = granting.apply(at_the_limit, granting.AT_THE_LIMIT, granting.ASKED_NO_MORE)

    office = [person(f"ves.{role}") for role in ("saksbehandler", "beslutter", "attestant")]
    for each in office:
        each.sign_in()
    caseworker, decider, attester = office
    for leader, number, amount in (
        (over, first, granting.OVER),
        (at_the_limit, second, granting.AT_THE_LIMIT),
    ):
        granting.grant(caseworker, decider, number, amount)
        granting.accept(leader)
        deciding.pay(caseworker, attester, number)
        granting.report(leader, caseworker, number, amount)
        granting.see(caseworker, owed=amount == granting.OVER, closed=amount == granting.AT_THE_LIMIT)
    settling.audit(over, person("revisor"), caseworker, first)

    assert eye.faults == []
    assert eye.seen == ["a new scheme"]
    assert site.errors() == []
