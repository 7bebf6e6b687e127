"""A document of our own with the furniture of the real ones, as plain text, Markdown and DOCX; all in own sentences."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

PLAIN = """\
Håndbok for prøvenettverk

Innhold
Innledning ........................................................ 2
1. Hva en prøve er til for ........................................ 2
2. Hvem som kan delta i prøvenettverk, og hva de som ikke deltar
kan gjøre i stedet ................................................ 3
3. Penger og papirer .............................................. 3
4. Spørsmål ....................................................... 4

Side 1 av 4
\fHåndbok for prøvenettverk

Innledning
Denne håndboken er skrevet for dem som prøver ut programmer, og den handler bare
om oppdiktede nettverk.1 Ingen skal søke etter den, og ingen skal få penger etter
den. Den finnes for at maskinen skal ha noe å lese.

Prøvene er delt i tre slag:

• små prøver, som tar en time

• store prøver, som tar en dag og som krever at minst to personer
er til stede

• andre prøver.

1 Les mer om prøver hos den som lagde dem

https://prove.example.org/om/

Side 2 av 4
\fHåndbok for prøvenettverk

1. Hva en prøve er til for
En prøve skal vise at noe virker. Den kan også vise at noe ikke virker, og da skal den
som lagde prøven, si fra til dem som lagde det andre. Når prøven er ferdig, blir noen av

Side 3 av 4
\fHåndbok for prøvenettverk

resultatene skrevet ned på et ark som henger i gangen utenfor rommet der det skjedde.

2. Hvem som kan delta i prøvenettverk, og hva de som ikke deltar

kan gjøre i stedet

Alle kan delta, men ingen må.

2.1. Særlig om dem som bor langt unna
De som bor mer enn 40 kilometer unna, kan få dekket inntil 500 kroner til reisen når de
ber om det i tide.

3. Penger og papirer
Pengene brukes i denne rekkefølgen:

1. Først til reiser
2. Så til mat
3. Til slutt til papir

Reiser
Reiser skal betales av dem som reiser, og så får de pengene igjen når arket er skrevet
under på. Se også https://prove.example.org/reiser.

Søknaden skal ha med følgende:

Navn på prøven:
Adresse:
Kontaktperson for prøven:
Navn:
Telefon:
E-post:

Beløp:
Hva pengene skal gå til:

4. Spørsmål
Disse svarer på spørsmål:

Avdeling opp: Vår Vik, 22 00 00 01, vaar@example.org
Avdeling ned: Høst Hei, 22 00 00 02, host@example.org

Side 4 av 4
"""

CHAPTERS = [
    ("0", "Innledning"),
    ("1", "Hva en prøve er til for"),
    ("2", "Hvem som kan delta i prøvenettverk, og hva de som ikke deltar kan gjøre i stedet"),
    ("3", "Penger og papirer"),
    ("4", "Spørsmål"),
]
FIELDS = [
    "Navn på prøven:", "Adresse:", "Kontaktperson for prøven:", "Navn:", "Telefon:", "E-post:", "Beløp:",
    "Hva pengene skal gå til:",
]  # fmt: skip

MARKDOWN = """\
**Prøvehuset**

---

# **Håndbok for prøvenettverk**

# Innhold

<b>Innledning .....</b>\t<b>2</b>
<b>1. Hva en prøve er til for .....</b>\t<b>2</b>
<b>2. Spørsmål.....</b>\t<b>3</b>

<!-- skrevet om i natt -->

## Innledning

Denne håndboken er skrevet for dem som *prøver ut* programmer.[^om] Ingen skal søke etter den, og [ingen](#) skal få
penger etter den.

[^om]: Les mer om prøver hos <https://prove.example.org/om/>

## 1. Hva en prøve er til for

En prøve skal vise at **noe virker**. Den kan også vise at noe ikke virker, og da blir noen av

resultatene skrevet ned på et [ark](https://prove.example.org/ark).

- små prøver
- store prøver
  - som tar en dag
- andre prøver

1. Først til reiser
2. Så til mat

### Reiser

Reiser skal betales av dem som reiser. <script>alert(1)</script>[Se her](javascript:alert(1))

## 1.1. Særlig om dem som bor langt unna

De kan få dekket inntil 500 kroner.

| Avstand | Beløp |
| ------- | ----- |
| 40 km   | 500   |

## 2. Spørsmål

Disse svarer på spørsmål:

Avdeling opp: Vår Vik, 22 00 00 01, [vaar@example.org](mailto:vaar@example.org)

Avdeling ned: Høst Hei, 22 00 00 02, [host@example.org](mailto:host@example.org)
"""


def docx() -> bytes:
    """Return the document as Word would have it: styles, a table of contents, a header, a link, a footnote."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Håndbok for prøvenettverk"
    document.sections[0].footer.paragraphs[0].text = "Side 1"
    document.add_paragraph("Prøvehuset")
    document.add_heading("Håndbok for prøvenettverk", level=0)
    document.add_paragraph("Innhold")
    for entry in ("Innledning\t2", "1. Hva en prøve er til for\t2", "2. Spørsmål\t3"):
        document.add_paragraph(entry)
    document.add_heading("Innledning", level=1)
    paragraph = document.add_paragraph("Denne håndboken er skrevet for dem som ")
    paragraph.add_run("prøver ut").bold = True
    paragraph.add_run(" programmer.")
    _refer(document, paragraph, "Les mer om prøver hos den som lagde dem")
    paragraph.add_run(" Ingen skal få penger etter den.")
    document.add_heading("1. Hva en prøve er til for", level=1)
    document.add_paragraph("En prøve skal vise at noe virker, og da blir noen av")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("resultatene skrevet ned på et ark.")
    document.add_paragraph("Det er to slag:")
    document.add_paragraph("små prøver", style="List Bullet")
    document.add_paragraph("store prøver", style="List Bullet")
    document.add_heading("1.1. Særlig om reiser", level=2)
    _link(document, document.add_paragraph("Se også "), "siden om reiser", "https://prove.example.org/reiser")
    document.add_paragraph("Først til reiser", style="List Number")
    document.add_paragraph("Så til mat", style="List Number")
    document.add_heading("2. Spørsmål", level=1)
    document.add_paragraph("Søknaden skal ha med følgende:")
    for field in FIELDS:
        document.add_paragraph(field)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Avdeling opp", "Vår Vik"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


DOCX_WORDS = (
    "Prøvehuset Håndbok for prøvenettverk Innhold Innledning 2 1 Hva en prøve er til for 2 2 Spørsmål 3 Innledning "
    "Denne håndboken er skrevet for dem som prøver ut programmer.1 Ingen skal få penger etter den. "
    "1 Hva en prøve er til for En prøve skal vise at noe virker, og da blir noen av resultatene skrevet ned på et ark. "
    "Det er to slag: små prøver store prøver 1.1. Særlig om reiser Se også siden om reiser 1 Først til reiser "
    f"2 Så til mat 2 Spørsmål Søknaden skal ha med følgende: {' '.join(FIELDS)} Avdeling opp Vår Vik"
).split()


def _refer(document: Any, paragraph: Any, text: str) -> None:
    """Add a footnote, which python-docx cannot."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<w:footnotes xmlns:w="{space}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), "1")
    paragraph.add_run()._r.append(mark)


def _link(document: Any, paragraph: Any, text: str, url: str) -> None:
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), document.part.relate_to(url, RT.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    element.append(run._r)
    paragraph._p.append(element)
