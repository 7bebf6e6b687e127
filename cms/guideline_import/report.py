"""What an editor is told: what was recognised, what was removed, what must be looked at. Printed or shown as a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .accounting import Account
from .pieces import Removed
from .structure import Outline


@dataclass(frozen=True)
class Candidate:
    """A sentence that could become a rule, and the paragraph it stands in."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Section:
    """A part of the report: a heading and its lines."""

    heading: str
    lines: list[str]


@dataclass
class Report:
    """The report of one import. `account` says where every word of the source went."""

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

    def sections(self) -> list[Section]:
        """Return the parts that have something to say, the most important first."""
        everything = [
            Section(_("The words"), [self.promise()]),
            Section(_("To be looked at"), self.remarks),
            Section(_("Recognised"), list(self._recognised())),
            Section(_("Chapters"), list(self._chapters())),
            Section(_("Removed"), [self._place(each) for each in self.outline.removed]),
            Section(_("Moved to the notes"), [self._place(each) for each in self.outline.moved]),
            Section(_("Outside the text, and left out"), [self._place(each) for each in self.hidden]),
            Section(_("Sentences put together again"), [self._at(line, said) for line, said in self.joined]),
            Section(_("Fields of a form"), self.fields),
            Section(_("Contacts"), self.contacts),
            Section(_("Could become rules"), [f"{each.code}: {each.sentence}" for each in self.candidates]),
        ]
        return [section for section in everything if section.lines]

    def promise(self) -> str:
        """Return in a sentence where the words went."""
        counts = {
            "source": self.account.source,
            "draft": self.account.draft,
            "removed": self.account.removed,
            "notes": self.account.notes,
        }
        if self.account.is_whole:
            return (
                _(
                    "Every word is accounted for: of the document's %(source)s, %(draft)s are in the text in the "
                    "same order, %(notes)s in the notes, and %(removed)s were removed."
                )
                % counts
            )
        return _(
            "Compare the draft with the document: from “%(words)s” on, words are missing, added or in another order."
        ) % {"words": self.account.astray}

    def _recognised(self) -> Iterator[str]:
        kinds = {"text": _("Plain text"), "markdown": "Markdown", "docx": "DOCX"}
        yield ", ".join(filter(None, (kinds[self.kind], self.charset)))
        chapters = self.outline.chapters
        html = "".join(each.html for chapter in chapters for each in chapter.paragraphs)
        paragraphs = sum(len(chapter.paragraphs) for chapter in chapters)
        subchapters = sum(len(chapter.subchapters) for chapter in chapters)
        links = html.count("<a ") - html.count('<a href="#fotnote-')
        for text, number in (
            (ngettext("%(count)s chapter", "%(count)s chapters", len(chapters)), len(chapters)),
            (ngettext("%(count)s sub-chapter", "%(count)s sub-chapters", subchapters), subchapters),
            (ngettext("%(count)s paragraph", "%(count)s paragraphs", paragraphs), paragraphs),
            (
                ngettext("%(count)s item in lists", "%(count)s items in lists", html.count("<li>")),
                html.count("<li>"),
            ),
            (ngettext("%(count)s link", "%(count)s links", links), links),
            (
                ngettext("%(count)s footnote", "%(count)s footnotes", len(self.outline.notes)),
                len(self.outline.notes),
            ),
            (
                ngettext("%(count)s field of a form", "%(count)s fields of a form", len(self.fields)),
                len(self.fields),
            ),
            (ngettext("%(count)s contact", "%(count)s contacts", len(self.contacts)), len(self.contacts)),
        ):
            if number:
                yield text % {"count": number}

    def _chapters(self) -> Iterator[str]:
        for chapter in self.outline.chapters:
            yield f"{chapter.number}. {chapter.title or _('Introduction')}"
            yield from chapter.subchapters

    def _place(self, each: Removed) -> str:
        said = self._at(each.line, each.text) if each.line else each.text
        return f"{said} ({each.reason})"

    def _at(self, line: int, said: str) -> str:
        where = _("Paragraph %(line)s: %(said)s") if self.kind == "docx" else _("Line %(line)s: %(said)s")
        return where % {"line": line, "said": said}
