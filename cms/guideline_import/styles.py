"""What the styles of a DOCX say of a paragraph: a heading, an item of a list, part of the table of contents."""

from typing import Any

from docx.oxml.ns import qn

_DEEPEST = 8  # that Word itself makes


def is_fallback(element: Any) -> bool:
    """Return whether a paragraph is said twice: Word keeps text boxes once more for old programs."""
    return any(parent.tag.endswith("}Fallback") for parent in element.iterancestors())


def in_contents(element: Any) -> bool:
    """Return whether a paragraph stands in a table of contents that Word made."""
    for control in element.iterancestors(qn("w:sdt")):
        gallery = control.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
        if gallery is not None and gallery.get(qn("w:val")) == "Table of Contents":
            return True
    return False


def style_of(document: Any, element: Any) -> str:
    """Return the name of a paragraph's style in small letters, `heading 1`."""
    style = document.part.get_style(element.style, 1)
    return str(style.name or "").lower()


def heading_level(style: str) -> int:
    """Return 1 for a title, 2 for Heading 1 and so on; 0 for what is no heading."""
    if style == "title":
        return 1
    last = style.removeprefix("heading ")
    return int(last) + 1 if last != style and last.isdecimal() else 0


def depth_of(document: Any, element: Any, style: str) -> tuple[str, int] | None:
    """Return the numbering and the depth of an item of a list, or None."""
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if found is None and style.startswith("list"):
        named = document.part.get_style(element.style, 1).element
        found = named.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            return ("", 0) if style.startswith(("list bullet", "list number")) else None
    if found is None:
        return None
    number, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
    numbering = number.get(qn("w:val")) if number is not None else ""
    if numbering == "0":
        return None  # Word's way of taking a numbering away
    deep = int(depth.get(qn("w:val"))) if depth is not None else _last_digit(style)
    return numbering, min(max(deep, 0), _DEEPEST)


def _last_digit(style: str) -> int:
    return int(style[-1]) - 1 if style[-1:].isdecimal() else 0


def is_counted(document: Any, numbering: tuple[str, int], style: str) -> bool:
    """Return whether a list is counted 1, 2, 3 and not marked with bullets."""
    if "bullet" in style or "number" in style:
        return "number" in style
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):  # the library's word for a document without a part for numbering
        return False
    for number in root.iter(qn("w:num")):
        if number.get(qn("w:numId")) == numbering[0]:
            wanted = number.find(qn("w:abstractNumId")).get(qn("w:val"))
            for kind in root.iter(qn("w:abstractNum")):
                if kind.get(qn("w:abstractNumId")) == wanted:
                    for level in kind.iter(qn("w:lvl")):
                        if level.get(qn("w:ilvl")) == str(numbering[1]):
                            shown = level.find(qn("w:numFmt"))
                            return shown is not None and shown.get(qn("w:val")) == "decimal"
    return False
