"""The demo's networks and cases: real places, whole forms, amounts on both sides of the limits."""

import csv
from typing import Any

import pytest
from stdnum.no import kontonr, orgnr

from tests.cms.demo_content import ROOT, fields, load, rules

MUNICIPALITIES = ROOT / "imports" / "reference" / "municipalities.csv"
COSTS = ["project_positions", "external_competence", "overhead", "other"]


@pytest.fixture(scope="module")
def demo() -> Any:
    """The demo's networks and cases."""
    return load("demo-networks.json")


def test_networks_stand_on_real_municipalities_and_distinct_services(demo: Any) -> None:
    with MUNICIPALITIES.open(encoding="utf-8") as file:
        known = {row["code"]: row for row in csv.DictReader(file)}
    services = {service["code"]: service for service in demo["services"]}
    assert len(services) == len(demo["services"])
    for service in services.values():
        assert service["host"] in service["municipalities"]
        assert set(service["municipalities"]) <= set(known)
    assert len({network["code"] for network in demo["networks"]}) == len(demo["networks"])
    for network in demo["networks"]:
        members = [member["service"] for member in network["members"]]
        assert set(members) <= set(services)
        assert len(set(members)) == len(members)
        assert network["responsible_municipality"] in {
            m for code in members for m in services[code]["municipalities"]
        }
        assert known[network["responsible_municipality"]]["governor_office"] == network["office"]
    assert any(len(service["municipalities"]) > 2 for service in services.values())
    usernames = [person["username"] for network in demo["networks"] for person in network["people"]]
    assert len(set(usernames)) == len(usernames)


def test_the_demo_has_the_networks_that_must_be_refused(demo: Any) -> None:
    cases = {case["network"] for case in demo["cases"]}
    assert [network["code"] for network in demo["networks"] if network["outsider"]] == ["nordfjord-laering"]
    assert "nordfjord-laering" not in cases
    assert [network["code"] for network in demo["networks"] if len(network["members"]) == 1] == [
        "ryfylke-laering"
    ]
    assert {case["stage"] for case in demo["cases"]} == set(demo["stages"])


def test_answers_fit_the_form_of_their_scheme(demo: Any) -> None:
    networks = {network["code"]: network for network in demo["networks"]}
    for case in demo["cases"]:
        form = {field["code"]: field for field in fields(case["scheme"])}
        answers = case["answers"]
        assert set(answers) <= set(form), case["code"]
        for code, field in form.items():
            assert not field["required"] or answers.get(code) not in (None, ""), (case["code"], code)
            assert len(str(answers.get(code, ""))) <= field.get("max_length", 10_000), (case["code"], code)
        assert networks[case["network"]]["kind"] == load(f"scheme-{case['scheme']}.json")["network_kind"]
        assert orgnr.is_valid(answers["organisation_number"])
        if "budget" in answers:
            assert list(answers["budget"]) == COSTS
            assert sum(answers["budget"].values()) == answers["requested_amount"], case["code"]
        if report := case.get("report"):
            assert set(report) <= {field["code"] for field in fields(case["scheme"], "report")}
            assert report["used_amount"] == sum(
                report.get("accounts", {"all": report["used_amount"]}).values()
            )
        if payment := case.get("payment"):
            assert kontonr.is_valid(payment["account_number"])


def test_assessments_and_decisions_are_whole(demo: Any) -> None:
    for case in demo["cases"]:
        criteria = [criterion["code"] for criterion in load(f"scheme-{case['scheme']}.json")["criteria"]]
        questions = {
            step: {
                rule["params"]["name"] for _, rule in rules("2024")
                if rule["kind"] == "question" and case["scheme"] in rule["schemes"] and step in rule["steps"]
            } for step in ("assessment", "report")
        }  # fmt: skip
        if assessment := case.get("assessment"):
            assert list(assessment["scores"]) == criteria, case["code"]
            assert set(assessment["answers"]) == questions["assessment"], case["code"]
        if control := case.get("control"):
            assert set(control["answers"]) == questions["report"], case["code"]
        if decision := case.get("decision"):
            assert decision["awarded_amount"] == case["assessment"]["recommended_amount"]
            assert (decision["awarded_amount"] == 0) == (decision["outcome"] == "refused")
            if "budget" in decision:
                assert sum(decision["budget"].values()) == decision["awarded_amount"]


def test_the_amounts_of_the_demo_lie_on_both_sides_of_the_limits(demo: Any) -> None:
    requested = {case["answers"]["requested_amount"] for case in demo["cases"]}
    assert {150000, 200000, 200001, 250000, 480000} <= requested
    awarded = {case["decision"]["awarded_amount"] for case in demo["cases"] if "decision" in case}
    assert [amount for amount in awarded if 200000 < amount < 300000] == [250000]
    overhead = {
        case["code"]: 100 * case["answers"]["budget"]["overhead"] / case["answers"]["requested_amount"]
        for case in demo["cases"] if "budget" in case["answers"]
    }  # fmt: skip
    assert {code for code, percent in overhead.items() if percent > 5} == {"oslo-2024"}
    assert 5 < overhead["oslo-2024"] < 7
    reported = {
        case["code"]: 100 * case["report"]["accounts"]["overhead"] / case["decision"]["awarded_amount"]
        for case in demo["cases"] if "accounts" in case.get("report", {})
    }  # fmt: skip
    assert {code: percent for code, percent in reported.items() if percent > 5} == {
        "sunnhordland-ettervern-2024": 6
    }
    assert {case["code"]: case["blocked_by"] for case in demo["cases"] if "blocked_by" in case} == {
        "ryfylke-2024": ["2021-0.2"], "oslo-2024": ["2024-3.7"],
    }  # fmt: skip
    for pot in demo["pots"]:
        granted = sum(
            case["decision"]["awarded_amount"] for case in demo["cases"]
            if "decision" in case and case["scheme"] == pot["scheme"]
            and next(n["office"] for n in demo["networks"] if n["code"] == case["network"]) == pot["office"]
        )  # fmt: skip
        assert granted <= pot["authority"]


def test_all_ten_offices_have_money_and_what_is_moved_is_free(demo: Any) -> None:
    authority = {(pot["office"], pot["scheme"]): pot["authority"] for pot in demo["pots"]}
    assert len({office for office, _scheme in authority}) == 10
    granted_at = {network["office"] for network in demo["networks"]}
    for move in demo["moves"]:
        source, target = ((move[end]["office"], move[end]["scheme"]) for end in ("from", "to"))
        assert source != target
        assert target in authority
        assert source[0] not in granted_at
        assert move["amount"] < authority[source]
        assert len(move["reason"]) <= 200
