"""What is not pages but rows of the casework, as it is today: calls, and whom to ask. Few, so they are not kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import calls, contacts
from workflows.directory import finding
from workflows.ui.dates import long_datetime
from workflows.ui.paths import local_path

from .weights import CALLED, HEADING, LEAD, TEXT, TITLE, Weights, weigh

_weigh = lru_cache(maxsize=4_000)(weigh)
FIRST = 10 * TITLE  # whoever writes the name of a municipality asks whom to ask there
STATES = {
    "open": (gettext_lazy("Open"), "success"),
    "coming": (gettext_lazy("Coming"), "info"),
    "past": (gettext_lazy("Closed"), "neutral"),
}


@dataclass
class Candidate:
    """Something that may be what is looked for; `pk` of a stored entry whose texts are read when it is shown."""

    kind: str
    same: str
    language: str
    words: Weights
    pk: int | None = None
    factor: float = 1.0
    title: str = ""
    heading: str = ""
    text: str = ""
    url: str = ""
    tag: Any = None


def all_calls(language: str) -> Iterator[Candidate]:
    """Yield every call, by scheme, office and year; one that is past counts for less."""
    for call in calls.everything():
        state, scheme, office = calls.state_of(call), call.scheme_version, call.office
        purpose = scheme.definition.get("purpose", {})
        deadline = _("Deadline: %(deadline)s.") % {"deadline": long_datetime(call.deadline)}
        yield Candidate(
            kind="call",
            same=f"call-{call.pk}",
            language=language,
            words=_weigh(
                (f"{scheme.name_nb} {scheme.name_nn} {call.year}", TITLE),
                (f"{CALLED['call']} {office.name_nb} {office.name_nn}", HEADING),
                (f"{purpose.get('nb', '')} {purpose.get('nn', '')}", TEXT),
            ),
            factor=0.5 if state == "past" else 0.9,  # the scheme's own page comes first
            title=f"{scheme} {call.year}",
            heading=str(office),
            text=f"{deadline} {purpose.get(language, '')}".strip(),
            url=local_path(f"/utlysninger/{call.pk}/"),
            tag=STATES[state],
        )


def all_contacts(language: str, question: str) -> Iterator[Candidate]:
    """Yield whom one can ask, and the answer for a municipality when the question is its name or number (R1.6)."""
    known = contacts.everybody(offers=False)
    here = local_path("/kontakt/")
    asked = finding.fold(question).removesuffix(" kommune")
    towns: dict[int, list[str]] = {}
    for municipality in known.municipalities:
        office = known.offices[municipality.county.office_id].of
        towns.setdefault(office.pk, []).append(municipality.name)
        if asked != municipality.code and asked not in map(finding.fold, finding.names_of(municipality)):
            continue
        region = known.regions.get(municipality.county.bufetat_region_id or 0)
        yield Candidate(
            kind="contact",
            same=f"municipality-{municipality.code}",
            language=language,
            words=weigh((question, FIRST)),
            title=str(municipality),
            heading=municipality.county.name,
            text=" · ".join([office.name_in(language), *([region.of.name_in(language)] if region else [])]),
            url=f"{here}?kommune={municipality.code}#svar",
        )
    for pk, entry in known.offices.items():
        yield _contact(entry, towns[pk], language, here)
    for entry in (*known.regions.values(), *known.environments):
        yield _contact(entry, (), language, here)
    if known.directorate.contacts:
        yield _contact(replace(known.directorate, of=_("The directorate")), (), language, here)


def _contact(entry: contacts.Entry, towns: Iterable[str], language: str, here: str) -> Candidate:
    of: Any = entry.of
    names = " ".join(getattr(of, name, "") for name in ("name", "name_nb", "name_nn"))
    described = " ".join(getattr(of, name, "") for name in ("description_nb", "description_nn"))
    persons = [
        ", ".join(filter(None, [each.name, each.role_nn if language == "nn" else each.role_nb]))
        for each in entry.contacts
    ]
    return Candidate(
        kind="contact",
        same=entry.anchor,
        language=language,
        words=_weigh(
            (f"{of} {names}", TITLE),
            (f"{CALLED['contact']} {' '.join(entry.places)}", HEADING),
            (" ".join(each.name for each in entry.contacts), LEAD),
            (" ".join(f"{each.role_nb} {each.role_nn}" for each in entry.contacts), TEXT),
            (f"{described} {' '.join(towns)}", TEXT),
        ),
        title=of.name_in(language) if hasattr(of, "name_in") else str(of),
        heading=", ".join(entry.places),
        text=" · ".join(filter(None, [getattr(of, f"description_{language}", ""), *persons])),
        url=f"{here}#{entry.anchor}",
    )
