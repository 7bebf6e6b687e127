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
    ),
    # Before the decision: what is required for funds to be awarded (R4.6).
    "condition_before_award": StandardLetter(
        _("What is required before {network} can be awarded funds"),
        (
            _("To {recipient}"),
            _(
                "We are handling the application from {network} to the scheme {scheme} for {year}. Before we can decide"
                " to award funds, this is required: {conditions}"
            ),
            _("Why: {reasons}"),
            _("Document it in Nettverksmidler, in case {case_number}. Contact us if you have questions."),
            *_GREETING,
        ),
    ),
    # A decision anew, after a change, a reversal or an appeal.
    "decision_changed": StandardLetter(
        _("A new decision on the grant to {network}"),
        (
            _("To {recipient}"),
            _(
                "We have {decision_date} taken a new decision in case {case_number}, on the scheme {scheme} for {year}."
                " It replaces the earlier one."
            ),
            _("The grant was {earlier_amount}. It is now {awarded_amount}."),
            _("Why: {reasons}"),
            _("Other changes: {other_changes}"),
            _("The money must be used by {use_deadline}, and the report is due {report_deadline}."),
            "{audit_requirement}",
            "{budget_table}",
            _("Conditions: {conditions}"),
            "{appeal_text}",
            *_GREETING,
        ),
    ),
    "decision_withdrawn": StandardLetter(
        _("A new decision on the grant to {network}"),
        (
            _("To {recipient}"),
            _(
                "We have {decision_date} taken a new decision in case {case_number}, on the scheme {scheme} for {year}."
                " It replaces the earlier one."
            ),
            _("The grant was {earlier_amount}. Nothing is granted any more, and nothing will be paid out."),
            _("Why: {reasons}"),
            "{appeal_text}",
            *_GREETING,
        ),
    ),
    "change_refused": StandardLetter(
        _("The grant to {network} is not changed"),
        (
            _("To {recipient}"),
            _(
                "We have considered whether the decision in case {case_number}, on the scheme {scheme} for {year},"
                " should be changed. It stands as it is."
            ),
            _("Why: {reasons}"),
            *_GREETING,
        ),
    ),
    # An appeal (R8.4).
    "appeal_received": StandardLetter(
        _("We have received the appeal from {network}"),
        (
            _("To {recipient}"),
            _(
                "We have received your appeal in case {case_number}, on the scheme {scheme} for {year}. First we"
                " consider whether to change the decision ourselves. If we do not, the appeal body decides."
            ),
            _("You can follow the appeal in Nettverksmidler."),
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
    "appeal_forwarded": StandardLetter(
        _("The appeal from {network} is sent to the appeal body"),
        (
            _("To {recipient}"),
            _(
                "We have considered your appeal in case {case_number}, and have not changed the decision. We have sent"
                " the case to {appeal_body}, which decides the appeal."
            ),
            _("This is what we say of it: {statement}"),
            *_GREETING,
        ),
    ),
    "appeal_upheld": StandardLetter(
        _("The appeal from {network} is decided"),
        (
            _("To {recipient}"),
            _("{appeal_body} has decided your appeal in case {case_number}. The decision stands."),
            _("Why: {reasons}"),
            _("This decision cannot be appealed against."),
            *_GREETING,
        ),
    ),
    "appeal_sent_back": StandardLetter(
        _("The appeal from {network} is sent back to us"),
        (
            _("To {recipient}"),
            _(
                "{appeal_body} has handled your appeal in case {case_number}, and has sent the case back to us. We"
                " decide it anew."
            ),
            _("Why: {reasons}"),
            *_GREETING,
        ),
    ),
    "appeal_dismissed": StandardLetter(
        _("The appeal from {network} is dismissed"),
        (
            _("To {recipient}"),
            _("Your appeal in case {case_number} came after the deadline, and is not handled."),
            _("Why: {reasons}"),
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
