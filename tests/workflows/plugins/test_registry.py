"""One registry for all: a second is refused, a plugin's entries are its own, and a failing one leaves nothing."""

from typing import Any

import pytest

from workflows.registry import Registry, changed_for_a_while, registered_by, registering


def guard(hook: str, function: Any, instead: Any, **kwargs: Any) -> Any:
    return f"guarded {function}"


@pytest.fixture
def toys() -> Any:
    with changed_for_a_while():
        yield Registry("The toy", lambda toy, guard: guard("play", toy, None))


def test_a_second_of_a_code_is_refused(toys: Registry[str]) -> None:
    assert toys.add("ball", "round") == "round"
    with pytest.raises(ValueError, match="The toy ball is already registered"):
        toys.add("ball", "square")


def test_what_a_plugin_registers_is_guarded_and_known_as_its_own(toys: Registry[str]) -> None:
    toys.add("ball", "round")
    with registering("alpha", guard):
        toys.add("kite", "flat")
    assert dict(toys) == {"ball": "round", "kite": "guarded flat"}
    assert registered_by("alpha") == {"The toy": ["kite"]}
    assert registered_by("") == {}


def test_one_that_fails_leaves_nothing_registered(toys: Registry[str]) -> None:
    with pytest.raises(ZeroDivisionError), registering("alpha", guard):
        toys.add("kite", "flat")
        raise ZeroDivisionError
    assert dict(toys) == {}
    assert registered_by("alpha") == {}


def test_where_nothing_is_guarded_plugins_bring_nothing() -> None:
    with changed_for_a_while():
        ours: Registry[str] = Registry("The key")
        with pytest.raises(ValueError, match="plugins cannot bring these"), registering("alpha", guard):
            ours.add("front", "door")


def test_what_is_registered_for_a_while_is_forgotten(toys: Registry[str]) -> None:
    with changed_for_a_while():
        toys.add("ball", "round")
    assert dict(toys) == {}
