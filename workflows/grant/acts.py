"""What is done with conditions and payments on the case page: the forms, and the acts they belong to."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.acts import ActForm, CaseAct, register
from workflows.cases.models import Case
from workflows.schemes.uploads import UploadField
from workflows.ui.forms import AccountNumberField, AmountField, DateField

from . import conditions, paying
from .models import Condition, Instalment


class DocumentForm(ActForm):
    """How the network meets a condition."""

    text = forms.CharField(
        label=_("How you meet the condition"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    attachment = UploadField(label=_("Attachment"), required=False)


class MeetForm(ActForm):
    """That a condition is met, and a note."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(ActForm):
    """Only why."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AccountForm(ActForm):
    """Another account."""

    account_number = AccountNumberField(
        label=_("New account number"), help_text=_("The responsible municipality's account. Eleven digits.")
    )


class ConfirmAccountForm(ActForm):
    """That the changed account is right."""

    confirmed = forms.BooleanField(label=_("I have checked that the new account number is the recipient's."))


class PlanForm(ActForm):
    """Days and amounts; rows that are left empty count for nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.case.payments.count() + 1
        planned = list(Instalment.objects.filter(case=self.case, number__gte=first))
        self.rows = range(1, min(max(len(planned) + 2, 4), paying.MOST) + 1)
        for row in self.rows:
            part = planned[row - 1] if row <= len(planned) else None
            self.fields[f"day_{row}"] = DateField(
                label=_("Instalment %(number)s: planned for") % {"number": first + row - 1},
                required=False,
                initial=part.planned_on if part else None,
            )
            self.fields[f"amount_{row}"] = AmountField(
                label=_("Instalment %(number)s: amount") % {"number": first + row - 1},
                required=False,
                min_value=1,
                initial=part.amount if part else None,
            )

    def clean(self) -> dict[str, Any]:
        """See that each instalment has both a day and an amount, and that there is one."""
        cleaned = super().clean() or self.cleaned_data
        parts: list[tuple[dt.date, int]] = []
        for row in self.rows:
            day, amount = cleaned.get(f"day_{row}"), cleaned.get(f"amount_{row}")
            if day and amount:
                parts.append((day, amount))
            elif day and f"amount_{row}" not in self.errors:
                self.add_error(f"amount_{row}", _("Enter an amount over zero."))
            elif amount and f"day_{row}" not in self.errors:
                self.add_error(f"day_{row}", _("Say which day it is planned for."))
        if not parts and not self.errors:
            self.add_error(None, _("Write at least one instalment."))
        return cleaned | {"parts": parts}


def _condition(case: Case, key: int) -> Condition | None:
    return Condition.objects.select_related("case").filter(case=case, pk=key).first()


CONDITIONS, PAYMENT = "vilkar", "betaling"

register(
    CaseAct(
        "dokumenter-vilkar", _("Document the condition"), CONDITIONS, DocumentForm, conditions.may_document,
        lambda on, by, form: conditions.document(
            condition=on, by=by, text=form.cleaned_data["text"], upload=form.cleaned_data["attachment"]
        ),
        on=_condition,
    )
)  # fmt: skip
register(
    CaseAct(
        "oppfyll-vilkar", _("Find the condition met"), CONDITIONS, MeetForm, conditions.may_meet,
        lambda on, by, form: conditions.meet(condition=on, by=by, note=form.cleaned_data["note"]),
        on=_condition,
    )
)  # fmt: skip
register(
    CaseAct(
        "frafall-vilkar", _("Waive the condition"), CONDITIONS, ReasonForm, conditions.may_waive,
        lambda on, by, form: conditions.waive(condition=on, by=by, reason=form.cleaned_data["reason"]),
        on=_condition,
    )
)  # fmt: skip
register(
    CaseAct(
        "betalingsplan", _("Plan instalments"), PAYMENT, PlanForm, paying.may_plan,
        lambda case, by, form: paying.plan(case=case, by=by, parts=form.cleaned_data["parts"]),
        lead=_("The instalments add up to what is left to pay. Without a plan, all is paid at once."),
    )
)  # fmt: skip
register(
    CaseAct(
        "stans", _("Stop the payment"), PAYMENT, ReasonForm, paying.may_stop,
        lambda case, by, form: paying.stop(case=case, by=by, reason=form.cleaned_data["reason"]),
        lead=_("Nothing is registered or attested until the payment is resumed."),
    )
)  # fmt: skip
register(
    CaseAct(
        "gjenoppta", _("Resume the payment"), PAYMENT, ReasonForm, paying.may_resume,
        lambda case, by, form: paying.resume(case=case, by=by, reason=form.cleaned_data["reason"]),
    )
)  # fmt: skip
register(
    CaseAct(
        "konto", _("Change the account number"), PAYMENT, AccountForm, paying.may_change_account,
        lambda case, by, form: paying.change_account(
            case=case, by=by, account_number=form.cleaned_data["account_number"]
        ),
        lead=_("Another person must confirm the new number before it is used."),
    )
)  # fmt: skip
register(
    CaseAct(
        "bekreft-konto", _("Confirm the account number"), PAYMENT, ConfirmAccountForm,
        paying.may_confirm_account, lambda case, by, form: paying.confirm_account(case=case, by=by),
    )
)  # fmt: skip
