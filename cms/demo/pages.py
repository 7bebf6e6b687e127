"""The demo's pages in bokmål and nynorsk, from the texts in `content/`.

What is there already is left alone: run again, nothing is doubled, no edition is made, and what an editor has
written stays.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.blocks import RulesBlock
from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    CallIndexPage,
    ContactIndexPage,
    GuidelineIndexPage,
    GuidelinePage,
    HomePage,
    SchemePage,
)
from cms.publishing import SOURCE_LANGUAGE
from cms.schemes.compiling import STREAMS, fields_of
from workflows.clock import OSLO
from workflows.publishing import publish_scheme

from . import documents
from .contacts import load_contacts

CONTENT = Path(__file__).resolve().parent / "content"
LANGUAGES = ("nn", "nb")  # nynorsk first: the bokmål page compiles, and then the other words are there
KINDS: dict[str, type[Page]] = {
    "guidelines": GuidelineIndexPage,
    "contact": ContactIndexPage,
    "calls": CallIndexPage,
    "news": ArticleIndexPage,
    "reports": ArticleIndexPage,
}  # every other page is an article
SHOWN_ELSEWHERE = {"home", "sources"}  # sources of the tables are shown by `imports`, which ships them
OPENED = dt.date(2024, 1, 2)
HOME_SLUGS = {"nb": "hjem", "nn": "heim"}

Texts = dict[str, Any]


def build() -> None:
    """Make the pages, publish guidelines and schemes, and load the contacts; needs the reference tables."""
    load_contacts(read("contacts"))
    site = read("site")
    homes = begin(site["demo_notes"])
    definitions = {
        path.stem.removeprefix("scheme-"): read(path.stem) for path in sorted(CONTENT.glob("scheme-*.json"))
    }
    for definition in definitions.values():
        publish_scheme(definition)
    _articles(homes, read("articles")["articles"])
    for code, texts in site["schemes"].items():
        if code in definitions:
            _scheme(homes, definitions[code], texts, site)
    for path in sorted(CONTENT.glob("guideline-*.json")):  # the older document first: the newer rests on it
        guideline(read(path.stem), homes)


def begin(notes: Texts | None = None) -> dict[str, HomePage]:
    """Make what every installation owes from its first day, and return its front pages by language (R8.12).

    Front page, lists, help, and the statements on privacy and accessibility; editors fit the texts to their
    installation. `notes` stand first on the pages they name.
    """
    pages = read("pages")
    homes = _homes(pages["home"], read("site"))
    for name, texts in pages.items():
        if name not in SHOWN_ELSEWHERE:
            kind = KINDS.get(name, ArticlePage)
            more = {"kind": name} if kind is ArticleIndexPage else {}
            if note := (notes or {}).get(name):
                body = {language: note[language] + texts["body"][language] for language in LANGUAGES}
                texts = texts | {"body": body}
            _pages(kind, homes, texts["slug"], texts, **more)
    return homes


def read(name: str) -> Texts:
    """Return a file of content."""
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


def guideline(texts: Texts, homes: dict[str, HomePage]) -> None:
    """Make and publish the pages of one guideline document; publishing compiles its edition."""
    key = uuid.uuid4()
    with transaction.atomic():
        for language in LANGUAGES:
            index = GuidelineIndexPage.objects.child_of(homes[language]).get()
            _page(GuidelinePage, index, texts["code"], key, **guideline_fields(texts, language))


def guideline_fields(texts: Texts, language: str) -> Texts:
    """Return the fields of a guideline page in a language."""
    revised = texts.get("revision")
    return {
        "title": texts["title"][language],
        "code": texts["code"],
        "intro": texts["intro"][language],
        "valid_from": dt.date.fromisoformat(texts["valid_from"]),
        "valid_to": dt.date.fromisoformat(texts["valid_to"]) if texts.get("valid_to") else None,
        "responsible_body": texts["responsible_body"],
        "revision_date": dt.date.fromisoformat(f"{revised}-01") if revised else None,
        "body": [_block("chapter", _chapter(chapter, language)) for chapter in texts["chapters"]],
        "footnotes": [
            _block(
                "footnote",
                {"number": note["number"], "text": note["text"][language], "url": note.get("url", "")},
            )
            for note in texts["footnotes"]
        ],
        "standings": [
            _block(
                "standing",
                {name: row.get(name, "") for name in ("document", "code", "standing", "replaced_by")},
            )
            for row in texts["standings"]
        ],
    }


def _chapter(chapter: Texts, language: str) -> Texts:
    paragraphs = [_block("paragraph", _paragraph(paragraph, language)) for paragraph in chapter["paragraphs"]]
    return {"number": chapter["number"], "title": chapter["title"][language], "content": paragraphs}


def _paragraph(paragraph: Texts, language: str) -> Texts:
    kinds = RulesBlock().child_blocks
    rules = [_block(rule["kind"], kinds[rule["kind"]].of_rule(rule, language)) for rule in paragraph["rules"]]
    examples = [_block("example", _example(example, language)) for example in paragraph.get("examples", [])]
    text = paragraph["text"][language]
    return {"code": paragraph["code"], "text": text, "rules": rules, "examples": examples}


def _example(example: Texts, language: str) -> Texts:
    given = [_block("item", {"fact": fact, "value": value}) for fact, value in example["given"].items()]
    expected = [_block("item", {"number": None} | row) for row in example["expected"]]
    return example | {"description": example["description"][language], "given": given, "expected": expected}


def _block(kind: str, value: Any) -> Texts:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _homes(texts: Texts, site: Texts) -> dict[str, HomePage]:
    """Return the front pages by language; the site's root is the bokmål one, and Wagtail's welcome page goes."""
    root = Page.get_first_root_node()
    key = uuid.uuid4()
    homes = {}
    for language in LANGUAGES:
        steps = [
            _block("step", {"title": step["title"][language], "text": step["text"][language]})
            for step in site["steps"]
        ]
        homes[language] = _page(
            HomePage, root, HOME_SLUGS[language], key, language=language, title=texts["title"][language],
            intro=texts["intro"][language], body=[_block("text", site["who"][language])], steps=steps,
        )  # fmt: skip
    address = urlsplit(settings.SITE_URL)
    row = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if not isinstance(row.root_page_id and row.root_page.specific, HomePage):
        welcome = row.root_page if row.root_page_id else None
        row.root_page, row.site_name = homes["nb"], texts["title"]["nb"]
        row.hostname = address.hostname or "localhost"
        row.port = address.port or (443 if address.scheme == "https" else 80)
        row.save()
        if welcome and not welcome.get_children().exists():
            welcome.delete()
    return homes


def _pages(kind: type[Page], parents: Mapping[str, Page], slug: str, texts: Texts, /, **more: Any) -> None:
    """Make a page of one kind in both languages; `more` are fields that say the same in both."""
    key = uuid.uuid4()
    for language in LANGUAGES:
        body = [_block("text", texts["body"][language])] if texts.get("body") else []
        title, intro = texts["title"][language], texts["intro"][language]
        _page(kind, parents[language], slug, key, title=title, intro=intro, body=body, **more)


def _articles(homes: dict[str, HomePage], articles: list[Texts]) -> None:
    """Make news and reports, a report with its document."""
    for texts in articles:
        parents = {
            language: ArticleIndexPage.objects.child_of(home).get(kind=texts["list"])
            for language, home in homes.items()
        }
        more: Texts = {"date": dt.date.fromisoformat(texts["date"]), "authors": texts["authors"]}
        if texts["list"] == "reports":
            more["report"] = documents.report(texts["title"]["nb"], texts["intro"]["nb"], texts["authors"])
        _pages(ArticlePage, parents, texts["slug"], texts, **more)


def _scheme(homes: dict[str, HomePage], definition: Texts, texts: Texts, site: Texts) -> None:
    """Make a scheme's page in both languages, with what can be downloaded from it."""
    key = uuid.uuid4()
    for language in LANGUAGES:
        if SchemePage.objects.child_of(homes[language]).filter(slug=texts["slug"]).exists():
            continue
        plan = (
            documents.plan_template(site["plan"], texts["plan"][language], language)
            if "plan" in texts
            else None
        )
        example = documents.application_example(
            definition, texts["example"][language], site["form"], language
        )
        names = {
            "title": definition["name"][language],
            "intro": definition["purpose"][language],
            "scheme": definition["code"],
        }
        _page(
            SchemePage, homes[language], texts["slug"], key,
            **(fields_of(definition) if language == SOURCE_LANGUAGE else names),
            body=[_block("text", texts["body"][language])], target_group=texts["target_group"][language],
            who_can_apply=texts["who_can_apply"][language], application_example=example, plan_template=plan,
        )  # fmt: skip


def _page(
    kind: Any, parent: Page, slug: str, key: uuid.UUID, /, language: str | None = None, **fields: Any
) -> Any:
    """Return the page of that name beneath a parent, made and published if it is not there."""
    if existing := kind.objects.child_of(parent).filter(slug=slug).first():
        return existing
    language = language or parent.locale.language_code
    locale, _created = Locale.objects.get_or_create(language_code=language)
    streams = {
        name: fields.pop(name)
        for name in ("body", "steps", "footnotes", "standings", *STREAMS)
        if name in fields
    }
    day = fields.get("valid_from") or fields.get("date") or OPENED
    published = dt.datetime.combine(day, dt.time(9), OSLO)  # the demo stands in its own time
    page = kind(
        slug=slug, locale=locale, translation_key=key, live=False, first_published_at=published, **fields
    )
    for name, blocks in streams.items():
        setattr(page, name, kind._meta.get_field(name).to_python(json.dumps(blocks)))
    parent.add_child(instance=page)
    page.save_revision(log_action=False).publish(log_action=False)
    page.refresh_from_db()
    return page
