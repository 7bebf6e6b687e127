"""Fields that are shown, demanded and limited by the answers to others."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from workflows.schemes.conditions import broken, demanded, dependent_on, holds, relevant, shown
from workflows.schemes.forms import SchemeForm, answers_of, build_form
from workflows.schemes.presenting import present


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def field(code: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": {"nb": code.title(), "nn": code.title()}} | more


def when(*terms: tuple[Any, ...], how: str = "all") -> dict[str, Any]:
    names = ("field", "operator", "value")
    return {how: [dict(zip(names, term, strict=False)) for term in terms]}


HIRES = field("hires", "yesno", required=True)
HOURS = field("hours", "number", required=True, show_when=when(("hires", "==", True)))
NAMED = field("named", show_when=when(("hours", ">", 10)), require_when=when(("hours", ">=", 20)))
FROM = field("begins", "date")
TO = field("ends", "date", limits=[{"operator": ">=", "field": "begins"}])
FIELDS = [HIRES, HOURS, NAMED, FROM, TO]


def sections(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"code": "one", "title": {"nb": "En", "nn": "Ein"}, "fields": list(fields)}]


def form(data: dict[str, Any], *fields: dict[str, Any], **more: Any) -> SchemeForm:
    return build_form(sections(*(fields or FIELDS)), language="nb", **more)(data, {})


HOLDS = [
    (("amount", ">", 100_000), {"amount": 100_000}, False),
    (("amount", ">", 100_000), {"amount": 100_001}, True),
    (("amount", "!=", 5), {}, False),
    (("amount", "==", 5), {"amount": {"typed": "fem"}}, False),
    (("amount", "<", 5), {"amount": "fem"}, False),
    (("begins", "<=", "2024-05-01"), {"begins": "2024-04-30"}, True),
    (("kinds", "includes", "a"), {"kinds": ["b", "a"]}, True),
    (("kinds", "includes", "a"), {"kinds": "a"}, False),
    (("told", "answered"), {"told": False}, True),
    (("told", "not_answered"), {"told": ""}, True),
]


@pytest.mark.parametrize(("term", "answers", "so"), HOLDS)
def test_a_term_holds_of_what_is_answered(term: Any, answers: Any, so: bool) -> None:
    assert holds(when(term), answers) is so


def test_all_or_any_terms_must_hold() -> None:
    terms = (("a", "==", 1), ("b", "==", 1))
    assert [holds(when(*terms, how=how), {"a": 1}) for how in ("all", "any")] == [False, True]


def test_what_a_hidden_field_says_counts_for_nothing() -> None:
    answers = {"hires": False, "hours": 40, "named": "Kari"}
    assert shown(FIELDS, answers) == {"hires", "begins", "ends"}
    assert relevant(FIELDS, answers) == {"hires": False}
    assert demanded(FIELDS, {"hires": True, "hours": 20}) == {"hires", "hours", "named"}


def test_limits_compare_with_a_value_or_another_answer() -> None:
    assert broken(TO, {"begins": "2024-02-01", "ends": "2024-01-31"}) == TO["limits"]
    assert broken(TO, {"ends": "2024-01-31"}) == []


def test_what_hangs_on_a_field_is_opened_with_it() -> None:
    assert dependent_on({"hires"}, FIELDS) == {"hires", "hours", "named"}


@pytest.mark.requirement(
    "R8.4", "a field is asked only of those it is for, and demanded of them, whatever is sent"
)
def test_the_server_forgets_what_is_hidden_and_demands_what_is_shown() -> None:
    hidden = form({"hires": "no", "hours": "mange", "named": "Kari"})
    lacking = form({"hires": "yes", "hours": "20"})
    late = form({"hires": "no", "begins": "2.2.2024", "ends": "1.2.2024"})

    assert hidden.errors == {}
    assert answers_of(hidden) == dict.fromkeys(["hours", "named", "begins", "ends"]) | {"hires": False}
    assert list(lacking.errors) == ["named"]
    assert late.errors == {"ends": ["The date must be no earlier than “Begins”."]}


def test_a_draft_keeps_what_is_hidden_and_what_breaks_a_limit() -> None:
    draft = form({"hires": "no", "hours": "40", "begins": "2.2.2024", "ends": "1.2.2024"}, required=False)

    assert list(draft.errors) == ["ends"]
    assert answers_of(draft) == {
        "hires": False, "hours": 40, "named": None, "begins": "2024-02-02", "ends": "2024-02-01",
    }  # fmt: skip


def test_a_page_is_settled_by_the_answers_on_the_others() -> None:
    whole = sections(*FIELDS)

    def page(answers: dict[str, Any]) -> list[str]:
        of_page = build_form(sections(HOURS, NAMED), language="nb", whole=whole, beside=answers)
        return list(of_page.base_fields)

    assert page({"hires": False}) == ["named"]
    assert page({"hires": True}) == ["hours", "named"]
    made = build_form(sections(HOURS, NAMED), language="nb", whole=whole, beside={"hires": True})()
    assert [made[code].help_text for code in made.fields] == [
        "",
        "Only if “Hours” is over 10. Must be answered if “Hours” is at least 20.",
    ]
    assert not made["named"].is_optional  # type: ignore[attr-defined]
    assert (made["hours"].show_when, made["named"].show_when) == (  # type: ignore[attr-defined]
        "",
        '{"any": false, "terms": [{"field": "hours", "operator": ">", "value": 10, "as": "number"}]}',
    )


def test_what_was_not_asked_is_not_read() -> None:
    answers = {"hires": False, "hours": 40, "named": "Kari"}
    assert [each.code for each in present(sections(*FIELDS), answers, "nb")[0].fields] == [
        "hires", "begins", "ends",
    ]  # fmt: skip
