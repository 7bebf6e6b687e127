"""Schemes become versions that forms, letters and options are built from (R3.1)."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.directory.models import GovernorOffice, Network
from workflows.schemes import indicators
from workflows.schemes.models import SchemeVersion

from .errors import PublishError
from .rules import NAME, canonical

log = logging.getLogger("nettverksmidler.publishing")

FIELD_TYPES = (
    *(
        "text",
        "longtext",
        "amount",
        "number",
        "date",
        "choice",
        "choices",
        "yesno",
        "municipality",
        "organisation",
    ),
    *("postcode", "phone", "email", "file", "budget", indicators.TYPE),
)
DECISIONS = ("granted", "partly_granted", "refused")


@transaction.atomic
def publish_scheme(definition: Mapping[str, Any], *, by: Any = None) -> SchemeVersion:
    """Write a scheme as a new version, and return it; an equal definition returns the version that is there (R3.1).

    A definition that names an `edition` is for calls under that document alone (R3.2). Raises PublishError.
    """
    if faults := check_scheme(definition):
        raise PublishError(faults)
    definition = json.loads(canonical(definition))  # what the database gives back, so that equal is equal
    document = definition.get("edition", "")
    versions = list(
        SchemeVersion.objects.select_for_update().filter(code=definition["code"]).order_by("-version")
    )
    latest = next((each for each in versions if each.document == document), None)
    if latest and latest.definition == definition:
        return latest
    version = SchemeVersion.objects.create(
        code=definition["code"],
        document=document,
        version=versions[0].version + 1 if versions else 1,
        name_nb=definition["name"]["nb"],
        name_nn=definition["name"]["nn"],
        network_kind=definition["network_kind"],
        definition=definition,
    )
    if by is not None:
        said = {"kind": str(version.pk), "person": by.pk}
        transaction.on_commit(lambda: log.info("scheme published", extra=said))
    return version


def check_scheme(definition: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a scheme's definition, as sentences."""
    faults = []
    if not NAME.match(str(definition.get("code") or "")):
        faults.append(_("A scheme has a code in small letters and underscores."))
    if definition.get("network_kind") not in Network.Kind.values:
        faults.append(_("A scheme is for learning networks or for leader networks."))
    if not _both(definition.get("name")):
        faults.append(_("A scheme has a name in bokmål and in nynorsk."))
    for sections in (definition.get("sections"), (definition.get("report") or {}).get("sections")):
        faults += _check_sections(sections)
    if progress := definition.get("progress_report"):
        faults += _check_sections(progress.get("sections"))
    faults += _check_comparisons(definition)
    letters = definition.get("letters") or {}
    for decision in DECISIONS:
        letter = letters.get(decision) or {}
        if not all(
            (letter.get(language) or {}).get(part)
            for language in ("nb", "nn")
            for part in ("subject", "body")
        ):
            faults.append(
                _("The letter for “%(decision)s” lacks words in bokmål or nynorsk.") % {"decision": decision}
            )
    return faults + _check_appeal(definition.get("options") or {}, letters)


def _check_appeal(options: Mapping[str, Any], letters: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with how decisions are appealed against: the days, the body, the words (R8.4)."""
    if not options.get("appeal"):
        return []
    faults, days, body = [], options.get("appeal_days", 21), options.get("appeal_body")
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 366:
        faults.append(_("The days to appeal are a whole number from 1 to 366."))
    if body and not GovernorOffice.objects.filter(code=str(body)).exists():
        faults.append(_("The appeal body must be one of the offices, or none: then it is the directorate."))
    if options.get("appeal_text") and not _both(options["appeal_text"]):
        faults.append(_("The text on appeals lacks bokmål or nynorsk."))
    texts = [
        str((letter or {}).get("body")) for kind in DECISIONS for letter in letters.get(kind, {}).values()
    ]
    if not all("{appeal_deadline}" in text for text in texts):
        faults.append(_("Every letter of a decision says when an appeal is due: {appeal_deadline}."))
    return faults


def _check_sections(sections: Any) -> list[str]:
    if not sections:
        return [_("A scheme has a form for the application and one for the report.")]
    faults, codes = [], set()
    for section in sections:
        if not _both(section.get("title")):
            faults.append(
                _("The part “%(code)s” lacks a title in bokmål or nynorsk.") % {"code": section.get("code")}
            )
        for field in section.get("fields") or []:
            code = str(field.get("code") or "")
            if not NAME.match(code) or code in codes:
                faults.append(
                    _("The field code “%(code)s” is missing, malformed or used twice.") % {"code": code}
                )
            codes.add(code)
            if field.get("type") not in FIELD_TYPES:
                faults.append(
                    _("%(code)s: there is no field type “%(type)s”.")
                    % {"code": code, "type": field.get("type")}
                )
            if field.get("type") in ("choice", "choices") and not field.get("choices"):
                faults.append(_("%(code)s: there is nothing to choose from.") % {"code": code})
            if field.get("type") == indicators.TYPE:
                faults += indicators.faults_in(field)
            if not _both(field.get("label")):
                faults.append(_("%(code)s: the label lacks bokmål or nynorsk.") % {"code": code})
    return faults


def _check_comparisons(definition: Mapping[str, Any]) -> list[str]:
    """See that indicators of the report are compared with indicators that the application asks for."""
    asked, reported = (
        [
            field
            for section in sections or []
            for field in section.get("fields") or []
            if field.get("type") == indicators.TYPE
        ]
        for sections in (definition.get("sections"), (definition.get("report") or {}).get("sections"))
    )
    known = {field.get("code") for field in asked}
    return [
        _("%(code)s: the application has no indicators “%(other)s”.")
        % {"code": field.get("code"), "other": field["compare_with"]}
        for field in reported
        if field.get("compare_with", "") and field["compare_with"] not in known
    ]


def _both(texts: Any) -> bool:
    """Return whether a text is there in both language forms."""
    return isinstance(texts, Mapping) and bool(texts.get("nb")) and bool(texts.get("nn"))
