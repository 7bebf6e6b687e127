"""Which document's rules a case is under: its call's edition, and what that edition keeps of older ones."""

import datetime as dt
from typing import Any

import pytest

from tests import seeing, way
from workflows.application.beginning import start_application
from workflows.cases.checking import check_case, rules_of
from workflows.directory.models import Network
from workflows.publishing import open_call, publish_edition
from workflows.schemes.models import Edition

pytestmark = pytest.mark.django_db

SCHEMES = ["self_initiated", "leader_network"]
TWO_SERVICES = ("2021", "0.2")


def an_edition(
    words: str = "Et nettverk skal ha tre tjenester.", standings: dict[Any, Any] | None = None
) -> Edition:
    """Publish a document of 2026 that demands three services in its paragraph 1.1, and rests on that of 2021."""
    common = {"severity": "must", "schemes": SCHEMES, "steps": ["application"], "wording": {"nb": words}}
    three = {"fact": "service_count", "operator": ">=", "value": 3}
    return publish_edition(
        document="2026",
        title="Retningslinjer 2026",
        valid_from=dt.date(2024, 1, 1),
        responsible_body="Direktoratet",
        rests_on=[Edition.objects.get(document="2021")],
        standings=standings,
        rules=[
            {"code": "0.1", "kind": "schemes", "params": {"schemes": SCHEMES}} | common,
            {"code": "1.1", "kind": "comparison", "params": three} | common,
        ],
    )


def said_of_two_services(edition: Edition) -> dict[str, str]:
    """Return what a leader network of two services is told under an edition."""
    case = way.begin()
    case.edition = edition
    check_case(case, "application")
    return seeing.findings(case, "application")


@pytest.mark.requirement(
    "R1.5", "a rule of an older document holds in a new edition unless the editor says otherwise"
)
def test_a_rule_of_an_older_document_is_kept_by_default() -> None:
    assert said_of_two_services(an_edition()) == {"2021-0.2": "met", "2026-1.1": "unmet"}


@pytest.mark.requirement("R1.5", "a rule that is replaced or lapsed in the edition is no longer checked")
@pytest.mark.parametrize("standing", [("replaced", "1.1"), ("lapsed", "")])
def test_a_rule_that_is_replaced_or_lapsed_does_not_hold(standing: tuple[str, str]) -> None:
    edition = an_edition(standings={TWO_SERVICES: standing})
    assert said_of_two_services(edition) == {"2026-1.1": "unmet"}


@pytest.mark.requirement(
    "R2.2", "that two services are needed stands only in 2021, and the edition of 2024 keeps it"
)
def test_2024_keeps_two_rules_of_2021() -> None:
    edition = Edition.objects.get(document="2024")
    older = {str(rule): rule.severity for rule in edition.rules_in_force() if rule.edition != edition}
    assert older == {"2021-0.2": "must", "2021-2.3": "should"}


@pytest.mark.requirement("R1.5", "a case stays under its call's edition when a newer one is published")
def test_a_case_stays_under_the_edition_of_its_call() -> None:
    case = way.written()
    under = [str(rule) for rule in rules_of(case)]
    newer = an_edition()

    case = way.do(case, "submit", way.leader_of(case), choice="send")
    assert (str(case.edition), case.fact_sheets.get().edition) == (str(case.call.edition), case.edition)
    assert [str(rule) for rule in rules_of(case)] == under
    assert "2026-1.1" not in seeing.findings(case, "application")

    call = open_call(
        office=case.office,
        scheme_version=case.scheme_version,
        edition=newer,
        year=2024,
        opens=case.call.opens,
        deadline=case.call.deadline,
    )
    later = start_application(call=call, network=Network.objects.get(code="ryfylke"), by=way.leader_of(case))
    assert (later.edition, "2026-1.1" in [str(rule) for rule in rules_of(later)]) == (newer, True)


@pytest.mark.requirement(
    "R1.5", "a correction of words leaves what earlier findings say, and the rule that found it"
)
def test_a_correction_leaves_earlier_findings_their_words() -> None:
    case = way.begin()
    case.edition = an_edition()
    [found] = [finding for finding in check_case(case, "application") if str(finding.rule) == "2026-1.1"]

    corrected = an_edition("Nye ord om de tre tjenestene.")
    found.refresh_from_db()
    assert (corrected.version, found.rule.edition.version) == (2, 1)
    assert found.rule.wording("nb") == "Et nettverk skal ha tre tjenester."
