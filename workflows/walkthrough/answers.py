"""What people type on a case's way: the walkthrough, the demo and the tests use the same."""

from typing import Any

from workflows.assessment.questions import questions_at
from workflows.cases.models import Case

ACCOUNT = "12345678903"  # passes mod 11
AUDITOR = (
    "walk-auditor@walkthrough.example"  # the auditor that the networks of walkthrough and simulation appoint
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def application(case: Case, requested: int, *, overhead: int | None = None) -> dict[str, Any]:
    """Return every field of the two schemes' forms, typed, for a number of kroner."""
    municipality = case.municipality
    return {
        "network_name": case.network.name,
        "municipalities": [m.code for m in case.network.municipalities_on()],
        "responsible_municipality": municipality.code,
        "organisation_number": municipality.org_number,
        "address": "Storgata 1",
        "postcode": "4306",
        "postal_place": "Sandnes",
        "contact_name": "Kari Testdal",
        "contact_phone": "51 22 33 44",
        "contact_email": "kari@example.org",
        "requested_amount": str(requested),
        "concerns": "Felles veiledning",
        "use_of_funds": "Fire samlinger og veiledning i grupper.",
        "leadership_partner": "",
        "other_public_funding": "no",
        "other_public_funding_details": "",
        "theme": "Tidlig innsats",
        "risk_condition_assessment": "Vurderingene peker på tidlig innsats.",
        "knowledge_environment_considered": "yes",
        "knowledge_environment_contact": "no",
        "knowledge_environment_reasons": "Vi har kompetansen selv.",
        "continuation_plan": "Kommunene fortsetter samarbeidet.",
        **budget(requested, overhead),
    }


def budget(amount: int, overhead: int | None = None, *, name: str = "budget") -> dict[str, str]:
    """Return a budget that adds up to an amount; overhead is five per cent unless given (kroner)."""
    overhead = amount * 5 // 100 if overhead is None else overhead
    return {
        f"{name}_project_positions": str(amount - overhead),
        f"{name}_external_competence": "0",
        f"{name}_overhead": str(overhead),
        f"{name}_other": "0",
    }


def assessment(case: Case, *, recommended: int | None = None) -> dict[str, Any]:
    """Return a recommendation to grant in full, or `recommended` kroner in part."""
    typed: dict[str, Any] = {
        "recommendation": "grant_in_part" if recommended else "grant",
        "recommended_amount": str(recommended or ""),
        "reasons": "Søknaden svarer til formålet.",
        **_answers(case, "assessment"),
    }
    for criterion in case.scheme_version.definition["criteria"]:
        typed |= {f"score_{criterion['code']}": "4", f"score_reason_{criterion['code']}": "Godt beskrevet."}
    return typed


def decision(case: Case, awarded: int, *, overhead: int | None = None) -> dict[str, Any]:
    """Return a decision to award a number of kroner, with an approved budget."""
    return {
        "outcome": "granted" if awarded == case.application.requested_amount else "partly_granted",
        "awarded_amount": str(awarded),
        "reasons": "Prosjektet er godt forankret.",
        **budget(awarded, overhead),
    }


def report(used: int, *, overhead: int | None = None) -> dict[str, Any]:
    """Return a report of a number of kroner used."""
    return {
        "used_amount": str(used),
        "how_used": "Samlinger og veiledning.",
        "experience": "Gode erfaringer.",
        "competence_procured": "yes",
        "competence_which": "Veiledning i ledelse",
        "services_built": "Et felles tilbud.",
        "competence_raised": "Ja.",
        "deviation_reasons": "",
        **budget(used, overhead, name="accounts"),
    }


def control(case: Case, step: str = "report") -> dict[str, Any]:
    """Return an approving control."""
    return {"result": "approve", "note": "", **_answers(case, step)}


def statement(day: str) -> dict[str, str]:
    """Return an audit statement without reservation, dated `day` (10.01.2025)."""
    return {
        "auditor_kind": "registered",
        "auditor_name": "Rebekka Visortangen",
        "audit_firm": "Revisjon AS",
        "stated_on": day,
        "opinion": "unqualified",
        "remarks": "",
    }


def _answers(case: Case, step: str) -> dict[str, str]:
    answers: dict[str, str] = {}
    for rule in questions_at(case, step):
        answers |= {f"answer_{rule.pk}": "yes", f"answer_reason_{rule.pk}": "Ja, slik søknaden beskriver."}
    return answers
