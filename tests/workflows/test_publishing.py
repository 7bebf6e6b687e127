"""What is compiled is compiled once, whole, and never changed."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice
from workflows.publishing import (
    PublishError,
    changed_rules,
    check_rule,
    latest_editions,
    open_call,
    publish_edition,
    publish_scheme,
    resting_on,
)
from workflows.schemes.models import Call, Edition, SchemeVersion

pytestmark = pytest.mark.django_db

ALL = ["self_initiated", "foster_home", "leader_network"]
BODY = "Barne-, ungdoms- og familiedirektoratet"


def rule(code: str = "3.7", kind: str = "comparison", **changes: Any) -> dict[str, Any]:
    params: dict[str, Any] = {"fact": "overhead_percent_requested", "operator": "<=", "value": 5}
    words = {"nb": "Overhead er høyst 5 prosent.", "nn": "Overhead er høgst 5 prosent."}
    row = {"severity": "must", "schemes": ALL, "steps": ["application"], "params": params, "wording": words}
    return {"code": code, "kind": kind} | row | changes


def schemes(*names: str, code: str = "0.4") -> dict[str, Any]:
    return rule(code, "schemes", params={"schemes": list(names)}, schemes=list(names))


def publish(document: str = "2034", *rules: dict[str, Any], **changes: Any) -> Edition:
    named: dict[str, Any] = {
        "title": {"nb": f"Retningslinjer {document}", "nn": f"Retningslinjer {document}"},
        "valid_from": dt.date(int(document), 1, 1),
        "responsible_body": BODY,
        "rules": rules or [schemes(*ALL), rule()],
    }
    return publish_edition(document=document, **named | changes)


def definition(code: str = "leader_network", **changes: Any) -> dict[str, Any]:
    text = {"nb": "Navn", "nn": "Namn"}
    amount = {"type": "amount", "label": text, "required": True}
    name = {"code": "network_name", "type": "text", "label": text}
    letter = {language: {"subject": "Svar", "body": "Til {recipient}"} for language in ("nb", "nn")}
    section, report = (
        {"code": "network", "title": text, "fields": [amount | {"code": code}, name]}
        for code in ("requested_amount", "used_amount")
    )
    whole = {
        "code": code,
        "network_kind": "leader",
        "name": text,
        "sections": [section],
        "report": {"sections": [report]},
        "letters": {"granted": letter, "partly_granted": letter, "refused": letter},
        "options": {"acceptance": True},
    }
    return whole | changes


@pytest.fixture
def office() -> GovernorOffice:
    made = GovernorOffice.objects.filter(code="ROG").first()
    return made or GovernorOffice.objects.create(
        code="ROG", name_nb="Rogaland", name_nn="Rogaland", own_name="Rogaland", org_number="974763230"
    )


def call_of(office: GovernorOffice, edition: Edition, **changes: Any) -> Call:
    named: dict[str, Any] = {
        "year": 2034,
        "opens": dt.datetime(2034, 2, 15, 9, tzinfo=OSLO),
        "deadline": dt.datetime(2034, 5, 2, 23, 59, tzinfo=OSLO),
    }
    scheme_version = changes.pop("scheme_version", None) or publish_scheme(definition())
    return open_call(office=office, scheme_version=scheme_version, edition=edition, **named | changes)


# --- editions


@pytest.mark.requirement("R1.5", "the rules of a paragraph become rows with its code, words and number")
def test_an_edition_carries_its_rules_as_they_were_worded() -> None:
    edition = publish("2034", rule(), rule(steps=["decision"]), rule("3.10"))

    assert [str(row) for row in edition.rules_in_force()] == ["2034-3.7", "2034-3.7", "2034-3.10"]
    assert [(row.number, row.steps) for row in edition.rules.filter(code="3.7")] == [
        (1, ["application"]),
        (2, ["decision"]),
    ]
    assert edition.rules.get(code="3.10").wording("nn") == "Overhead er høgst 5 prosent."


def test_equal_content_is_published_once() -> None:
    assert publish() == publish()
    assert Edition.objects.filter(document="2034").count() == 1


@pytest.mark.requirement(
    "R1.5", "a correction of words is a new version; what was found before keeps the old words"
)
def test_other_words_are_a_correction() -> None:
    first = publish("2034", rule())
    second = publish("2034", rule(wording={"nb": "Overhead er ikke over 5 prosent.", "nn": ""}))

    assert (first.version, second.version) == (1, 2)
    assert first.rules.get().wording_nb == "Overhead er høyst 5 prosent."
    assert second.rules.get().wording_nb == "Overhead er ikke over 5 prosent."
    assert latest_editions()["2034"] == second


def test_other_rules_are_refused_unless_it_is_a_new_edition() -> None:
    first = publish("2034", rule(), rule("2.9"))
    stricter = rule(params={"fact": "overhead_percent_requested", "operator": "<=", "value": 7})

    with pytest.raises(PublishError) as refusal:
        publish("2034", stricter, rule("2.9"))
    assert "3.7" in refusal.value.messages[0]
    assert changed_rules(first, [stricter]) == ["2.9", "3.7"]
    assert publish("2034", stricter, rule("2.9"), new_edition=True).version == 2
    assert publish("2035", stricter, rule("2.9")).version == 1


def test_a_question_may_be_worded_anew() -> None:
    asked = {"name": "network_plan", "question": {"nb": "Finnes det en plan?"}}
    publish("2034", rule("2.2", "question", params=asked))

    assert (
        publish(
            "2034", rule("2.2", "question", params=asked | {"question": {"nb": "Har de en plan?"}})
        ).version
        == 2
    )


def test_editions_and_rules_are_never_edited() -> None:
    edition = publish()

    for row, change in (
        (edition, {"responsible_body": "En annen"}),
        (edition.rules.first(), {"severity": "can"}),
    ):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete(using="default")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = [
        rule("3,7"),
        rule("1.1", severity="shall"),
        rule("1.2", kind="wish"),
        rule("1.3", steps=["lunch"]),
        rule("1.4", schemes=[]),
        rule("1.5", wording={"nb": " "}),
    ]
    with pytest.raises(PublishError) as refusal:
        publish("2034", *wrong, valid_to=dt.date(2033, 1, 1))

    assert len(refusal.value.messages) == 7
    assert not Edition.objects.filter(document="2034").exists()


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("comparison", {"operator": "<=", "value": 5}),
        ("comparison", {"fact": "awarded_amount", "operator": "=<", "value": 5}),
        ("comparison", {"fact": "awarded_amount", "operator": "<=", "value": "5"}),
        ("comparison", {"fact": "awarded_amount", "operator": "<=", "value": True}),
        ("comparison", {"fact": "auditor_kind_accepted", "operator": "=="}),
        ("question", {"question": {"nb": "Er det en plan?"}}),
        ("question", {"name": "plan", "question": {"nn": "Er det ein plan?"}}),
        ("obligation", {"when": {"fact": "awarded_amount", "operator": ">", "value": 200000}}),
        ("obligation", {"obligation": "audit_statement"}),
        (
            "parameter",
            {"name": "report_deadline", "unit": "date", "value": {"month": 2, "day": 30, "years": 1}},
        ),
        ("parameter", {"name": "report_deadline", "unit": "date", "value": "15. februar"}),
        ("parameter", {"name": "auditor_kinds", "unit": "codes", "value": []}),
        ("schemes", {"schemes": []}),
    ],
)
def test_parameters_are_checked_by_kind(kind: str, params: dict[str, Any]) -> None:
    assert check_rule(rule(kind=kind, params=params))


def test_one_figure_is_stated_once() -> None:
    figure = {"name": "budget_item", "value": 61, "unit": "number"}
    with pytest.raises(PublishError) as refusal:
        publish("2034", rule("3.1", "parameter", params=figure), rule("6.1", "parameter", params=figure))
    assert "3.1" in refusal.value.messages[0]


# --- older documents


@pytest.mark.requirement(
    "R1.5", "a rule of the 2021 document holds in 2024 unless the new edition says otherwise"
)
def test_rules_of_older_documents_are_kept_unless_said_otherwise() -> None:
    older = publish("2031", schemes("self_initiated", "foster_home"), rule("0.2"), rule("2.3"), rule("4.1"))
    newer = publish(
        "2034",
        schemes(*ALL),
        rule("2.8"),
        rests_on=[older],
        standings={("2031", "4.1"): ("replaced", "2.8"), ("2031", "2.3"): ("lapsed", "")},
    )

    assert [str(row) for row in newer.rules_in_force()] == ["2031-0.2", "2034-0.4", "2034-2.8"]
    assert {(str(row.rule), row.standing, row.replaced_by) for row in newer.standings.all()} == {
        ("2031-0.2", "kept", ""),
        ("2031-0.4", "replaced", "0.4"),  # an edition has one set of schemes
        ("2031-2.3", "lapsed", ""),
        ("2031-4.1", "replaced", "2.8"),
    }


def test_a_standing_must_speak_of_rules_that_exist() -> None:
    older = publish("2031", rule("0.2"))
    with pytest.raises(PublishError) as refusal:
        publish(
            "2034",
            rule(),
            rests_on=[older],
            standings={("2031", "0.2"): ("replaced", "9.9"), ("2031", "8.8"): ("kept", "")},
        )
    assert len(refusal.value.messages) == 2


# --- schemes


def test_a_scheme_is_a_new_version_only_when_it_differs() -> None:
    first = publish_scheme(definition())
    again = publish_scheme(definition())
    second = publish_scheme(definition(options={"acceptance": False}))

    assert first == again
    assert (second.version, second.option("acceptance")) == (first.version + 1, False)
    assert SchemeVersion.objects.get(pk=first.pk).option("acceptance") is True


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "Leader network"},
        {"network_kind": "choir"},
        {"name": {"nb": "Bare bokmål"}},
        {"sections": []},
        {"report": {}},
        {"letters": {}},
        {
            "sections": [
                {"code": "a", "title": {"nb": "A", "nn": "A"}, "fields": [{"code": "x", "type": "colour"}]}
            ]
        },
    ],
)
def test_a_scheme_that_could_not_be_used_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(PublishError):
        publish_scheme(definition(**changes))


# --- calls


@pytest.mark.requirement(
    "R3.2", "a call for leader networks is refused under the 2021 document, which has two schemes"
)
def test_a_call_needs_an_edition_that_has_its_scheme(office: GovernorOffice) -> None:
    old = publish("2031", schemes("self_initiated", "foster_home"))
    new = publish("2034", schemes(*ALL), rests_on=[old])

    with pytest.raises(PublishError):
        call_of(office, old, year=2031, opens=_at(2031, 2, 1), deadline=_at(2031, 5, 2))
    assert call_of(office, new).edition == new


@pytest.mark.parametrize(
    "changes",
    [
        {"opens": dt.datetime(2034, 6, 1, tzinfo=OSLO)},
        {"deadline": dt.datetime(2035, 1, 1, 0, 0, tzinfo=OSLO)},
        {"year": 2033},
        {"max_amount": 0},
    ],
)
def test_a_call_out_of_order_is_refused(office: GovernorOffice, changes: dict[str, Any]) -> None:
    with pytest.raises(PublishError):
        call_of(office, publish(), **changes)


def test_the_same_call_is_opened_once_and_keeps_its_edition(office: GovernorOffice) -> None:
    first = publish("2034", schemes(*ALL))
    call = call_of(office, first)
    corrected = publish("2034", schemes(*ALL), title={"nb": "Rettet", "nn": "Retta"})

    assert call_of(office, corrected) == call
    assert Call.objects.get(year=2034).edition == first


def test_what_rests_on_a_document_is_known_also_for_the_older_one(office: GovernorOffice) -> None:
    older = publish("2031", rule("0.2"))
    call = call_of(office, publish("2034", schemes(*ALL), rests_on=[older]))

    assert resting_on("2034") == ([call], [])
    assert resting_on("2031") == ([call], [])
    assert resting_on("2029") == ([], [])


def _at(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 12, tzinfo=OSLO)
