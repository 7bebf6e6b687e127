"""Every type of field reads what people write, says in words what is wrong, and goes to JSON and back."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.utils import translation

from workflows.directory.models import Municipality
from workflows.schemes.fields import FieldType, field_type, known_types, register
from workflows.schemes.forms import answers_of, build_form, initial_from
from workflows.schemes.municipalities import labels_of
from workflows.schemes.presenting import present

pytestmark = pytest.mark.django_db

BOTH = {"nb": "Spørsmål", "nn": "Spørsmål"}
CHOICES = [{"code": code, "label": {"nb": code.title(), "nn": code.upper()}} for code in ("red", "blue")]


def field(type: str, **more: Any) -> dict[str, Any]:
    return {"code": "asked", "type": type, "label": BOTH, "required": True, **more}


def sections(type: str, **more: Any) -> list[dict[str, Any]]:
    return [{"code": "all", "title": BOTH, "fields": [field(type, **more)]}]


def filled(definition: list[dict[str, Any]], data: Any, **options: Any) -> Any:
    return build_form(definition, language="nb", **options)(
        data if isinstance(data, dict) else {"asked": data}
    )


VALID = [
    ("text", {}, " Jæren ", "Jæren", "Jæren"),
    ("longtext", {}, "Én\r\nto", "Én\nto", "Én\nto"),
    ("amount", {}, "kr 1.250.000,-", 1250000, "kr\u00a01\u00a0250\u00a0000"),
    ("amount", {}, "0", 0, "kr\u00a00"),
    ("number", {}, "12", 12, "12"),
    ("date", {}, "5. juni 2024", "2024-06-05", "5. juni 2024"),
    ("choice", {"choices": CHOICES}, "blue", "blue", "Blue"),
    ("choices", {"choices": CHOICES}, ["red", "blue"], ["red", "blue"], "Red, Blue"),
    ("yesno", {}, "yes", True, "Yes"),
    ("yesno", {}, "no", False, "No"),
    ("municipality", {}, "1108", "1108", "Sandnes"),
    ("municipality", {}, " sandnes kommune ", "1108", "Sandnes"),
    ("municipality", {}, "1515 Herøy", "1515", "Herøy"),
    ("municipality", {}, "1102", "1108", "Sandnes"),
    ("municipality", {"multiple": True}, ["1120", "1108"], ["1120", "1108"], "Klepp, Sandnes"),
    (
        "municipality",
        {"multiple": True},
        ["1120", "Sandnes; time"],
        ["1120", "1108", "1121"],
        "Klepp, Sandnes, Time",
    ),
    ("municipality", {"multiple": True}, ["Herøy", "1818"], ["1818"], "Herøy"),
    ("organisation", {}, "Sandnes", "964965137", "964\u00a0965\u00a0137"),
    ("organisation", {}, "974 760 665", "974760665", "974\u00a0760\u00a0665"),
    ("postcode", {}, "0150", "0150", "0150"),
    ("phone", {}, "+47 912 34 567", "91234567", "912\u00a034\u00a0567"),
    ("email", {}, "kari@example.org", "kari@example.org", "kari@example.org"),
]


@pytest.mark.requirement(
    "R8.11", "an amount written kr 1.250.000,- is kept as 1250000 and read as kr 1 250 000"
)
@pytest.mark.parametrize(("type", "more", "typed", "kept", "shown"), VALID)
def test_what_people_write_is_kept_as_json_and_shown_again(
    type: str, more: dict[str, Any], typed: Any, kept: Any, shown: str
) -> None:
    definition = sections(type, **more)
    form = filled(definition, typed)
    assert form.errors == {}
    answers = answers_of(form)
    assert answers == {"asked": kept}
    assert json.loads(json.dumps(answers)) == answers
    with translation.override("en"):
        assert [f.value for s in present(definition, answers, "en") for f in s.fields] == [shown]


@pytest.mark.parametrize(("type", "more", "typed", "kept", "shown"), VALID)
def test_stored_answers_fill_the_form_so_that_it_can_be_sent_again_unchanged(
    type: str, more: dict[str, Any], typed: Any, kept: Any, shown: str
) -> None:
    definition = sections(type, **more)
    first = filled(definition, typed)
    again = build_form(definition, language="nb")(initial=initial_from(answers_of(first), definition))
    bound = again["asked"]
    resent = filled(definition, {"asked": bound.value()})
    assert answers_of(resent) == {"asked": kept}
    assert not build_form(definition, language="nb")(
        {"asked": bound.value()}, initial=again.initial
    ).has_changed()


INVALID = [
    ("text", {}, "", "required"),
    ("text", {"max_length": 3}, "Jæren", "max_length"),
    ("longtext", {"max_length": 3}, "Jæren", "max_length"),
    ("amount", {}, "200.00", "decimal_dot"),
    ("amount", {}, "to hundre", "not_a_number"),
    ("amount", {}, "-5", "negative"),
    ("amount", {}, "10,50", "whole"),
    ("number", {}, "tolv", "invalid"),
    ("number", {}, "-1", "min_value"),
    ("date", {}, "31.2.2024", "no_such_day"),
    ("choice", {"choices": CHOICES}, "green", "invalid_choice"),
    ("choices", {"choices": CHOICES}, ["red", "green"], "invalid_choice"),
    ("yesno", {}, "", "required"),
    ("yesno", {}, "maybe", "invalid_choice"),
    ("municipality", {}, "9999", "unknown"),
    ("municipality", {}, "Sandness", "unknown"),
    ("municipality", {}, "1108 Stavanger", "unknown"),
    ("municipality", {}, "Herøy", "ambiguous"),
    ("municipality", {"multiple": True}, ["1108", "9999"], "unknown"),
    ("municipality", {"multiple": True}, ["1108", "Herøy"], "ambiguous"),
    ("municipality", {"multiple": True}, [", ".join(["Sandnes"] * 41)], "too_many"),
    ("organisation", {}, "Herøy", "ambiguous"),
    ("organisation", {}, "Ingensteds", "unknown"),
    ("organisation", {}, "974 760 666", "orgnr_checksum"),
    ("organisation", {}, "97476066", "orgnr_length"),
    ("postcode", {}, "301", "invalid"),
    ("postcode", {}, "9999", "unknown"),
    ("phone", {}, "1234", "phone"),
    ("email", {}, "kari@", "invalid"),
]


@pytest.mark.parametrize(("type", "more", "typed", "code"), INVALID)
def test_what_cannot_be_read_is_an_error_with_its_own_reason(
    type: str, more: dict[str, Any], typed: Any, code: str
) -> None:
    form = filled(sections(type, **more), typed)
    assert [error.code for error in form.errors.as_data()["asked"]] == [code]


@pytest.mark.parametrize(
    ("type", "more", "typed", "code"), [case for case in INVALID if case[3] != "required"]
)
def test_a_draft_keeps_what_was_typed_and_cannot_be_read(
    type: str, more: dict[str, Any], typed: Any, code: str
) -> None:
    definition = sections(type, **more)
    answers = answers_of(filled(definition, typed, required=False))
    assert answers == {"asked": {"typed": typed}}
    again = build_form(definition, language="nb")(initial=initial_from(answers, definition))
    assert again["asked"].value() == typed
    [shown] = present(definition, answers, "nb")[0].fields
    assert (shown.value, shown.readable) == (typed if isinstance(typed, str) else ", ".join(typed), False)


@pytest.mark.parametrize(
    "type", ["text", "amount", "date", "yesno", "municipality", "postcode", "email", "file", "budget"]
)
def test_anything_may_be_blank_in_a_draft_and_is_then_no_answer(type: str) -> None:
    definition = sections(type)
    form = filled(definition, {}, required=False)
    assert form.is_valid()
    assert answers_of(form) == {"asked": None}
    assert [f.is_blank for f in present(definition, answers_of(form), "nb")[0].fields] == [True]


def test_labels_and_messages_come_in_the_language_asked_for() -> None:
    definition = sections("choice", choices=CHOICES)
    definition[0]["fields"][0]["label"] = {"nb": "Hvilken", "nn": "Kva for ein"}
    form = build_form(definition, language="nn")()
    assert form["asked"].label == "Kva for ein"
    assert form["asked"].field.choices == [("red", "RED"), ("blue", "BLUE")]


def test_bokmal_stands_in_for_a_label_that_has_no_nynorsk() -> None:
    definition = sections("text")
    definition[0]["fields"][0]["label"] = {"nb": "Navn"}
    assert build_form(definition, language="nn")()["asked"].label == "Navn"


@pytest.mark.adversary("E1", "a help text in a scheme's definition is shown as text, not as markup")
def test_a_help_text_is_text() -> None:
    form = build_form(sections("text", help={"nb": "<script>x</script>"}), language="nb")()
    html = str(form)
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


def test_municipalities_of_the_same_name_are_told_apart_and_sorted_the_norwegian_way() -> None:
    names = list(labels_of(Municipality.objects.select_related("county")).values())
    assert [name for name in names if name.startswith("Herøy")] == [
        "Herøy (Møre og Romsdal)",
        "Herøy (Nordland)",
    ]
    assert names[:3] == ["Alstahaug", "Alta", "Alvdal"]
    assert "Kautokeino (Guovdageaidnu – Kautokeino)" in names
    assert names[-1] == "Åsnes"
    assert names.index("Ørsta") < names.index("Ål")


def choices_of(form: Any) -> list[tuple[str, str, bool]]:
    """Return what one can choose in the field asked: kind, value, and whether it is chosen."""
    page = BeautifulSoup(str(form["asked"].as_field_group()), "html.parser")
    ticks = page("input", attrs={"type": ["radio", "checkbox"]})
    return [(tick["type"], tick["value"], tick.has_attr("checked")) for tick in ticks]


def typed_in(form: Any) -> str:
    """Return what stands in the line of text of the field asked."""
    page = BeautifulSoup(str(form["asked"].as_field_group()), "html.parser")
    return str(page.find("input", type="text").get("value", ""))


@pytest.mark.requirement(
    "R3.3",
    "a municipality is written by name or number; what may be several is chosen among, without scripts",
)
@pytest.mark.parametrize(
    ("type", "more", "typed", "offered"),
    [
        ("municipality", {}, "Herøy", [("radio", "1515", False), ("radio", "1818", False)]),
        ("municipality", {}, "Lillehammar", [("radio", code, False) for code in ("3403", "3405", "4215")]),
        ("municipality", {}, "9999", []),
        ("municipality", {"multiple": True}, ["1108", "Herøy"],
         [("checkbox", "1108", True), ("checkbox", "1515", False), ("checkbox", "1818", False)]),
        ("organisation", {}, "Herøy", [("radio", "964978840", False), ("radio", "872417982", False)]),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_offered_and_what_was_typed_stands(
    type: str, more: dict[str, Any], typed: Any, offered: list[Any]
) -> None:
    form = filled(sections(type, **more), typed)
    assert not form.is_valid()
    assert choices_of(form) == offered
    assert typed_in(form) == (typed if isinstance(typed, str) else typed[-1])


def test_a_choice_among_what_may_be_meant_counts_before_the_text() -> None:
    form = filled(sections("municipality"), QueryDict("asked=Her%C3%B8y&asked=1818"))
    assert form.errors == {}
    assert answers_of(form) == {"asked": "1818"}


def test_ticks_and_the_line_of_text_are_told_as_widgets_of_their_own() -> None:
    """What is kept of a draft is judged by what its widgets would send."""
    bound = build_form(sections("municipality", multiple=True), language="nb")(
        initial={"asked": ["1108", "Her"]}
    )["asked"]
    parts = bound.field.widget.get_context("asked", bound.value(), {})["widget"]["subwidgets"]
    assert [(part["type"], part["name"], part["value"], part["attrs"].get("checked")) for part in parts] == [
        ("checkbox", "asked", "1108", True),
        ("text", "asked", "Her", None),
    ]


def test_a_municipality_is_shown_by_number_and_name_and_several_as_ticks() -> None:
    one, several = ({"asked": "1108"}, {"asked": ["1108", "1120"]})
    assert typed_in(build_form(sections("municipality"), language="nb")(initial=one)) == "1108 Sandnes"
    form = build_form(sections("municipality", multiple=True), language="nb")(initial=several)
    assert choices_of(form) == [("checkbox", "1120", True), ("checkbox", "1108", True)]
    assert typed_in(form) == ""


def test_the_list_of_municipalities_is_asked_for_once(django_assert_num_queries: Any) -> None:
    form = filled(sections("municipality", multiple=True), ["1108", "1120", "1121"])
    with django_assert_num_queries(1):
        assert form.is_valid()
        str(form)


def test_a_second_type_of_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="already registered"):
        register(FieldType("text", field_type("text").make))


def test_what_a_type_that_is_gone_was_answered_is_shown_and_kept() -> None:
    answer = {"depth": "3 m", "colours": ["blue", "green"]}
    asked = sections("hologram")
    code = asked[0]["fields"][0]["code"]
    form = build_form(asked, language="nb")({code: "changed"}, initial={code: answer})
    assert form.is_valid()
    assert answers_of(form) == {code: answer}
    assert "depth: 3 m; colours: blue, green" in str(form[code])
    shown = present(asked, {code: answer}, "nb")[0].fields[0]
    assert shown.value == "depth: 3 m; colours: blue, green"


def test_the_types_of_the_blueprint_are_there() -> None:
    assert {
        *("text", "longtext", "amount", "number", "date", "choice", "choices", "yesno", "municipality"),
        *("organisation", "postcode", "phone", "email", "file", "budget"),
    } <= set(known_types())
