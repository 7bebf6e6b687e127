"""The acts that lead to a new decision: asked for by the network, or started by the office."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from workflows.cases.acts import CaseAct, register

from . import actions, forms

register(
    CaseAct(
        "be-om-endring", _("Ask for a change"), "vedtak", forms.AskForm, actions.may_ask,
        lambda case, by, form: actions.ask(
            case=case,
            by=by,
            text=form.cleaned_data["text"],
            asked=cast("forms.AskForm", form).asked,
            upload=form.cleaned_data["attachment"],
        ),
    )
)  # fmt: skip
register(
    CaseAct(
        "nytt-vedtak", _("Start a new decision"), "vedtak", forms.StartForm, actions.may_start,
        lambda case, by, form: actions.start(
            case=case, by=by, cause=form.cleaned_data["cause"], text=form.cleaned_data["text"]
        ),
        lead=_("One person proposes the new decision, and another takes it. The earlier one stays readable."),
    )
)  # fmt: skip
