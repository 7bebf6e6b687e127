"""What the people of the journey write: a project of the learning network Dalane and Sandnes."""

from pathlib import Path
from typing import Any

import typst

REQUESTED, AWARDED, USED = 260_000, 240_000, 232_000


def kroner(amount: int) -> str:
    """Return an amount as people type it: `260 000`."""
    return f"{amount:,}".replace(",", " ")


def budget(total: int, overhead: int, *, name: str = "budget") -> dict[str, str]:
    """Return the lines of a budget that adds up."""
    competence = 60_000
    return {
        f"{name}_project_positions": kroner(total - competence - overhead),
        f"{name}_external_competence": kroner(competence),
        f"{name}_overhead": kroner(overhead),
        f"{name}_other": "0",
    }


def plan(folder: Path) -> Path:
    """Return a project plan of one page, as a file to upload."""
    path = folder / "prosjektplan.pdf"
    page = '#set document(title: "Prosjektplan")\n#set text(lang: "nb")\n= Prosjektplan\nFire samlinger.'
    path.write_bytes(typst.compile(page.encode()))
    return path


def application(plan: Path, *, overhead: int) -> dict[str, Any]:
    """Return what the network writes; what the register knows is filled in already."""
    return {
        "address": "Sokndalsveien 1",
        "postcode": "4370",
        "postal_place": "Egersund",
        "contact_phone": "51 22 33 44",
        "concerns": "Trygge overganger",
        "theme": "Barn som flytter mellom tiltak, skal møte voksne som kjenner historien deres. "
        "Vi vil prøve ut faste overgangsmøter og en felles veileder.",
        "risk_condition_assessment": "Kommunenes vurderinger fra i fjor viser mange brudd i tiltak. "
        "Halvparten av bruddene skjer de tre første månedene.",
        "use_of_funds": "En prosjektleder i halv stilling, fire samlinger for ansatte og veiledning av ledere.",
        "project_plan": plan,
        "knowledge_environment_considered": "yes",
        "knowledge_environment_contact": "yes",
        "knowledge_environment_reasons": "Kunnskapssenteret Kysten følger prosjektet og evaluerer det.",
        "requested_amount": kroner(REQUESTED),
        **budget(REQUESTED, overhead),
        "other_public_funding": "no",
        "continuation_plan": "Overgangsmøtene blir en del av kommunenes ordinære arbeid.",
    }


ASSESSMENT_REASONS = (
    "Prosjektet svarer på et behov kommunene har dokumentert, og er godt forankret i fire av fem kommuner. "
    "Vi anbefaler noe mindre enn omsøkt, fordi samlingene kan holdes i kommunenes egne lokaler."
)
DECISION_REASONS = (
    "Statsforvalteren mener prosjektet vil gi barn færre brudd. Samlingene forutsettes holdt i egne lokaler."
)
REPORT: dict[str, Any] = {
    "used_amount": kroner(USED),
    **budget(USED, 11_000, name="accounts"),
    "carry_over": "repay",
    "deviation_reasons": "",
    "how_used": "Prosjektlederen har holdt fire samlinger, og 38 ansatte har fått veiledning.",
    "services_built": "Faste overgangsmøter i alle kommunene, og en felles veileder for ansatte.",
    "competence_raised": "Ansatte kjenner rutinene i nabokommunene og bruker den samme veilederen.",
}
