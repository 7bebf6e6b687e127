"""The part of a received case that tells what happened where it came from, read from its sealed package (R7.3)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.cases.models.findings import Step
from workflows.cases.panels import CasePanel, register
from workflows.directory.models import User
from workflows.funds.models import LedgerKind
from workflows.package import files
from workflows.package.reading import NotAPackage, Reader
from workflows.package.verifying import faults_of_journal
from workflows.pages.parts import action_title

from .tables import table_name


def history(case: Case, user: User) -> dict[str, Any]:
    """Return the journal until the case came, its checks, money and open work, and whether it is still what came."""
    arrival = case.arrival
    context: dict[str, Any] = {"arrival": arrival, "code": files.receipt_of(arrival.seal), "faults": []}
    try:
        with arrival.file.open("rb") as file:
            reader = Reader(file)  # type: ignore[arg-type]  # it reads like a file
            if files.seal_of(reader.content(files.MANIFEST)) != arrival.seal:
                context["faults"].append(_now("The package is not the one that was received."))
            context["faults"] += faults_of_journal(reader, reader.json(files.MANIFEST), {})
            return context | _told(reader) | {"only_history": _only_history(arrival.only_history)}
    except (NotAPackage, OSError) as fault:
        context["faults"].append(str(fault))
        return context
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ):  # made by other hands, and received all the same
        context["faults"].append(_now("What it holds is not what a package holds."))
        return context


def _told(reader: Reader) -> dict[str, Any]:
    told = reader.json("case.json")
    people, kinds = told["people"], dict(LedgerKind.choices)
    return {
        "scheme": told["scheme_version"],
        "reason": reader.json(files.MANIFEST)["sent"]["reason"],
        "entries": [
            {
                "seq": entry["seq"],
                "at": dt.datetime.fromisoformat(entry["at"]),
                "who": people.get(str(entry["actor_id"]), ""),
                "acting_for": people.get(str(entry["acting_for_id"]), ""),
                "title": action_title(entry["action"]),
            }
            for entry in reader.json("journal.json")
        ],
        "checks": [
            {
                "step": Step(check["step"]).label if check["step"] in Step.values else check["step"],
                "at": dt.datetime.fromisoformat(check["at"]),
                "found": len(check["findings"]),
                "unmet": sum(found["outcome"] == "unmet" for found in check["findings"]),
            }
            for check in reader.json("checks.json")
        ],
        "ledger": [
            {
                "at": dt.datetime.fromisoformat(entry["at"]),
                "kind": kinds.get(entry["kind"], entry["kind"]),
                "amount": entry["amount"],
            }
            for entry in reader.json("data.json")["ledger"]
        ],
        "work": [item["title"] for item in reader.json("work.json")],
    }


def _only_history(kept: dict[str, int]) -> list[tuple[str, int]]:
    return [(table_name(name), count) for name, count in sorted(kept.items())]


register(
    CasePanel(
        "mottatt",
        _("Before the case came"),
        "sending/part_history.html",
        history,
        order=85,
        internal=True,
        shown=lambda case, user: hasattr(case, "arrival"),
    )
)
