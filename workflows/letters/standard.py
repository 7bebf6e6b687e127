"""Letters that every scheme has in the same words: receipt, what is missing, and closing (R8.1)."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class StandardLetter(NamedTuple):
    """Subject, body and the note at the end, with fields in braces."""

    subject: str | Promise
    body: tuple[str | Promise, ...]  # paragraphs: short texts are easier to translate
    note: str | Promise = ""


AUTOMATIC = _("This letter was made automatically by Nettverksmidler.")
_GREETING = (_("Kind regards"), "{office}")

STANDARD = {
    "receipt": StandardLetter(
        _("We have received the application from {network}"),
        (
            _("To {recipient}"),
            _("We have received the application from {network} to the scheme {scheme} for {year}."),
            _("It came {received}. The case number is {case_number}; please use it when you contact us."),
            _("We tell you if something is missing. You can follow the case in Nettverksmidler."),
            *_GREETING,
        ),
        AUTOMATIC,
    ),
    # Sent back to be corrected: an application, a report or an audit statement.
    "round_back": StandardLetter(
        _("What {network} has sent lacks something"),
        (
            _("To {recipient}"),
            _(
                "We have read what {network} has sent in case {case_number}, on the scheme {scheme} for {year}."
            ),
            _("We cannot go on yet. This is what is missing: {asked_for}"),
            _("Add it in Nettverksmidler, and send it again. Contact us if you have questions."),
            *_GREETING,
        ),
    ),
    "closed": StandardLetter(
        _("The case of {network} is closed"),
        (
            _("To {recipient}"),
            _("We have approved the report from {network} on the grant from the scheme {scheme} for {year}."),
            _("Nothing more is to be done. Case {case_number} is closed. Thank you for the cooperation."),
            *_GREETING,
        ),
    ),
    "audit_deferred": StandardLetter(
        _("The audit of the project of {network} is deferred"),
        (
            _("To {recipient}"),
            _(
                "We have decided that the grant in case {case_number}, from the scheme {scheme} for {year}, is not"
                " audited this year. The project is audited once, after its last year, {last_year}."
            ),
            _("The audit then covers all the years of the project."),
            _("Our reasons: {reasons}"),
            _("If the project stops before that, tell us at once. The audit then waits no longer."),
            *_GREETING,
        ),
    ),
    "project_stopped": StandardLetter(
        _("The project of {network} has stopped"),
        (
            _("To {recipient}"),
            _("The project in case {case_number}, from the scheme {scheme}, stopped on {stopped_on}."),
            _(
                "That does not end your duty to account for the money. What remains, the report and an auditor's"
                " statement where one is required, must reach us by {audit_deadline}."
            ),
            _("Nettverksmidler shows what remains, and which sum the audit covers."),
            *_GREETING,
        ),
    ),
    "audit_closed": StandardLetter(
        _("The audit of the grant to {network} is closed"),
        (
            _("To {recipient}"),
            _(
                "We have approved the report and the auditor's statement from {network} on the grant from the scheme"
                " {scheme} for {year}."
            ),
            _("Nothing more is to be done. Case {case_number} is closed. Thank you for the cooperation."),
            *_GREETING,
        ),
    ),
}
