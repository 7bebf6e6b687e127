"""Writing a letter: its text is fixed here once, registered as a document, and its PDF owed (R4.5, R8.1, R8.7).

Everything that the PDF shows lies in `Document.content`, also the words around the text, so that the letter
made again years later says the same.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock, outbox
from workflows.cases.models import Case, Document, DocumentRegistration
from workflows.directory.models import User
from workflows.schemes.fields import in_language
from workflows.schemes.letter_texts import LETTER_FIELDS, fields_in, fill_body, fill_line
from workflows.ui.amounts import NBSP
from workflows.ui.dates import long_date, long_datetime
from workflows.ui.numbers import format_orgnr

from .standard import STANDARD

LANGUAGES = ("nb", "nn")
DELIVERY = "letter.render"


def compose(
    *,
    case: Case,
    kind: str,
    language: str,
    fields: Mapping[str, Any],
    by: User | None,
    party: str = "",
    at: dt.datetime | None = None,
    annex: Mapping[str, Any] | None = None,
) -> Document:
    """Register the letter of `kind` in the case as a sent document, and owe its PDF.

    `fields` holds what the text asks for and the case does not tell: amounts in whole kroner, dates as dates,
    conditions as a list of texts, `budget_table` as whole kroner by cost kind. `party` is the recipient's name,
    its further lines the address; without it the responsible municipality at the application's address.
    `annex` follows the letter on pages of its own: a `title`, and `blocks` as the letter's own paragraphs.
    `at` is the moment of the decision (now). Call it in the transaction of what the letter tells.
    Raises LookupError for a kind that neither the scheme nor the standard letters have, ValueError for a language
    letters are not written in, and LetterIncomplete when a field that the text needs is empty.
    """
    at = at or clock.now()
    content = content_of(case=case, kind=kind, language=language, fields=fields, by=by, party=party, at=at)
    if annex:
        content["annex"] = _plain(annex)
    document = Document.objects.create(
        case=case,
        direction=Document.Direction.OUT,
        kind=kind,
        title=content["subject"][:250],
        party=content["recipient"][0][:250],
        date=at,
        registered_by=by,
        language=language,
        content=content,
        filename=_filename(case, content["subject"]),
        content_type="application/pdf",
    )
    outbox.put(kind=DELIVERY, key=f"letter:{document.pk}", payload={"document": document.pk})
    return document


def content_of(
    *,
    case: Case,
    kind: str,
    language: str,
    fields: Mapping[str, Any],
    by: User | None,
    at: dt.datetime,
    party: str = "",
) -> dict[str, Any]:
    """Return all that a letter says, as `compose` registers it and a preview shows it; writes nothing."""
    if language not in LANGUAGES:
        raise ValueError(f"Letters are in nb or nn, not {language}.")
    recipient = [line.strip() for line in party.splitlines() if line.strip()] or address_of(case)
    with translation.override(language):
        subject, body, note = _text(case, kind, language)
        given = {name: value for name, value in fields.items() if value is not None}
        values = _known(case, language, fields_in(subject, body), recipient[0], at, by) | given
        return {
            "kind": kind,
            "language": language,
            "subject": _plain(fill_line(subject, values)),
            "paragraphs": _plain(fill_body(body, values, language=language)),
            "note": note,
            "at": at.isoformat(timespec="seconds"),
            "date": long_date(at),
            "reference": case.number,
            "archive_reference": _archive_reference(case),
            "sender": _sender(case, language),
            "recipient": _plain(recipient),
            "decider": str(values.get("decider") or ""),
            "labels": {
                "to": _("To"),
                "date": _("Date"),
                "reference": _("Our reference"),
                "archive_reference": _("Archive reference"),
                "page": _("Page"),
                "of": _("of"),
            },
        }


def address_of(case: Case) -> list[str]:
    """Return the address block of the case's recipient: the responsible municipality, at the application's address."""
    answers = _answers(case)
    place = " ".join(part for part in (_said(answers, "postcode"), _said(answers, "postal_place")) if part)
    contact = _said(answers, "contact_name")
    lines = [
        f"{case.municipality} kommune",
        f"v/ {contact}" if contact else "",
        _said(answers, "address"),
        place,
    ]
    return [line for line in lines if line]


def audit_requirement(*, required: bool, deadline: dt.date | None, language: str) -> str:
    """Return the sentence for `{audit_requirement}`: whether an auditor's statement is owed, and by when (R4.5).

    Raises ValueError when one is required without a deadline.
    """
    with translation.override(language):
        if not required:
            return _("You need not send an auditor's statement for this amount.")
        if deadline is None:
            raise ValueError("An auditor's statement that is required has a deadline.")
        return _(
            "You must send a statement from a registered or state-authorised auditor. It must reach us by %(date)s."
        ) % {"date": long_date(deadline)}


def _text(case: Case, kind: str, language: str) -> tuple[str, str, str]:
    """Return subject, body and note of a letter: the scheme's own, or a standard one."""
    own = case.scheme_version.definition.get("letters", {}).get(kind)
    if own:
        subject = in_language({form: own[form]["subject"] for form in own}, language)
        body = in_language({form: own[form]["body"] for form in own}, language)
        return subject, body, _("This letter is approved electronically, and has therefore no signature.")
    if kind in STANDARD:
        letter = STANDARD[kind]
        return str(letter.subject), "\n\n".join(str(paragraph) for paragraph in letter.body), str(letter.note)
    raise LookupError(f"The scheme {case.scheme_version.code} has no letter {kind}.")


def _known(
    case: Case, language: str, wanted: set[str], recipient: str, at: dt.datetime, by: User | None
) -> dict[str, Any]:
    """Return what the case itself tells, of the fields that the text asks for."""
    known: dict[str, Callable[[], Any]] = {
        "recipient": lambda: recipient,
        "network": lambda: case.network.name,
        "case_number": lambda: case.number,
        "scheme": lambda: case.scheme_version.name_in(language),
        "year": lambda: case.year,
        "office": lambda: case.office.name_in(language),
        "requested_amount": lambda: getattr(getattr(case, "application", None), "requested_amount", None),
        "purpose": lambda: (
            _said(_answers(case), "use_of_funds")
            or _said(_answers(case), "concerns")
            or in_language(case.scheme_version.definition.get("purpose"), language)
        ),
        "decision_date": lambda: at,
        "received": lambda: long_datetime(case.submitted_at or at),
        "decider": lambda: str(by or ""),
    }
    found = {name: LETTER_FIELDS[name].find for name in wanted if name in LETTER_FIELDS}
    brought = {name: find(case) for name, find in found.items() if find is not None}
    return {name: known[name]() for name in wanted if name in known} | brought


def _archive_reference(case: Case) -> str:
    """Return what the office's own archive calls the case, as last registered; empty where it is not known (R8.16)."""
    registered = DocumentRegistration.objects.filter(document__case=case).exclude(archive_reference="")
    return registered.order_by("-id").values_list("archive_reference", flat=True).first() or ""


def _answers(case: Case) -> dict[str, Any]:
    """Return the application's answers. Applications lie above letters: they are reached by the case's relation."""
    return getattr(getattr(case, "application", None), "answers", None) or {}


def _said(answers: Mapping[str, Any], code: str) -> str:
    value = answers.get(code)
    return value.strip() if isinstance(value, str) else ""


def _sender(case: Case, language: str) -> dict[str, str]:
    number = format_orgnr(case.office.org_number)
    label = _("Org. no.")  # by itself: what stands in braces is not found for translation
    return {"name": case.office.name_in(language), "number": f"{label}{NBSP}{number}"}


def _plain(value: Any) -> Any:
    """Return texts without control characters (line breaks and tabs stay), all through lists and dicts."""
    if isinstance(value, str):
        return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _filename(case: Case, subject: str) -> str:
    """Return what the file is called when it is downloaded: the case and the subject, with plain letters only."""
    words = re.sub(r"[^\w]+", "-", subject.lower()).strip("-")
    return f"{case.number}-{words}"[:120] + ".pdf"
