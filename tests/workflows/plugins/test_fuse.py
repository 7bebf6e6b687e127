"""The fuse: what a plugin fails at is counted and passed over; after a while it rests, in every process."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests import way
from workflows import clock, outbox
from workflows.cases.happened import HAPPENED, Happened, Listener, listen
from workflows.cases.models import Case
from workflows.cases.vetoes import Veto, register
from workflows.errors import Invalid
from workflows.outbox import OutboxMessage
from workflows.plugins import actions, standing
from workflows.plugins.fuse import Fuse
from workflows.plugins.loading import known
from workflows.plugins.models import PluginStanding
from workflows.registry import Guard, registering

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(join: Callable[[str], Any], cast: Any) -> Guard:
    """Return the guard of a plugin that is on everywhere."""
    join("childcount")
    actions.switch_on("childcount", by=cast.administrator)
    manifest = known()["childcount"].manifest
    assert manifest is not None
    return Fuse(manifest)


def row() -> PluginStanding:
    standing.write_counts()  # as the end of a request does
    return PluginStanding.objects.get(plugin="childcount")


def test_one_that_fails_again_and_again_rests_and_works_again(guard: Guard, at: Callable[..., None]) -> None:
    asked: list[int] = []
    failing = guard("find", lambda: asked.append(1) or 1 / 0, lambda: "instead")
    for times in range(standing.LIMIT):
        assert (failing(), row().errors) == ("instead", times + 1)
    assert row().resting_until == clock.now() + standing.REST or row().is_resting
    assert (failing(), len(asked)) == ("instead", standing.LIMIT)  # at rest it is not asked
    at(2024, 3, 4, 10)
    assert (failing(), len(asked)) == ("instead", standing.LIMIT + 1)


def test_errors_far_apart_are_counted_and_nothing_rests(guard: Guard, at: Callable[..., None]) -> None:
    failing = guard("find", lambda: 1 / 0, lambda: None)
    for hour in range(standing.LIMIT + 1):
        at(2024, 3, 4, 9 + hour)
        failing()
        standing.write_counts()
    assert (row().errors, row().is_resting) == (standing.LIMIT + 1, False)


def test_what_is_said_of_an_error_holds_no_words_of_it(guard: Guard) -> None:
    def fail() -> None:
        raise ValueError("Kari Nordmann, 01019012345")

    guard("find", fail, lambda: None)()
    told = row().last_error
    assert told.startswith("ValueError in find (test_fuse.py:")
    assert "Kari" not in told


def test_a_statement_that_fails_leaves_the_transaction_whole(guard: Guard) -> None:
    def ask() -> None:
        connection.cursor().execute("SELECT nothing FROM nowhere")

    assert guard("find", ask, lambda: "instead")() == "instead"
    assert Case.objects.count() == 0
    assert row().errors == 1


def veto(guard: Guard, *, needed: bool, ask: Callable[..., str]) -> None:
    guard.required = needed
    with registering("childcount", guard):
        register(Veto("test", frozenset({"application.formal_check"}), ask))


def check(case: Case) -> list[str]:
    try:
        way.do(case, "formal_check", "caseworker", result="complete")
    except Invalid as refused:
        return list(refused.form.non_field_errors())
    return []


@pytest.mark.parametrize(
    ("needed", "ask", "errors"),
    [
        (False, lambda case, by, data: "Kommunen er ikke med.", ["Kommunen er ikke med."]),
        (False, lambda case, by, data: 1 / 0, []),
        (False, lambda case, by, data: True, []),
        (True, lambda case, by, data: 1 / 0, ["This cannot go on now"]),
    ],
    ids=["with a reason", "failing", "without a reason", "needed and failing"],
)
def test_a_veto_gives_a_reason_or_is_passed_over_unless_it_is_needed(
    needed: bool, ask: Callable[..., str], errors: list[str], guard: Guard, cast: Any
) -> None:
    veto(guard, needed=needed, ask=ask)
    case = way.submitted()
    found = check(case)
    assert len(found) == len(errors)
    assert all(known_as in said or said for known_as, said in zip(errors, found, strict=True))
    assert way.Case.objects.get(pk=case.pk).items.filter(node="formal_check", open=True).exists() == bool(
        errors
    )


def test_what_happened_is_told_after_it_and_again_when_asked(guard: Guard, cast: Any) -> None:
    told: list[tuple[str, str]] = []
    broken = [True]

    def hear(event: Happened) -> None:
        if broken:
            broken.pop()
            raise ConnectionError
        told.append((event.name, event.case.number))

    with registering("childcount", guard):
        listen(Listener("test", frozenset({"case_submitted"}), hear))
    case = way.submitted()
    owed = OutboxMessage.objects.filter(kind=HAPPENED)
    assert owed.count() == 1
    assert outbox.deliver(owed.get().pk) is False
    outbox.try_again(owed.get())
    assert outbox.deliver(owed.get().pk) is True
    assert told == [("case_submitted", case.number)]
    assert actions.tell_again("childcount", since=dt.date(2024, 3, 1), by=cast.administrator) == 1
    assert outbox.deliver(owed.latest("pk").pk) is True
    assert told == [("case_submitted", case.number)] * 2
