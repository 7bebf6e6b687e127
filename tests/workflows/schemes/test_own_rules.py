"""A scheme with conditions, facts and rules of its own, beside a guideline that does not name it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from tests.workflows.test_publishing import call_of, definition, office, publish, rule, schemes
from workflows.publishing import PublishError, check_scheme, offered_editions, offered_schemes, publish_scheme
from workflows.schemes.comparing import compare_versions
from workflows.schemes.dependents import dependents_of
from workflows.schemes.models import Edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["office"]


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def words(text: str) -> dict[str, str]:
    return {"nb": text, "nn": text}


def field(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": words(code.title())} | more


AMOUNT = field("requested_amount", "amount", required=True)


def equipment(*fields: dict[str, Any], **changes: Any) -> dict[str, Any]:
    asked = fields or (
        AMOUNT,
        field("hires", "yesno", required=True),
        field("hired", "number", required=True, fact="hired", show_when=when("hires", "==", True)),
    )
    section = {"code": "about", "title": words("Om"), "fields": list(asked)}
    whole = definition("equipment", sections=[section], edition="2034", name=words("Utstyr"))
    return whole | changes


def when(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"all": [{"field": field, "operator": operator, "value": value}]}


def own(code: str = "2.1", fact: str = "hired", value: int = 5, **changes: Any) -> dict[str, Any]:
    return rule(code, params={"fact": fact, "operator": "<=", "value": value}) | changes


@pytest.mark.requirement(
    "R8.4", "a fourth scheme with rules of its own is announced beside the guideline it names"
)
def test_a_scheme_brings_its_own_rules_beside_a_guideline(office: Any) -> None:
    national = publish("2034", schemes("self_initiated"), rule("3.7", schemes=["equipment"]))
    version = publish_scheme(equipment(), rules=[own()])

    assert publish_scheme(equipment(), rules=[own()]) == version
    assert version.local_edition is not None
    assert version in offered_schemes()
    assert offered_editions(scheme="equipment", year=2034) == [national]
    assert version.local_edition not in Edition.objects.of_guidelines()
    call = call_of(office, national, scheme_version=version)
    rules = call.edition.rules_in_force(scheme=version.pk)
    assert [str(each) for each in rules] == [
        "equipment-0", "equipment-2.1", "2034-0.4", "2034-3.7",
    ]  # fmt: skip
    assert rules[1].params["label"] == words("Hired")


def test_other_rules_make_a_new_version_and_say_what_is_otherwise() -> None:
    publish("2034", schemes("self_initiated"))
    first = publish_scheme(equipment(), rules=[own()])
    second = publish_scheme(equipment(options={"acceptance": False}), rules=[own(value=4), own("2.2")])

    assert (second.version, second.local_edition.version) == (2, 2)  # type: ignore[union-attr]
    assert compare_versions(first, second) == [
        "“The network accepts the grant before it is paid” was yes and is no.",
        "The rule in paragraph 2.2 is new.",
        "The rule in paragraph 2.1 is changed.",
    ]


def test_a_rule_of_its_own_may_not_loosen_the_guidelines() -> None:
    publish("2034", schemes("equipment"), rule("3.7", schemes=["equipment"]))
    looser = own("2.1", "overhead_percent_requested", 7)

    with pytest.raises(PublishError) as refusal:
        publish_scheme(equipment(), rules=[looser])
    assert [(fault.code, fault.form) for fault in refusal.value.messages] == [("rule_loosens", "rules")]  # type: ignore[attr-defined]


OVER = {
    "obligation": "audit_statement",
    "when": {"fact": "awarded_amount", "operator": ">", "value": 100_000},
}
DUE = {"name": "audit_deadline", "value": {"month": 4, "day": 1, "years": 1}, "unit": "date"}
STEP = "2.1: an audit statement is asked for at the step “Audit”. Choose it as well."
FIGURE = "2.1: add the figure audit_deadline: when the audit statement is due."


@pytest.mark.requirement(
    "R6.1", "a paragraph on audit says when it is due, and is checked where it is asked for"
)
def test_an_audit_that_nobody_would_be_asked_for_is_refused_in_words() -> None:
    publish("2034", schemes("self_initiated"))
    owed = own(kind="obligation", params=OVER, steps=["decision"])
    due = own("2.2", kind="parameter", params=DUE)

    def told(*rules: dict[str, Any]) -> list[str]:
        return [str(fault) for fault in check_scheme(equipment(), rules=rules)]

    assert told(owed) == [STEP, FIGURE]
    assert told(owed, due) == [STEP]
    assert told(owed | {"steps": ["decision", "audit"]}, due) == []

    figure = rule("5.2", kind="parameter", schemes=["equipment"], params=DUE)
    publish("2035", schemes("self_initiated"), figure)
    asked = owed | {"steps": ["decision", "audit"]}
    assert check_scheme(equipment(edition="2035"), rules=[asked]) == []


FAULTY = [
    (field("a", "text", show_when=when("b", "answered")), "condition_field"),
    (field("a", "text", show_when=when("a", "answered")), "condition_self"),
    (field("a", "text", show_when=when("hires", ">", 3)), "condition_operator"),
    (field("a", "text", show_when=when("hires", "==", "yes")), "condition_value"),
    (field("a", "text", show_when={"all": []}), "show_when"),
    (field("a", "date", limits=[{"operator": ">", "value": "2024-13-01"}]), "limit"),
    (field("a", "number", limits=[{"operator": ">", "field": "hires"}]), "limit"),
    (field("a", "longtext", fact="told"), "fact"),
    (field("a", "file", template={"title": "Mal", "url": "javascript:alert(1)"}), "template"),
]


@pytest.mark.parametrize(("faulty", "code"), FAULTY, ids=[code for _field, code in FAULTY])
def test_a_faulty_field_is_named_with_its_place(faulty: dict[str, Any], code: str) -> None:
    faults = check_scheme(equipment(field("hires", "yesno"), faulty))
    assert next((fault.code, fault.form, fault.section, fault.field) for fault in faults) == (
        code, "sections", "about", "a",
    )  # fmt: skip


def test_fields_shown_by_each_other_in_a_circle_are_refused_by_name() -> None:
    one = field("one", "yesno", show_when=when("two", "==", True))
    two = field("two", "yesno", show_when=when("one", "==", True))
    assert [str(fault) for fault in check_scheme(equipment(AMOUNT, one, two))] == [
        "These fields are shown by each other in a circle: One → Two → One."
    ]


def test_what_rests_on_a_field_is_told_in_words() -> None:
    rules = [own()]
    assert dependents_of(equipment(), rules, "hires") == ["Shows or hides “Hired”"]
    assert dependents_of(equipment(), rules, "hired") == ["Compared by the rule in paragraph 2.1"]


def test_rules_are_valid_from_the_day_they_were_first_published() -> None:
    publish("2034", schemes("self_initiated"))
    day = dt.date(2034, 3, 1)
    version = publish_scheme(equipment(), rules=[own()], title=words("Regler"), valid_from=day)
    assert (version.local_edition.valid_from, str(version.local_edition)) == (day, "Regler")  # type: ignore[union-attr]
