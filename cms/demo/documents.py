"""What applicants download: an example of a scheme's application form, and a template for a project plan (R1.8)."""

import io
import json
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import typst
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.pdf import TEMPLATE, file_name
from workflows.letters.rendering import fonts

LONG = {"longtext", "budget", "file", "indicators"}
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def application_example(definition: dict[str, Any], title: str, texts: dict[str, Any], language: str) -> Any:
    """Return the document of a scheme's form as an accessible PDF, made once."""
    return _once(title, "pdf", lambda: _form_pdf(definition, title, texts, language))


def plan_template(plan: dict[str, Any], title: str, language: str) -> Any:
    """Return the document of a project plan to be filled in with a word processor, made once."""
    return _once(f"{title} ({language})", "docx", lambda: _plan_docx(plan, title, language))


def report(title: str, summary: str, authors: str) -> Any:
    """Return the document of an evaluation report as an accessible PDF, made once (R1.7)."""
    form = {
        "title": title,
        "language": "nb",
        "purpose": summary,
        "note": authors,
        "required": "",
        "sections": [],
    }
    return _once(title, "pdf", lambda: _pdf(form))


def _once(title: str, ending: str, make: Any) -> Any:
    documents = get_document_model().objects
    if existing := documents.filter(title=title).first():
        return existing
    file = ContentFile(make(), name=f"{file_name(title)}.{ending}")
    return documents.create(title=title, file=file, collection=Collection.get_first_root_node())


def _form_pdf(definition: dict[str, Any], title: str, texts: dict[str, Any], language: str) -> bytes:
    form = {
        "title": title,
        "language": language,
        "purpose": definition.get("purpose", {}).get(language, ""),
        "note": texts["note"][language],
        "required": texts["required"][language],
        "sections": [
            {
                "title": section["title"][language],
                "fields": [_field(field, language) for field in section["fields"]],
            }
            for section in definition["sections"]
        ],
    }
    return _pdf(form)


def _pdf(form: dict[str, Any]) -> bytes:
    """Return what form.typ makes of a form."""
    template = TEMPLATE.with_name("form.typ")
    return typst.compile(
        template,
        root=template.parent,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"form": json.dumps(form, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )


def _field(field: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "label": field["label"][language],
        "help": field.get("help", {}).get(language, ""),
        "required": bool(field.get("required")),
        "choices": [choice["label"][language] for choice in field.get("choices", [])],
        "long": field["type"] in LONG,
    }


def _plan_docx(plan: dict[str, Any], title: str, language: str) -> bytes:
    """Return a small Word document with real headings, so that it can be read aloud and has an outline."""
    body = [_paragraph(title, "Title"), _paragraph(plan["intro"][language], "Help")]
    for part in plan["parts"]:
        body += [
            _paragraph(part["title"][language], "Heading1"),
            _paragraph(part["help"][language], "Help"),
            _paragraph(""),
        ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    document_type = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{document_type}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{document_type}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": _styles(language),
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, head + text)
    return whole.getvalue()


def _paragraph(text: str, style: str = "Normal") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/></w:pPr>{run}</w:p>"


def _styles(language: str) -> str:
    def style(name: str, size: int, more: str = "", outline: str = "") -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name.replace("1", " 1")}"/>'
            f'<w:pPr><w:spacing w:after="120"/>{outline}</w:pPr><w:rPr>{more}<w:sz w:val="{size}"/></w:rPr></w:style>'
        )

    outline = '<w:outlineLvl w:val="0"/>'
    return (
        f'<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'
        f'<w:sz w:val="22"/><w:lang w:val="{language}-NO"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("Normal", 22)
        + style("Title", 36, "<w:b/>")
        + style("Heading1", 28, "<w:b/>", outline)
        + style("Help", 20, '<w:i/><w:color w:val="4A5568"/>')
        + "</w:styles>"
    )
