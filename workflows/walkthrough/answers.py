"""What people type on a case's way: the walkthrough, the demo and the tests use the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from workflows.assessment.questions import questions_at
from workflows.cases.models import Case
from workflows.cases.unstated import unstated

from .filling import demanded_in, filled

ACCOUNT = "12345678903"  # passes mod 11
AUDITOR = (
    "walk-auditor@walkthrough.example"  # the auditor that the networks of walkthrough and simulation appoint
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def application(case: Case, requested: int, *, overhead: int | None = None) -> dict[str, Any]:
    """Return every field of all schemes' forms, typed, for a number of kroner; and those of the case's own scheme."""
    municipality = case.municipality
    contacted = case.edition.document == "2021"  # there contact was a criterion
    return filled(case.scheme_version.definition["sections"], case) | {
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
        "knowledge_environment_contact": "yes" if contacted else "no",
        "knowledge_environment_reasons": "Vi har kompetansen selv.",
        "continuation_plan": "Kommunene fortsetter samarbeidet.",
        "continues_measures": ["guidance_teams"],
        "dialogue_challenge": "",
        "kinds_of_homes": "Fosterhjem i slekt og nettverk, og nye fosterhjem.",
        "bufetat_help": "yes",
        "bufetat_help_kinds": ["competence", "training"],
        "bufetat_help_details": "Opplæring av dem som skal veilede.",
        **budget(requested, overhead),
        **indicators(case.scheme_version.definition["sections"]),
    }


def files(sections: Iterable[Mapping[str, Any]]) -> dict[str, SimpleUploadedFile]:
    """Return a file for each that must be attached."""
    codes = [field["code"] for field in demanded_in(sections) if field["type"] == "file"]
    return {code: SimpleUploadedFile(f"{code}.pdf", PDF, content_type="application/pdf") for code in codes}


def indicators(sections: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return a number for every cell of the indicators of a form: from 2, through a target of 5, to 6."""
    numbers = {"baseline": "2", "target": "5", "actual": "6"}
    return {
        f"{field['code']}_{row['code']}_{column}": numbers[column]
        for section in sections
        for field in section["fields"]
        if field["type"] == "indicators"
        for row in field["rows"]
        for column in field["columns"]
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
    for criterion in case.scheme_version.definition.get("criteria", []):
        typed |= {f"score_{criterion['code']}": "4", f"score_reason_{criterion['code']}": "Godt beskrevet."}
    return typed


def second_assessment(case: Case) -> dict[str, Any]:
    """Return a second caseworker's agreement."""
    scores = {f"score_{each['code']}": "4" for each in case.scheme_version.definition.get("criteria", [])}
    return {"result": "agree", "reasons": "Jeg er enig.", **scores}


def decision(case: Case, awarded: int, *, overhead: int | None = None) -> dict[str, Any]:
    """Return a decision to award a number of kroner, with an approved budget."""
    return {
        "outcome": "granted" if awarded == case.application.requested_amount else "partly_granted",
        "awarded_amount": str(awarded),
        "reasons": "Prosjektet er godt forankret.",
        **budget(awarded, overhead),
        **(terms(case, audit=awarded > 200_000) if unstated(case) else {}),
    }


def anew(amount: int) -> dict[str, str]:
    """Return a decision anew of `amount` kroner, the whole grant as it then is, with its budget."""
    return {
        "result": "change",
        "awarded_amount": str(amount),
        "reasons": "Ny vurdering av prosjektet.",
        **budget(amount),
    }


def terms(case: Case, *, audit: bool) -> dict[str, str]:
    """Return the terms a decision maker sets, where the document states none."""
    return {
        "terms_use_deadline": f"31.12.{case.year}",
        "terms_report_deadline": f"15.02.{case.year + 1}",
        "terms_audit": "yes" if audit else "no",
        "terms_audit_deadline": f"01.04.{case.year + 1}" if audit else "",
        "terms_reasons": "Dokumentet setter ingen frister, og vi følger vanlig praksis.",
    }


def report(used: int, *, case: Case | None = None, overhead: int | None = None) -> dict[str, Any]:
    """Return a report of a number of kroner used, with the indicators of the case's scheme, if any."""
    sections = case.scheme_version.definition["report"]["sections"] if case else []
    return filled(sections, case) | {
        "used_amount": str(used),
        "how_used": "Samlinger og veiledning.",
        "experience": "Gode erfaringer.",
        "competence_procured": "yes",
        "competence_which": "Veiledning i ledelse",
        "services_built": "Et felles tilbud.",
        "competence_raised": "Ja.",
        "deviation_reasons": "",
        "carry_over": "repay",  # asked where something is left, and one can apply
        "increase_comment": "",
        "cooperated_with": "Kunnskapsmiljøet ved høyskolen.",
        **budget(used, overhead, name="accounts"),
        **indicators(sections),
    }


def carry_over(amount: int) -> dict[str, str]:
    """Return what a report says of `amount` kroner that the network applies to use next year."""
    return {
        "carry_over": "apply",
        "carry_over_amount": str(amount),
        "carry_over_reason": "Samlingen i november ble avlyst.",
        "carry_over_plan": "Samlingen holdes i mars.",
    }


def carry_over_decision(granted: int | None = None) -> dict[str, str]:
    """Return a decision to grant a carry-over as applied for, or `granted` kroner of it (0: refused)."""
    outcome = "grant" if granted is None else "part" if granted else "refuse"
    typed = {"outcome": outcome, "granted_amount": str(granted or ""), "late_reason": ""}
    return typed | {"reasons": "Slik planen beskriver."}


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
