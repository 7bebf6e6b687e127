"""The words of a DOCX paragraph: runs, links, fields and marks of notes, in order."""

from typing import Any

from django.utils.html import escape
from docx.oxml.ns import qn

from .richtext import link, prose, reference

# What others deleted or moved away, what is told twice, and text boxes, whose paragraphs come by themselves.
_SKIPPED = {
    qn(name) for name in ("w:moveFrom", "w:pPr", "w:rPr", "w:txbxContent", "w:instrText", "w:delText")
}


class Runs:
    """Takes a paragraph: `text` is its visible words, `html` the same with bold, italics, links and references."""

    def __init__(self, part: Any, numbers: dict[tuple[str, str], int]) -> None:
        self.part, self.numbers = part, numbers
        self.text = self.html = ""
        self.new_page, self.pictures, self.tracked = False, 0, 0

    def take(self, element: Any) -> None:
        """Take everything inside an element, in order."""
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED or child.tag.endswith("}Fallback"):
                continue
            if child.tag in (qn("w:del"), qn("w:ins")):
                self.tracked += 1
            if child.tag == qn("w:r"):
                self._run(child)
            elif child.tag == qn("w:hyperlink"):
                self._hyperlink(child)
            elif child.tag != qn("w:del"):
                self.take(child)

    def _run(self, run: Any) -> None:
        said = ""
        for child in run.iterdescendants():
            if not isinstance(child.tag, str) or any(
                parent.tag in _SKIPPED for parent in child.iterancestors() if parent is not run
            ):
                continue
            if child.tag == qn("w:t"):
                said += child.text or ""
            elif child.tag in (qn("w:tab"), qn("w:cr")):
                said += "\t"
            elif child.tag == qn("w:noBreakHyphen"):
                said += "-"
            elif child.tag == qn("w:br"):
                self.new_page = self.new_page or child.get(qn("w:type")) == "page"
                said += " "
            elif child.tag == qn("w:lastRenderedPageBreak"):
                self.new_page = self.new_page or not self.text
            elif child.tag in (qn("w:drawing"), qn("w:pict")):
                self.pictures += 1
            elif child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                self._say(said, run)
                said = ""
                self._refer(child)
        self._say(said, run)

    def _refer(self, mark: Any) -> None:
        kind = "footnote" if mark.tag == qn("w:footnoteReference") else "endnote"
        number = self.numbers.setdefault((kind, mark.get(qn("w:id"))), len(self.numbers) + 1)
        self.text += str(number)
        self.html += reference(number)

    def _say(self, said: str, run: Any) -> None:
        if not said:
            return
        self.text += said
        html = prose(said)
        properties = run.find(qn("w:rPr"))
        for tag, name in (("i", "w:i"), ("b", "w:b")):
            mark = properties.find(qn(name)) if properties is not None else None
            if said.strip() and mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off"):
                html = f"<{tag}>{html}</{tag}>"
        self.html += html

    def _hyperlink(self, element: Any) -> None:
        before, text = self.html, self.text
        self.take(element)
        said = self.text[len(text) :]
        target = self.part.rels.get(element.get(qn("r:id")))
        href = target.target_ref if target is not None and target.is_external else ""
        self.html = before + (link(href, str(escape(said))) if said.strip() else self.html[len(before) :])
