"""The texts of letters: paragraphs with fields in braces, and how they are filled in (R4.5, F4).

A text is paragraphs separated by blank lines. A paragraph that begins with `## ` is a heading. `{network}` and
its like are filled in; a list or a budget table that is filled in becomes one. What is filled in is never
read for fields or headings again, so that nobody can write themselves into a letter.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.registry import Guard, Registry
from workflows.ui.amounts import NBSP, format_amount
from workflows.ui.dates import long_date
from workflows.ui.forms import COST_KINDS

LINE, TEXT, AMOUNT, DATE, LIST, TABLE = "line", "text", "amount", "date", "list", "table"
HEADING = "## "
FIELD = re.compile(r"\{(\w+)\}")
_LAST = re.compile(r"\{(\w+)\}$")

Block = dict[str, Any]


@dataclass(frozen=True)
class LetterField:
    """A field of letters: its name, what editors see, the kind of value, and whether it may be empty."""

    name: str
    label: str | Promise
    kind: str = LINE
    may_be_empty: bool = False
    find: Callable[[Any], Any] | None = None
    """Finds the value in the case, for fields that neither the case page nor the decision gives."""


def _by_name(*fields: LetterField) -> dict[str, LetterField]:
    return {field.name: field for field in fields}


def _guarded(field: LetterField, guard: Guard) -> LetterField:
    """Return a plugin's field; where it fails it is empty, so that the letter waits and says what it lacks."""
    assert field.find is not None
    return replace(field, find=guard("find", field.find, lambda case: None, of=lambda case: case))


LETTER_FIELDS: Registry[LetterField] = Registry("The letter field", _guarded)


def register(field: LetterField) -> LetterField:
    """Let the texts of letters ask for one more thing; refuses a second of the name."""
    return LETTER_FIELDS.add(field.name, field)


for _each in (
    LetterField("recipient", gettext_lazy("who gets the letter")),
    LetterField("network", gettext_lazy("the network's name")),
    LetterField("case_number", gettext_lazy("case number")),
    LetterField("scheme", gettext_lazy("the scheme's name")),
    LetterField("year", gettext_lazy("grant year")),
    LetterField("office", gettext_lazy("the office's name")),
    LetterField("requested_amount", gettext_lazy("requested amount"), AMOUNT),
    LetterField("awarded_amount", gettext_lazy("awarded amount"), AMOUNT),
    LetterField("purpose", gettext_lazy("what the money is for, as applied for"), TEXT),
    LetterField("reasons", gettext_lazy("reasons for the decision"), TEXT),
    LetterField("conditions", gettext_lazy("conditions, or “none”"), LIST, may_be_empty=True),
    LetterField("budget_table", gettext_lazy("the approved budget as a table"), TABLE, may_be_empty=True),
    LetterField("use_deadline", gettext_lazy("the day the money must be used by"), DATE),
    LetterField("report_deadline", gettext_lazy("the day the report is due"), DATE),
    LetterField(
        "audit_requirement", gettext_lazy("whether an auditor's statement is required, and when"), TEXT
    ),
    LetterField("appeal_deadline", gettext_lazy("the day an appeal is due"), DATE),
    LetterField("decision_date", gettext_lazy("the date of the decision"), DATE),
    LetterField("decider", gettext_lazy("who decided")),
):
    register(_each)
# What only our own standard letters (workflows.letters.standard) ask for.
STANDARD_FIELDS = _by_name(
    LetterField("asked_for", gettext_lazy("what is missing"), TEXT),
    LetterField("expected_by", gettext_lazy("when an answer can be expected"), DATE),
    LetterField("received", gettext_lazy("when the application was received")),
    LetterField("earlier_amount", gettext_lazy("what was awarded before"), AMOUNT),
    LetterField("other_changes", gettext_lazy("other changes to the project"), LIST, may_be_empty=True),
    LetterField("appeal_text", gettext_lazy("what can be done with the decision"), LIST, may_be_empty=True),
    LetterField("appeal_body", gettext_lazy("who decides the appeal")),
    LetterField("statement", gettext_lazy("the office's statement"), TEXT),
    LetterField("applied_amount", gettext_lazy("what was applied to be carried over"), AMOUNT),
    LetterField("carried_amount", gettext_lazy("what is carried over"), AMOUNT),
    LetterField("repay_amount", gettext_lazy("what is to be paid back"), AMOUNT),
    LetterField("repay_by", gettext_lazy("the day it is to be paid back by"), DATE),
    LetterField("pay_to", gettext_lazy("where to pay it"), TEXT),
    LetterField("due", gettext_lazy("the day something is due"), DATE),
    LetterField("last_year", gettext_lazy("the project's last year")),
    LetterField("stopped_on", gettext_lazy("the day the project stopped"), DATE),
    LetterField("audit_deadline", gettext_lazy("the day the audit statement is due"), DATE),
)


class LetterIncomplete(ValueError):
    """A letter cannot be written, since its text asks for what nobody has given. `fields` are their names."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = sorted(set(fields))
        super().__init__(f"The letter lacks {', '.join(self.fields)}.")


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [part.strip() for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if part.strip()]


def fields_in(*texts: str) -> set[str]:
    """Return the names of the fields that texts ask for."""
    return {name for text in texts for name in FIELD.findall(text)}


def fill_line(text: str, values: Mapping[str, Any]) -> str:
    """Return a text of one line, such as a subject, with its fields filled in.

    Raises LetterIncomplete when a field is empty.
    """
    missing = [name for name in fields_in(text) if _is_empty(values.get(name))]
    if missing:
        raise LetterIncomplete(missing)
    return re.sub(r"[ \t\r\n]+", " ", _filled(text, values))


def fill_body(body: str, values: Mapping[str, Any], *, language: str) -> list[Block]:
    """Return the blocks of a letter: `heading` and `text` with a text, `list` with items, `table` with rows.

    Raises LetterIncomplete when a field that may not be empty is.
    """
    missing = [
        name for name in fields_in(body) if _is_empty(values.get(name)) and not _field(name).may_be_empty
    ]
    if missing:
        raise LetterIncomplete(missing)
    with translation.override(language):
        return [block for paragraph in paragraphs_of(body) for block in _blocks(paragraph, values)]


def _field(name: str) -> LetterField:
    """Return a field by name; one that nobody knows is a line, and never empty."""
    return LETTER_FIELDS.get(name) or STANDARD_FIELDS.get(name) or LetterField(name, name)


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], (), {}) or (isinstance(value, str) and not value.strip())


def _as_text(name: str, value: Any) -> str:
    """Return a field's value within a sentence."""
    if isinstance(value, dt.date):
        return long_date(value).replace(". ", f".{NBSP}", 1)  # a line does not end between day and month
    if _field(name).kind == AMOUNT:
        return format_amount(value)
    if _field(name).kind == LIST:
        return "; ".join(str(item).strip() for item in value or []) or _("none")
    return str(value).replace("\r\n", "\n").strip()


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return FIELD.sub(lambda match: _as_text(match[1], values.get(match[1])), text)


def _blocks(paragraph: str, values: Mapping[str, Any]) -> list[Block]:
    """Return the blocks that one paragraph becomes: a long value that ends it may bring several."""
    if paragraph.startswith(HEADING):
        return [{"kind": "heading", "text": fill_line(paragraph.removeprefix(HEADING), values)}]
    last = _LAST.search(paragraph)
    if last is None:
        return [_text(_filled(paragraph, values))]
    name, before = last[1], paragraph[: last.start()].rstrip()
    kind: str = _field(name).kind
    value: Any = values.get(name)
    if kind == TABLE:
        return [_table(value)] if value else []
    if kind == LIST and len(value or []) > 1:
        items = [str(item).strip() for item in value]
        return [*([_text(_filled(before, values))] if before else []), {"kind": "list", "items": items}]
    if kind == LIST and not value and not before:
        return []
    if kind == TEXT:
        first, *rest = paragraphs_of(str(value))
        return [_text(_filled(paragraph, {**values, name: first})), *(_text(part) for part in rest)]
    return [_text(_filled(paragraph, values))]


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _table(budget: Mapping[str, int]) -> Block:
    """Return the approved budget, whole kroner by cost kind, as a table with its sum."""
    return {
        "kind": "table",
        "columns": [_("Cost"), _("Approved amount")],
        "rows": [[str(label), format_amount(budget.get(kind, 0))] for kind, label in COST_KINDS.items()],
        "total": [_("Sum"), format_amount(sum(budget.values()))],
    }
