"""An office's call may tighten the national rules, never loosen them; once it has opened it stands."""

import datetime as dt
from typing import Any

import pytest

from tests import way
from tests.bare import plain
from workflows.cases.checking import latest_findings, parameter, recheck, rules_of
from workflows.cases.models import FactSheet, WorkItem
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice, Network
from workflows.errors import Invalid
from workflows.networks.findings import findings_of
from workflows.publishing import (
    PublishError,
    change_call,
    offered_editions,
    open_call,
    publish_edition,
    withdraw_call,
)
from workflows.schemes.models import Call, Edition, SchemeVersion

pytestmark = pytest.mark.django_db
SCHEME = "self_initiated"


def rule(
    code: str = "1.1", kind: str = "comparison", severity: str = "must", **params: Any
) -> dict[str, Any]:
    """Return a local rule of the learning networks' scheme."""
    return {
        "code": code, "kind": kind, "severity": severity, "schemes": [SCHEME], "steps": ["application"],
        "params": params, "wording": {"nb": f"Lokalt i {code}.", "nn": f"Lokalt i {code} på nynorsk."},
    }  # fmt: skip


def fact(name: str, operator: str, value: Any, severity: str = "must") -> dict[str, Any]:
    return rule(severity=severity, fact=name, operator=operator, value=value)


def owed(name: str, operator: str, value: int, severity: str = "must") -> dict[str, Any]:
    when = {"fact": "awarded_amount", "operator": operator, "value": value}
    return rule(kind="obligation", severity=severity, obligation=name, when=when)


def figure(name: str, value: Any, unit: str, severity: str = "must") -> dict[str, Any]:
    return rule(kind="parameter", severity=severity, name=name, value=value, unit=unit)


def date(month: int, day: int, years: int) -> dict[str, int]:
    return {"month": month, "day": day, "years": years}


def terms(**changes: Any) -> dict[str, Any]:
    """Return a call of Rogaland for learning networks, open from 1 March to 30 April 2024."""
    return {
        "office": GovernorOffice.objects.get(code="ROG"),
        "scheme_version": SchemeVersion.objects.filter(code=SCHEME).latest("version"),
        "edition": Edition.objects.filter(document="2024").latest("version"),
        "year": 2024,
        "opens": dt.datetime(2024, 3, 1, 9, tzinfo=OSLO),
        "deadline": dt.datetime(2024, 4, 30, 23, 59, tzinfo=OSLO),
    } | changes


LATER = {"opens": dt.datetime(2024, 4, 1, 9, tzinfo=OSLO)}

TIGHTER = [
    fact("overhead_percent_requested", "<=", 4),
    fact("overhead_percent_requested", "<=", 5),
    fact("overhead_percent_requested", "<", 5),
    fact("overhead_percent_requested", "==", 0),
    fact("overhead_percent_requested", ">=", 1),
    fact("overhead_percent_requested", "<=", 3, "should"),
    fact("service_count", ">=", 3),
    fact("service_count", "<=", 9, "should"),
    fact("has_steering_group", "is_true", True),
    fact("requested_amount", "<=", 400_000),
    owed("audit_statement", ">", 100_000),
    owed("audit_statement", ">=", 200_000),
    owed("midway_report", ">", 100_000),
    figure("report_deadline", date(2, 1, 1), "date"),
    figure("audit_deadline", date(4, 1, 1), "date"),
    figure("auditor_kinds", ["state_authorised"], "codes"),
    figure(
        "minimum_report_fields", ["used_amount", "accounts", "how_used", "services_built", "x"], "field_codes"
    ),
    figure("preliminary_reply_days", 21, "days"),
    figure("meetings_a_year", 4, "number"),
    rule(kind="question", name="is_local", question={"nb": "Er tiltaket lokalt?"}),
]
LOOSER = [
    (fact("overhead_percent_requested", "<=", 7), "2024-3.7"),
    (fact("overhead_percent_requested", "<", 6), "2024-3.7"),
    (fact("overhead_percent_requested", "==", 6), "2024-3.7"),
    (fact("overhead_percent_requested", ">=", 6), "2024-3.7"),
    (fact("overhead_percent_requested", ">", 5), "2024-3.7"),
    (fact("overhead_percent_requested", "<=", 5, "should"), "2024-3.7"),
    (fact("service_count", ">=", 1), "2021-0.2"),
    (fact("service_count", ">=", 2, "can"), "2021-0.2"),
    (fact("project_plan_attached", "is_true", True, "should"), "2024-3.10"),
    (fact("project_plan_attached", "==", "no"), "2024-3.10"),
    (fact("participants_missing", "<=", 2, "should"), "2024-2.4"),
    (owed("audit_statement", ">", 300_000), "2024-3.14"),
    (owed("audit_statement", "<", 100_000), "2024-3.14"),
    (owed("audit_statement", ">", 200_000, "should"), "2024-3.14"),
    (figure("report_deadline", date(3, 1, 1), "date"), "2024-3.17"),
    (figure("report_deadline", date(2, 1, 1), "date", "can"), "2024-3.17"),
    (figure("auditor_kinds", ["registered", "municipal"], "codes"), "2024-3.15"),
    (figure("minimum_report_fields", ["used_amount"], "field_codes"), "2024-3.20"),
    (figure("preliminary_reply_days", 60, "days"), "2024-8.4"),
    (figure("carry_over", "automatic", "text"), "2024-3.4"),
    (figure("budget_chapter", 855, "number"), "2024-3.1"),
]  # fmt: skip


@pytest.mark.requirement("R1.5", "a local rule that is at least as strict as the national one is announced")
@pytest.mark.parametrize("local", TIGHTER, ids=lambda row: str(row["params"])[:60])
def test_a_call_may_tighten(local: dict[str, Any]) -> None:
    call = open_call(**terms(), local_rules=[local])

    assert call.local_edition is not None
    assert [str(each) for each in call.local_edition.rules.all()] == ["ROG2024a-1.1"]


@pytest.mark.requirement(
    "R1.5", "a local rule that loosens is refused in a sentence that names both paragraphs"
)
@pytest.mark.parametrize(("local", "national"), LOOSER, ids=lambda each: str(each)[:60])
def test_a_call_may_not_loosen(local: dict[str, Any], national: str) -> None:
    before = Edition.objects.count(), Call.objects.count()
    with pytest.raises(PublishError) as refusal:
        open_call(**terms(), local_rules=[local])

    assert any("1.1" in message and national in message for message in refusal.value.messages)
    assert (Edition.objects.count(), Call.objects.count()) == before


def test_a_maximum_over_the_national_one_is_refused() -> None:
    national = rule("3.8", fact="requested_amount", operator="<=", value=500_000)
    schemes = rule("3.1", "schemes", schemes=[SCHEME])
    edition = publish_edition(
        document="2034", title="2034", valid_from=dt.date(2024, 1, 1), responsible_body="x",
        rules=[schemes, national],
    )  # fmt: skip
    with pytest.raises(PublishError) as refusal:
        open_call(**terms(edition=edition, max_amount=600_000))
    assert "2034-3.8" in refusal.value.messages[0]
    assert open_call(**terms(edition=edition, max_amount=500_000)).max_amount == 500_000


@pytest.mark.parametrize(
    "local",
    [
        rule(kind="schemes", schemes=[SCHEME]),
        rule(kind="question", name="risk_condition_assessed", question={"nb": "?"}) | {"schemes": ["leader_network"]},
        rule(kind="comparison", fact="nothing", operator="<=", value=1),
    ],
)  # fmt: skip
def test_a_local_rule_that_could_not_be_used_is_refused(local: dict[str, Any]) -> None:
    with pytest.raises(PublishError):
        open_call(**terms(), local_rules=[local])


def test_a_question_the_guidelines_ask_is_not_asked_twice() -> None:
    asked = next(each for each in terms()["edition"].rules_in_force() if each.kind == "question")
    local = rule(kind="question", name=asked.params["name"], question={"nb": "?"}) | {
        "schemes": asked.schemes
    }
    scheme = SchemeVersion.objects.filter(code=asked.schemes[0]).latest("version")
    with pytest.raises(PublishError) as refusal:
        open_call(**terms(scheme_version=scheme), local_rules=[local])
    assert str(asked) in refusal.value.messages[0]


# --- checking


def apply(call: Call, requested: int) -> Any:
    """Return the written application of the learning network under a call."""
    Call.objects.filter(office=call.office, scheme_version=call.scheme_version).exclude(pk=call.pk).delete()
    return way.written(SCHEME, requested)


@pytest.mark.requirement("R8.5", "over the call's maximum nothing is sent, and a link leads to the call")
def test_an_application_over_the_maximum_is_told_before_it_is_sent() -> None:
    case = apply(open_call(**terms(max_amount=400_000)), 450_000)
    with pytest.raises(Invalid) as refusal:
        way.do(case, "submit", way.leader_of(case), choice="send")

    message = plain(refusal.value.form.non_field_errors()[0])
    assert "400 000" in message
    assert 'href="/regel/ROG2024a-0/"' in message


@pytest.mark.requirement("R1.5", "a case is checked by its edition's and its call's rules, and can be again")
def test_local_rules_are_checked_and_can_be_checked_again() -> None:
    local = [rule("1.1", severity="should", fact="service_count", operator=">=", value=3),
             figure("report_deadline", date(2, 1, 1), "date") | {"code": "1.2"}]  # fmt: skip
    case = apply(open_call(**terms(max_amount=400_000), local_rules=local), 300_000)
    case = way.do(case, "submit", way.leader_of(case), choice="send")

    found = {str(each.rule): each.outcome for each in latest_findings(case, "application")}
    assert (found["ROG2024a-0"], found["ROG2024a-1.1"], found["2024-3.7"]) == ("met", "unmet", "met")
    assert parameter(case, "report_deadline") == date(2, 1, 1)
    assert parameter(case, "audit_deadline") == date(4, 1, 1)
    assert recheck(FactSheet.objects.get(case=case)) == []


def test_another_offices_local_rules_say_nothing_of_a_network() -> None:
    network = Network.objects.get(code="jaeren")
    before = [str(rule) for rule, _finding in findings_of(network, has_leader=True)]
    assert before
    local = [rule("1.1", severity="should", fact="service_count", operator=">=", value=3)]
    open_call(
        **terms(office=GovernorOffice.objects.get(code="VES"), opens=dt.datetime(2024, 2, 1, 9, tzinfo=OSLO)),
        local_rules=local,
    )
    assert [str(rule) for rule, _finding in findings_of(network, has_leader=True)] == before


def test_rules_are_found_in_one_query(django_assert_num_queries: Any) -> None:
    case = apply(open_call(**terms(max_amount=400_000)), 300_000)
    case.edition  # noqa: B018 – read before counting
    case.__dict__.pop("_rules", None)
    with django_assert_num_queries(1):
        assert "ROG2024a-0" in [str(each) for each in rules_of(case)]


# --- changing


def test_the_same_call_with_the_same_local_rules_is_opened_once() -> None:
    local = [fact("service_count", ">=", 3)]
    first = open_call(**terms(), local_rules=local)
    assert open_call(**terms(), local_rules=local) == first
    other = open_call(**terms(), local_rules=[fact("service_count", ">=", 4)])
    assert (other == first, other.local_edition.document) == (False, "ROG2024b")  # type: ignore[union-attr]


def test_a_call_that_has_not_opened_may_change_in_everything() -> None:
    call = open_call(**terms(**LATER))
    changed = change_call(
        call, **terms(**LATER, max_amount=300_000, scheme_version=SchemeVersion.objects.get(code="leader_network"))
    )  # fmt: skip
    assert (changed.pk, changed.max_amount, changed.scheme_version.code) == (
        call.pk,
        300_000,
        "leader_network",
    )
    assert [str(each) for each in changed.local_edition.rules.all()] == ["ROG2024a-0"]  # type: ignore[union-attr]


FIXED = [
    {"office": "VES"}, {"scheme_version": "leader_network"}, {"year": 2025}, {"max_amount": 500_000},
    {"opens": dt.datetime(2024, 3, 2, 9, tzinfo=OSLO)}, {"deadline": dt.datetime(2024, 4, 29, tzinfo=OSLO)},
    {"local_rules": [fact("service_count", ">=", 3)]},
]  # fmt: skip


@pytest.mark.requirement("R3.2", "once a call has opened, nobody changes what applicants rest on")
@pytest.mark.parametrize("change", FIXED, ids=lambda each: next(iter(each)))
def test_what_has_opened_is_not_changed(change: dict[str, Any]) -> None:
    call = open_call(**terms())
    real = dict(change)
    if "office" in real:
        real["office"] = GovernorOffice.objects.get(code=real["office"])
    if "scheme_version" in real:
        real["scheme_version"] = SchemeVersion.objects.get(code=real["scheme_version"])
    before = Call.objects.values().get(pk=call.pk)
    with pytest.raises(PublishError):
        change_call(call, **terms(**real))
    assert Call.objects.values().get(pk=call.pk) == before


@pytest.mark.requirement("R8.5", "an open call's deadline is extended, and what applicants must do with it")
def test_the_deadline_of_an_open_call_may_be_extended(at: Any) -> None:
    call = open_call(**terms())
    case = apply(call, 300_000)
    later = dt.datetime(2024, 5, 10, 12, tzinfo=OSLO)
    change_call(call, **terms(deadline=later))

    assert Call.objects.get(pk=call.pk).deadline == later
    assert set(WorkItem.objects.filter(case=case, open=True).values_list("due", flat=True)) == {later.date()}
    at(2024, 5, 11)
    with pytest.raises(PublishError):
        change_call(call, **terms(deadline=dt.datetime(2024, 5, 20, tzinfo=OSLO)))


def test_a_call_is_withdrawn_only_before_it_opens() -> None:
    with pytest.raises(PublishError):
        withdraw_call(open_call(**terms()))
    later = open_call(**terms(**LATER))
    withdraw_call(later)
    assert not Call.objects.filter(pk=later.pk).exists()


@pytest.mark.requirement("R3.2", "only editions that have the scheme and are valid in the year are offered")
def test_editions_are_offered_by_scheme_and_year() -> None:
    def offered(**asked: Any) -> list[str]:
        return [edition.document for edition in offered_editions(**asked)]

    schemes = rule("3.1", "schemes", schemes=["foster_home"])
    publish_edition(
        document="2022", title="2022", valid_from=dt.date(2022, 1, 1), valid_to=dt.date(2022, 12, 31),
        responsible_body="x", rules=[schemes],
    )  # fmt: skip
    open_call(**terms(max_amount=400_000))
    assert offered() == ["2024", "2022", "2021"]
    assert offered(scheme="leader_network") == ["2024"]
    assert offered(scheme="foster_home", year=2022) == ["2022", "2021"]
    assert offered(scheme="foster_home", year=2020) == []
