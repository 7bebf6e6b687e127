"""A scheme picks rules of its guideline: they hold for it as well, and what is found is the guideline's paragraph."""

from typing import Any

import pytest

from tests import seeing
from tests.workflows.schemes import test_fourth_scheme as fourth
from tests.workflows.schemes.test_own_rules import DUE, OVER, english, equipment, own
from tests.workflows.test_publishing import call_of, office, publish, rule, schemes
from workflows import publishing
from workflows.casefile import editions
from workflows.cases.models import Case, Finding
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.publishing import PublishError, check_scheme, publish_scheme
from workflows.publishing.calls import take_version
from workflows.rehearsing import Rehearsal
from workflows.schemes.comparing import compare_versions
from workflows.schemes.models import Call, Edition

pytestmark = pytest.mark.django_db
__all__ = ["english", "office"]
OWED = rule("6.1", kind="obligation", steps=["decision", "audit"], params=OVER)
BY = rule("6.2", kind="parameter", steps=["decision"], params=DUE)
SHARE = rule("3.7")  # overhead at most 5 per cent


def national(*rules: dict[str, Any], document: str = "2034") -> Edition:
    return publish(document, schemes("leader_network"), *rules)


def told(*picked: str, rules: tuple[dict[str, Any], ...] = ()) -> list[str]:
    return [str(fault) for fault in check_scheme(equipment(picked=list(picked)), rules=rules)]


@pytest.mark.requirement("R1.5", "a rule that is picked from the guideline holds for the scheme as well")
def test_what_is_picked_concerns_the_scheme_and_stays_the_guidelines_row(english: None, office: Any) -> None:
    guideline = national(OWED, BY, SHARE)
    first = publish_scheme(equipment())
    version = publish_scheme(equipment(picked=["2034-6.1/1", "2034-6.2/1"]))
    call = call_of(office, guideline, scheme_version=version)

    held = call.edition.rules_in_force(scheme=version.pk)
    concern = {str(each): "equipment" in each.schemes for each in held}
    assert concern == {
        "equipment-0": True, "2034-0.4": False, "2034-3.7": False, "2034-6.1": True, "2034-6.2": True,
    }  # fmt: skip
    assert not any("equipment" in each.schemes for each in guideline.rules.all())
    assert not any(
        "equipment" in each.schemes for each in guideline.rules_in_force(scheme=first.pk) if each.code != "0"
    )
    assert compare_versions(first, version) == [
        "The rule 2034-6.1 of the guideline is picked.", "The rule 2034-6.2 of the guideline is picked.",
    ]  # fmt: skip
    assert compare_versions(version, first)[0] == "The rule 2034-6.1 of the guideline is no longer picked."


@pytest.mark.requirement(
    "R1.5", "what is picked loosens nothing: neither the guideline nor what is picked itself"
)
def test_what_cannot_be_picked_is_told_in_words(english: None) -> None:
    national(OWED, BY, SHARE, rule("3.8", schemes=["equipment"], params=SHARE["params"] | {"value": 3}))
    assert told("2034-3.9/1") == [
        "2034-3.9 is picked, but the guideline has no such rule now. Take it away, or pick another."
    ]
    assert told("2034-0.4/1") != []
    assert told("2034-6.1/1") == ["6.1: add the figure audit_deadline: when the audit statement is due."]
    assert told("2034-6.1/1", rules=(own(kind="parameter", params=DUE),)) == []
    assert told("2034-6.1/1", "2034-6.2/1") == []
    assert [each.partition(" is weaker")[0] for each in told("2034-3.7/1")] == ["Paragraph 2034-3.7"]
    later = own(kind="parameter", params=DUE | {"value": {"month": 5, "day": 1, "years": 1}})
    assert [each.partition(":")[0] for each in told("2034-6.2/1", rules=(later,))] == [
        "Paragraph 2.1 is weaker than 2034-6.2"
    ]
    nowhere = check_scheme({**equipment(picked=["2034-3.7/1"]), "edition": ""})
    assert [fault.code for fault in nowhere] == ["edition"]
    assert [fault.code for fault in check_scheme(equipment(picked="2034-3.7/1"))] == ["picked"]


@pytest.mark.requirement(
    "R1.3", "no call is announced under an edition that lacks what the scheme has picked"
)
def test_an_edition_without_what_is_picked_is_refused(english: None, office: Any) -> None:
    publish("2033", schemes("equipment"), rule("3.6"))
    guideline = national(OWED, BY, SHARE)
    version = publish_scheme(equipment(picked=["2034-3.7/1"]))
    call = call_of(office, guideline, scheme_version=version)
    newer = publish("2034", schemes("leader_network"), SHARE | {"code": "4.7"}, new_edition=True)
    with pytest.raises(PublishError) as refusal:
        call_of(office, newer, scheme_version=version)
    assert [str(each).partition(" has picked")[2] for each in refusal.value.messages] == [
        " rules that Retningslinjer 2034 does not have: 2034-3.7."
    ]
    moved = publish_scheme(equipment(picked=["2034-4.7/1"]))
    with pytest.raises(PublishError, match=r"does not have: 2034-4\.7"):
        take_version(call, moved)


@pytest.fixture
def call(db: None, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a call for a scheme whose audit is owed by the guideline's paragraph alone, over 200 000 kroner."""
    found = Edition.objects.filter(document="2024").latest("version").rules_in_force()
    picked = [
        each.pick
        for each in found
        if "self_initiated" in each.schemes
        and ("audit_statement" in each.params.values() or each.params.get("name") == "audit_deadline")
    ]
    rules = [each for each in fourth.RULES if each["code"] not in ("2.2", "2.5")]
    monkeypatch.setattr(fourth, "RULES", rules)
    made = fourth.equipment
    monkeypatch.setattr(fourth, "equipment", lambda *fields, **more: made(*fields, picked=picked, **more))
    call: Call = fourth.call.__wrapped__(None)  # type: ignore[attr-defined]
    return call


def audited(case: Case) -> Finding:
    return Finding.objects.get(sheet__case=case, sheet__step="decision", rule__kind="obligation")


@pytest.mark.requirement(
    "R6.1", "an audit obligation that is picked is owed, and leads to the guideline's paragraph"
)
def test_a_picked_audit_is_owed_found_again_and_rehearsed(call: Call) -> None:
    case = fourth.decided(call, 200_001)
    found = audited(case)
    assert (found.outcome, found.rule.edition.document, case.decision.audit_deadline is None) == (
        "owed", "2024", False,
    )  # fmt: skip
    assert seeing.faults() == []

    same = call.edition.rules_in_force()
    alike = Rehearsal("2024", same, Case.objects.filter(pk=case.pk))
    assert (list(alike), alike.figures()) == ([], [])
    softer = [each for each in same if each.pk != found.rule_id]
    [differs] = Rehearsal("2024", softer, Case.objects.filter(pk=case.pk))
    assert (differs.case, differs.turn) == (case.number, "no_longer_owed")


def test_a_case_is_not_moved_from_what_its_scheme_has_picked(call: Call) -> None:
    case = fourth.sent(call, 90_000)
    to = publish("2023", schemes("equipment"), rule("3.7", schemes=["equipment"]))
    by = User.objects.get(username="decision_maker")
    with pytest.raises(Refused, match=r"2024-"):
        editions.move(case=case, to=to, by=by, reason="Prøve")
    assert publishing.picking.not_held(call.scheme_version, to) != []
