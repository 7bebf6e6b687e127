"""What an editor is told: what was recognised, what was removed, what must be looked at. Printed or shown as a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .accounting import Account
from .pieces import Removed
from .structure import Outline

KINDS = {"text": "text", "markdown": "Markdown", "docx": "DOCX"}


@dataclass(frozen=True)
class Candidate:
    """A sentence that could become a rule, and the paragraph it stands in."""

    code: str
    sentence: str


@dataclass
class Report:
    """The report of one import."""

    kind: str
    charset: str
    outline: Outline
    account: Account
    hidden: list[Removed] = field(default_factory=list)
    joined: list[tuple[int, str]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
