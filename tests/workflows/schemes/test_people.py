"""The field types for a person and for the organisations that take part."""

from typing import Any

import pytest

from workflows.schemes.forms import answers_of, build_form, initial_from
from workflows.schemes.presenting import present
from workflows.ui.untouched import as_sent

pytestmark = pytest.mark.django_db


def sections(kind: str, **more: Any) -> list[dict[str, Any]]:
    words = {"nb": "Felt", "nn": "Felt"}
    return [{"code": "one", "title": words, "fields": [{"code": "who", "type": kind, "label": words} | more]}]


def answer(kind: str, data: dict[str, str], **more: Any) -> Any:
    """Return what is kept of what is typed, after it was shown again and sent untouched."""
    asked = sections(kind, required=True, **more)
    form = build_form(asked, language="nb")(data, {})
    assert form.errors == {}
    kept = answers_of(form)
    again = build_form(asked, language="nb")
    assert answers_of(again(as_sent(again(initial=initial_from(kept, asked))), {})) == kept
    return kept["who"]


def shown(kind: str, kept: Any) -> Any:
    field = present(sections(kind), {"who": kept}, "nb")[0].fields[0]
    return field.rows or field.value.replace("\u00a0", " ")


@pytest.mark.requirement("R8.4", "a scheme can ask for a person, and for a table of organisations by number")
def test_a_person_has_a_name_and_may_be_reached() -> None:
    kept = answer("person", {"who_name": "Kari Nes", "who_title": "Leder", "who_phone": "51 50 70 00"})

    assert kept == {"name": "Kari Nes", "title": "Leder", "email": None, "phone": "51507000"}
    assert shown("person", kept) == "Kari Nes, Leder, 51 50 70 00"


def test_organisations_are_named_by_the_register_and_numbered_anew() -> None:
    typed = {"who_2_number": "Sandnes", "who_2_role": "Eier", "who_2_contribution": "20 000"}
    kept = answer("partners", typed)

    assert list(kept) == ["1"]
    assert kept["1"] == {
        "number": kept["1"]["number"], "role": "Eier", "contribution": 20_000, "name": "Sandnes",
    }  # fmt: skip
    assert shown("partners", kept)[0][0].startswith("Sandnes (")


@pytest.mark.parametrize(
    ("kind", "typed", "lacking"),
    [
        ("person", {"who_title": "Leder"}, ["name"]),
        ("partners", {"who_1_role": "Eier"}, ["1_number"]),
        ("partners", {"who_3_number": "Sandnes"}, ["3_role"]),
    ],
)
def test_what_is_half_told_says_which_part_is_lacking(kind: str, typed: Any, lacking: list[str]) -> None:
    form = build_form(sections(kind), language="nb")(typed, {})
    errors = form.errors.as_data()["who"]
    assert [error.params["code"] for error in errors] == lacking  # type: ignore[index]


def test_a_number_that_is_none_is_refused_where_it_stands() -> None:
    form = build_form(sections("partners"), language="nb")({"who_1_number": "123", "who_1_role": "Eier"}, {})
    assert [row.code for row in form["who"].rows if row.errors] == ["1_number"]  # type: ignore[attr-defined]
