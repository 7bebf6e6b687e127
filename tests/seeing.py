"""What is seen of a case: why something was refused, what the rules found, what letters say, what the ledger holds."""

import uuid
from typing import Any

from tests import way
from workflows import work
from workflows.cases.checking import latest_findings, recheck
from workflows.cases.models import Case, Document, FactSheet
from workflows.directory.models import User
from workflows.errors import Invalid
from workflows.verifying import verify_all

OF_SUBSTANCE = "__all__"  # where refusals stand that are about no field: a paragraph, no funds


def refusals(
    case: Case, node: str, by: User | str, files: dict[str, Any] | None = None, **data: Any
) -> dict[str, list[str]]:
    """Return why a task is refused, by field; nothing where it was done."""
    person = User.objects.get(username=by) if isinstance(by, str) else by
    item = way.item(case, node)
    try:
        work.complete(item, by=person, data=way.as_post(data), files=files or {}, key=uuid.uuid4().hex)
    except Invalid as invalid:
        return {field: [str(error) for error in errors] for field, errors in invalid.form.errors.items()}
    return {}


def findings(case: Case, step: str) -> dict[str, str]:
    """Return what the newest check at a step found: the outcome by paragraph, such as {"2021-0.2": "met"}."""
    return {str(finding.rule): finding.outcome for finding in latest_findings(case, step)}


def open_tasks(case: Case) -> list[str]:
    """Return the tasks that are open, by flow and name, in the order they were opened."""
    return [f"{item.flow}.{item.node}" for item in case.items.filter(open=True).order_by("id")]


def letters(case: Case) -> list[tuple[str, str]]:
    """Return the letters sent in a case: kind and language form, in order."""
    sent = case.documents.filter(direction=Document.Direction.OUT).order_by("id")
    return [(letter.kind, letter.language) for letter in sent]


def letter(case: Case, kind: str) -> str:
    """Return all that the newest letter of a kind says, with plain spaces."""
    content = case.documents.filter(kind=kind).latest("id").content
    said = [content["subject"]]
    for block in content["paragraphs"]:
        said += [block[part] for part in ("text",) if part in block] + block.get("items", [])
        said += [" ".join(row) for row in [*block.get("rows", []), block.get("total", [])]]
    return "\n".join(said).replace("\u00a0", " ")


def ledger(case: Case) -> list[tuple[str, int]]:
    """Return the movements of money in a case: kind and kroner, in order."""
    return list(case.ledger.order_by("id").values_list("kind", "amount"))


def acts(case: Case) -> list[tuple[str, str]]:
    """Return the journal: what was done and by whom (username), in order."""
    entries = case.journal.order_by("seq").select_related("actor")
    return [(entry.action, entry.actor.username if entry.actor else "") for entry in entries]


def faults() -> list[str]:
    """Return what a later check would find wrong: findings that cannot be found again, journal, ledger, pots."""
    sheets = FactSheet.objects.select_related("edition", "case__scheme_version")
    return [fault for sheet in sheets for fault in recheck(sheet)] + verify_all().faults
