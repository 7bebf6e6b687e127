"""Two editions as plain data: what the comparison reads, and no more. No database, no pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Place = tuple[str, str, int]  # document, paragraph code, number in the paragraph


@dataclass(frozen=True)
class Rule:
    """A rule as it stands in an edition."""

    code: str
    number: int
    kind: str
    severity: str
    schemes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    wording: str = ""

    @property
    def about(self) -> tuple[str, str]:
        """Return what the rule is about: the same in two editions means that it is the same rule."""
        names = (self.params.get(name) for name in ("fact", "name", "obligation"))
        return self.kind, next((str(name) for name in names if name), "")

    @property
    def condition(self) -> Mapping[str, Any]:
        """Return fact, operator and value, wherever the kind keeps them."""
        return self.params.get("when") or self.params


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's words: lines of plain text, where its links lead, and where it is read."""

    code: str
    text: str
    chapter: str = ""
    links: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Edition:
    """A guideline edition: its paragraphs in order, its rules, and what it says of older documents.

    `takes_over_from` are the documents this one is the next edition of, so that paragraph codes mean the same.
    `standings` say of a rule of another document that it is kept, replaced (and by which paragraph) or lapsed.
    """

    code: str
    paragraphs: tuple[Paragraph, ...] = ()
    rules: tuple[Rule, ...] = ()
    chapters: Mapping[str, str] = field(default_factory=dict, hash=False)
    takes_over_from: frozenset[str] = frozenset()
    standings: Mapping[Place, tuple[str, str]] = field(default_factory=dict, hash=False)
