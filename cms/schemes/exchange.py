"""A scheme as a file, so that one region's scheme can be used by another: out as JSON, in as a draft (R3.1).

What comes in is strangers' data: it is read as JSON of a bounded size and depth, made into the page's own blocks, and
refused where that would lose or change anything of it.
"""

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page

from cms.blocks import PROSE
from workflows.publishing import PublishError

from .compiling import definition_of, fields_of, fill, own_rules, unknown_types
from .sections import give_codes

FORMAT, VERSION = "nettverksmidler-scheme", 1
MAX_BYTES = 1_000_000  # the largest of our own is 30 kB
_TEXTS = {"nb": "text", "nn": "text_nn"}
_KEYS = re.compile(r'\s*data-block-key="[^"]*"')
_OWN_LINK = re.compile(r"<a [^>]*linktype=[^>]*>(.*?)</a>", re.S)
_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


class ImportRefused(ValueError):
    """A file is no scheme; what it says is for the one who imports."""


def as_file(page: Any) -> dict[str, Any]:
    """Return a scheme as it goes into a file: its definition, and its paragraphs with their rules.

    Raises ValidationError where it has a field that is held, of which not all is known.
    """
    rules, definition = own_rules(page), definition_of(page)
    if gone := unknown_types(definition):
        words = _("A field of the type “%(type)s”, which is not here now, cannot go into a file.")
        raise ValidationError(words % {"type": ", ".join(gone)})
    paragraphs = [
        {
            "code": child.value["code"],
            "text": {language: bare(child.value[name].source) for language, name in _TEXTS.items()},
            "rules": [_bare(rule) for rule in rules if rule["code"] == child.value["code"]],
        }
        for child in page.paragraphs
    ]
    return {"format": FORMAT, "version": VERSION, "definition": definition, "paragraphs": paragraphs}


def bare(text: str) -> str:
    """Return a rich text without Wagtail's keys, and without links to pages and files that are only here."""
    return _OWN_LINK.sub(r"\1", _KEYS.sub("", text))


def _washed(text: str) -> str:
    """Return a rich text with nothing but what an editor could have written."""
    if not text:
        return ""
    editor = ContentstateConverter(PROSE)
    return bare(editor.to_database_format(editor.from_database_format(text)))


def _bare(rule: dict[str, Any]) -> dict[str, Any]:
    return {name: rule[name] for name in ("kind", "severity", "steps", "params", "wording")}


def read(upload: UploadedFile) -> dict[str, Any]:
    """Return the scheme in a file; raises ImportRefused for what is too large, no JSON, or no scheme."""
    if (upload.size or 0) > MAX_BYTES:
        raise ImportRefused(_("The file is too large to be a scheme."))
    try:
        content = json.loads(upload.read().decode("utf-8"))
        # Halves of letters cannot be written, and what is no letter is kept by no database.
        if b"\\u0000" in json.dumps(content, ensure_ascii=False).encode().replace(rb"\\", b""):
            raise ValueError
    except (ValueError, RecursionError):
        raise ImportRefused(_("The file is not JSON that can be read.")) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("version") != VERSION:
        raise ImportRefused(_("The file is not a scheme that was exported from here or from another region."))
    return content


def code_in(content: dict[str, Any]) -> str:
    """Return the code of the scheme in a file, or nothing."""
    definition = content.get("definition")
    return str(definition.get("code", "")) if isinstance(definition, dict) else ""


@transaction.atomic
def import_scheme(content: dict[str, Any], *, parent: Page, code: str, user: Any) -> Any:
    """Make a draft of a scheme in a file, with a code of its own, and return it; raises ImportRefused."""
    from .models import SchemePage

    if not _CODE.match(code):
        raise ImportRefused(_("A scheme has a code in small letters and underscores."))
    definition, paragraphs = content.get("definition"), content.get("paragraphs", [])
    if not isinstance(definition, dict):
        raise ImportRefused(_("The file is not a scheme that was exported from here or from another region."))
    definition = definition | {"code": code}
    page = SchemePage(locale=parent.locale, live=False, slug=_free_slug(parent, code), owner=user)
    try:
        fill(page, fields_of(definition, [_with_rules(each, code) for each in paragraphs]))
        for stream in (page.form, page.report_form, page.progress_form):
            give_codes(stream)
        same = as_file(page)
    except PublishError as refusal:
        raise ImportRefused(" ".join(refusal.messages)) from None
    except (ValidationError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        raise ImportRefused(_("The file is damaged: it cannot be read as a scheme.")) from None
    if lost := [
        *_different(definition, same["definition"]),
        *_different(paragraphs, same["paragraphs"], "paragraphs"),
    ]:
        said = {"what": ", ".join(lost[:5])}
        raise ImportRefused(_("The file says what a scheme cannot have here: %(what)s") % said)
    try:
        page.full_clean(exclude=["path", "depth", "url_path", "content_type"])
        parent.add_child(instance=page)
    except ValidationError as error:
        raise ImportRefused(" ".join(error.messages)) from None
    page.save_revision(user=user, log_action=True)
    return page


def _with_rules(paragraph: Any, code: str) -> dict[str, Any]:
    rules = [rule | {"schemes": [code]} for rule in paragraph["rules"]]
    text = {language: _washed(paragraph["text"].get(language) or "") for language in _TEXTS}
    return {**paragraph, "rules": rules, "text": text}


def _free_slug(parent: Page, code: str) -> str:
    slug = wanted = slugify(code.replace("_", "-"))
    number = 2
    while parent.get_children().filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _different(before: Any, after: Any, place: str = "") -> list[str]:
    """Return where two values are not the same, as paths such as `sections.0.fields.2.max_length`."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            found
            for name in sorted({*before, *after}, key=str)
            for found in _different(before.get(name), after.get(name), f"{place}.{name}".strip("."))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [
            found for at, (old, new) in pairs for found in _different(old, new, f"{place}.{at}".strip("."))
        ]
    return [] if before == after and type(before) is type(after) else [place]
