"""Schemes as editors make them, for tests: what a new page begins with, and a field, a criterion and a rule more."""

import datetime as dt
from typing import Any

from cms.models import HomePage, SchemePage
from cms.schemes.compiling import fields_of, fill, start
from tests.cms.site import make_site
from tests.cms.test_publishing import _stream
from workflows.clock import OSLO
from workflows.directory.models import GovernorOffice
from workflows.publishing import open_call
from workflows.schemes.models import Call, Edition, SchemeVersion

STREAMS = ("form", "criteria", "options", "letters", "report_form", "progress_form", "paragraphs", "body")


def both(text: str) -> dict[str, str]:
    """Return a text in both language forms."""
    return {"nb": text, "nn": f"{text} nn"}


def field(code: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """Return a field of a definition, labelled as its code."""
    return {"code": code, "type": kind, "label": both(code), "required": False} | more


def when(code: str, value: Any, operator: str = "==") -> dict[str, Any]:
    """Return the condition that a field is so."""
    return {"all": [{"field": code, "operator": operator, "value": value}]}


def definition(*fields: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a scheme for equipment, beside the guideline of 2024, that asks these fields besides the usual ones."""
    made = start() | {"code": "equipment", "name": both("Utstyr"), "purpose": both("Utstyr til nettverk")}
    part = {"code": "equipment", "title": both("Utstyret"), "fields": list(fields) or [field("kind")]}
    return made | {"edition": "2024", "sections": [*made["sections"], part]} | changes


def audit(over: int = 100_000, code: str = "1.1", **changes: Any) -> dict[str, Any]:
    """Return a paragraph by which an audit statement is owed over so many kroner, by 1 April."""
    rule = {
        "kind": "obligation",
        "severity": "must",
        "steps": ["decision", "report", "audit"],
        "params": {
            "obligation": "audit_statement",
            "when": {"fact": "awarded_amount", "operator": ">", "value": over},
        },
        "wording": {
            "nb": f"Revisorerklæring over {over} kroner.",
            "nn": f"Revisorfråsegn over {over} kroner.",
        },
    } | changes
    due = {
        "kind": "parameter",
        "severity": "must",
        "steps": ["decision"],
        "params": {
            "name": "audit_deadline",
            "value": {"month": 4, "day": 1, "years": 1},
            "unit": "date",
        },
        "wording": {"nb": "Innen 1. april.", "nn": "Innan 1. april."},
    }
    return {"code": code, "text": {"nb": "<p>Revisor</p>", "nn": "<p>Revisor nn</p>"}, "rules": [rule, due]}


def page_of(code: str = "equipment", language: str = "nb") -> SchemePage:
    """Return a scheme's page as it is stored."""
    return SchemePage.objects.get(scheme=code, locale__language_code=language)


def home() -> HomePage:
    """Return the bokmål front page of a small site."""
    return make_site()["nb"]


def draft(made: dict[str, Any] | None = None, *paragraphs: dict[str, Any]) -> SchemePage:
    """Make a scheme's page that is not published."""
    made = made or definition()
    parent = home()
    page = fill(SchemePage(slug=made["code"], live=False, locale=parent.locale), fields_of(made, paragraphs))
    parent.add_child(instance=page)
    page.save_revision()
    return page


def publish(made: dict[str, Any] | None = None, *paragraphs: dict[str, Any]) -> SchemePage:
    """Make and publish a scheme's page; return it as it is stored."""
    page = draft(made, *paragraphs)
    page.get_latest_revision().publish()
    return page_of(page.scheme)


def rewrite(page: SchemePage, made: dict[str, Any], *paragraphs: dict[str, Any]) -> SchemePage:
    """Write another definition into a page, unsaved."""
    return fill(page, fields_of(made, paragraphs))


def posted(page: SchemePage, **changes: Any) -> dict[str, Any]:
    """Return what the editor's form posts of a page when the draft is saved; other buttons by `changes`."""
    form: dict[str, Any] = {
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "slug": page.slug, "seo_title": "",
        "search_description": "", "application_example": "", "plan_template": "",
    }  # fmt: skip
    for name in ("title", "intro", "scheme", "network_kind", "guideline", "name_nn", "purpose_nn",
                 "target_group", "who_can_apply"):  # fmt: skip
        form[name] = getattr(page, name)
    for name in STREAMS:
        _stream(form, name, getattr(page, name))
    return form | changes


def call_of(page: SchemePage) -> Call:
    """Open a call for the newest version of the scheme that a page makes: all of 2024."""
    version = SchemeVersion.objects.newest(page.scheme, document="2024")
    assert version is not None
    return open_call(
        office=GovernorOffice.objects.get(code="ROG"),
        scheme_version=version,
        edition=Edition.objects.filter(document="2024").latest("version"),
        year=2024,
        opens=dt.datetime(2024, 1, 15, 9, tzinfo=OSLO),
        deadline=dt.datetime(2024, 12, 31, 23, 59, tzinfo=OSLO),
    )
