"""Letters that every scheme has in the same words: receipt, what is missing, money not used, and closing (R8.1)."""

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
    "carry_over_granted": StandardLetter(
        _("{network} may use {carried_amount} next year"),
        (
            _("To {recipient}"),
            _(
                "You have applied to use {applied_amount} of the grant from the scheme {scheme} for {year} next year."
            ),
            _(
                "We grant the application. {carried_amount} is carried over, and must be used by {use_deadline}."
            ),
            _("Our reasons: {reasons}"),
            _("You report on the use of it for that year as well."),
            *_GREETING,
        ),
    ),
    "carry_over_partly": StandardLetter(
        _("{network} may use {carried_amount} next year"),
        (
            _("To {recipient}"),
            _(
                "You have applied to use {applied_amount} of the grant from the scheme {scheme} for {year} next year."
            ),
            _("We grant a part of it. {carried_amount} is carried over, and must be used by {use_deadline}."),
            _(
                "The rest that was not used, {repay_amount}, must be paid back. You get a claim with day and account."
            ),
            _("Our reasons: {reasons}"),
            _("You report on the use of it for that year as well."),
            *_GREETING,
        ),
    ),
    "carry_over_refused": StandardLetter(
        _("The application from {network} to use money next year is refused"),
        (
            _("To {recipient}"),
            _(
                "You have applied to use {applied_amount} of the grant from the scheme {scheme} for {year} next year."
            ),
            _(
                "We cannot grant it. What was not used, {repay_amount}, must be paid back. You get a claim with day and"
                " account."
            ),
            _("Our reasons: {reasons}"),
            *_GREETING,
        ),
    ),
    "repayment_claim": StandardLetter(
        _("{repay_amount} must be paid back"),
        (
            _("To {recipient}"),
            _("{network} has not used all of the grant from the scheme {scheme} for {year}."),
            _("{repay_amount} must be paid back by {repay_by}. The money goes to the directorate."),
            _("Pay it here: {pay_to}"),
            _("Do you have questions? Write to us in case {case_number} in Nettverksmidler."),
            *_GREETING,
        ),
    ),
    "progress_demanded": StandardLetter(
        _("We ask {network} for a progress report"),
        (
            _("To {recipient}"),
            _(
                "We ask for a progress report on the project that has a grant from the scheme {scheme} for {year}."
            ),
            _("Write it in Nettverksmidler by {due}. The case number is {case_number}."),
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
