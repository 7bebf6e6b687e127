"""The appeal's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.base import ConfirmForm
from workflows.cases.acts import ActForm
from workflows.grant.anew_forms import AnewForm
from workflows.schemes.uploads import UploadField

from .models import Appeal


class AppealForm(ActForm):
    """What the network appeals against, and why."""

    text = forms.CharField(
        label=_("What you want changed, and why"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8})
    )
    attachment = UploadField(label=_("Attachment"), required=False)


class PrepareForm(ConfirmForm):
    """The office's statement, and where the appeal goes."""

    FORWARD, CONSIDER, DISMISS = "forward", "consider", "dismiss"
    result = forms.ChoiceField(label=_("What is to be done with the appeal"), widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("The office's statement"),
        help_text=_("It goes to the appeal body and to the network."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = newest(self)
        choices = [
            (self.CONSIDER, _("Ask a decision maker who took no part to decide anew")),
            (self.FORWARD, _("Keep the decision, and forward the appeal to the appeal body")),
        ]
        if self.appeal.late:
            choices.append((self.DISMISS, _("Ask a decision maker to dismiss it, since it came too late")))
        self.fields["result"].choices = choices  # type: ignore[attr-defined]


class ConsiderForm(AnewForm):
    """The office decides anew, dismisses what came late, or forwards the appeal."""

    FORWARD, DISMISS = "forward", "dismiss"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = newest(self)
        choices = [(self.CHANGES, _("Take a new decision"))]
        if not self.appeal.sent_back:
            choices.append((self.FORWARD, _("Keep the decision, and forward the appeal to the appeal body")))
        if self.appeal.late:
            choices.append((self.DISMISS, _("Dismiss the appeal, since it came too late")))
        self.fields["result"].choices = choices  # type: ignore[attr-defined]


class DecideForm(AnewForm):
    """The appeal body's decision."""

    UPHOLD, SEND_BACK = "uphold", "send_back"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = newest(self)
        self.fields["result"].choices = [  # type: ignore[attr-defined]
            (self.UPHOLD, _("The decision stands")),
            (self.CHANGES, _("Change the amount")),
            (self.SEND_BACK, _("Send the case back to the office, to be decided anew")),
        ]


def newest(form: Any) -> Appeal:
    """Return the appeal a form is about."""
    from .actions import current

    return current(form.case)
