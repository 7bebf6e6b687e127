"""What the case page shows of appeals, and the act of appealing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.acts import CaseAct
from workflows.cases.acts import register as register_act
from workflows.cases.correspondence import reads_messages
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.directory.models import User

from . import actions, forms
from .models import Appeal


def appeals(case: Case, user: User) -> dict[str, Any]:
    """Return the appeals of the case."""
    found = Appeal.objects.filter(case=case).select_related(
        "body", "decision", "by", "decided_by", "document"
    )
    return {"appeals": list(found), "may_appeal": bool(actions.may_appeal(user, case))}


def shows_appeals(case: Case, user: User) -> bool:
    """Return whether a person sees appeals: those who read the messages, where the scheme has appeals at all."""
    return bool(case.scheme_version.option("appeal")) and reads_messages(case, user)


register(CasePanel("klage", _("Appeal"), "appeal/part_appeal.html", appeals, order=36, shown=shows_appeals))
register_act(
    CaseAct(
        "klag", _("Appeal against the decision"), "vedtak", forms.AppealForm, actions.may_appeal,
        lambda case, by, form: actions.appeal(
            case=case, by=by, text=form.cleaned_data["text"], upload=form.cleaned_data["attachment"]
        ),
        lead=_("The office considers the appeal first. If it keeps its decision, the appeal body decides."),
    )
)  # fmt: skip
