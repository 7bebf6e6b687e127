"""The part of the case page where confirmations are followed, and what the network's leader does there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.acts import CaseAct
from workflows.cases.acts import register as register_act
from workflows.cases.models import Case, ParticipantStatement
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import Answer, is_of_network, sees_internal
from workflows.directory.models import User

from . import asking, confirming, cooperating, forms, showing
from .asking import PART


def confirmations(case: Case, user: User) -> dict[str, Any]:
    """Return how every participant stands, and what the person may do about it."""
    standings = showing.standings(case)
    return {
        "standings": standings,
        "missing": sum(not each.statement.given_at for each in standings),
        "declined": sum(bool(each.statement.declined_at) for each in standings),
        "may_ask": asking.may_ask(user, case),
        "cooperations": list(case.cooperation_links.select_related("environment")),
        "may_ask_environment": cooperating.may_ask(user, case),
        "unasked": any(each.waited_for and not each.link for each in standings),
    }


def _reads(case: Case, user: User) -> bool:
    """Return whether a person follows the confirmations: the network, and the office once the application is sent."""
    if not case.scheme_version.option("confirmations"):
        return False
    return is_of_network(user, case) or (not case.is_draft and sees_internal(user, case))


def _statement(case: Case, pk: int) -> ParticipantStatement | None:
    found = case.statements.select_related("service", "municipality").filter(pk=pk).first()
    if found:
        found.case = case
    return found


def _may(user: User, statement: ParticipantStatement) -> Answer:
    return asking.may_ask(user, statement.case)


def _ask(_case: Case, by: User, form: Any) -> None:
    asking.ask_all(form.asked(), by=by)


def _cooperate(case: Case, by: User, form: Any) -> None:
    cooperating.ask(case=case, by=by, **form.cleaned_data)


def _again(statement: ParticipantStatement, by: User, form: Any) -> None:
    asking.ask(statement=statement, by=by, **form.cleaned_data)


def _bring(statement: ParticipantStatement, by: User, form: Any) -> None:
    confirming.bring(statement=statement, by=by, **form.cleaned_data)


register(
    CasePanel(
        PART, _("Confirmations"), "anchoring/part_confirmations.html", confirmations, order=11, shown=_reads
    )
)
register_act(
    CaseAct(
        "be-om-bekreftelser",
        _("Ask for confirmations"),
        PART,
        forms.AskForm,
        asking.may_ask,
        _ask,
        lead=_(
            "Each gets a link by e-mail that shows the application, and confirms without an account. The link can be"
            " used once, and holds for 30 days."
        ),
    )
)
register_act(
    CaseAct(
        "ny-bekreftelseslenke",
        _("Send a new link"),
        PART,
        forms.AgainForm,
        _may,
        _again,
        lead=_("To the same person or another. Earlier links no longer hold."),
        on=_statement,
    )
)
register_act(
    CaseAct(
        "signert-vedtak",
        _("Upload the signed resolution"),
        PART,
        forms.ResolutionForm,
        _may,
        _bring,
        lead=_("A resolution that is signed already counts as the participant’s confirmation."),
        on=_statement,
    )
)
register_act(
    CaseAct(
        "be-om-samarbeid",
        _("Ask a knowledge environment to confirm"),
        PART,
        forms.CooperationForm,
        cooperating.may_ask,
        _cooperate,
        lead=_(
            "It gets a link by e-mail that shows the application, and confirms that you have agreed to cooperate."
        ),
    )
)
