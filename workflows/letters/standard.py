"""Letters that every scheme has in the same words: receipt, what is missing, closing and the like (R8.1)."""

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
    "dismissed": StandardLetter(
        _("The application from {network} is dismissed"),
        (
            _("To {recipient}"),
            _(
                "We have dismissed the application from {network} to the scheme {scheme} for {year},"
                " case {case_number}. It is not assessed, and no money is granted."
            ),
            _("The reasons are: {reasons}"),
            _("Contact us if you have questions."),
            *_GREETING,
        ),
    ),
    "withdrawn": StandardLetter(
        _("The application from {network} is withdrawn"),
        (
            _("To {recipient}"),
            _("{network} has withdrawn its application to the scheme {scheme} for {year}."),
            _("Case {case_number} is closed, and nothing more is done in it."),
            *_GREETING,
        ),
        AUTOMATIC,
    ),
    "preliminary_reply": StandardLetter(
        _("When you can expect an answer to the application from {network}"),
        (
            _("To {recipient}"),
            _(
                "We have the application from {network} to the scheme {scheme} for {year}, which came {received}. "
                "The case number is {case_number}."
            ),
            _("We have not decided it yet. We expect that you get our answer by {expected_by}."),
            _("You need not do anything now. Contact us if you have questions."),
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
