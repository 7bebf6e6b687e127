"""Fields read what people write, say what is wrong in words, and show values one way."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from workflows.ui.forms import (
    AccountNumberField,
    AmountField,
    BudgetField,
    DateField,
    OrganisationNumberField,
    PhoneField,
    PostcodeField,
    YesNoField,
)

READ = [
    (AmountField(), "kr 2.100.000", 2_100_000),
    (AmountField(), "200 000,00", 200_000),
    (AmountField(required=False), " ", None),
    (AmountField(whole=False), "1 250 000,50", Decimal("1250000.50")),
    (DateField(), "5. juni 2024", dt.date(2024, 6, 5)),
    (DateField(required=False), "", None),
    (OrganisationNumberField(), "974 760 665", "974760665"),
    (OrganisationNumberField(), "NO 974\u00a0760\u00a0665 MVA", "974760665"),
    (OrganisationNumberField(required=False), "", ""),
    (AccountNumberField(), "8601 11 17947", "86011117947"),
    (AccountNumberField(), "8601.11.17947", "86011117947"),
    (PostcodeField(), "0150", "0150"),
    (PhoneField(), "+47 912 34 567", "91234567"),
    (PhoneField(), "22 00 35 00", "22003500"),
    (PhoneField(), "0046 8 123 456 78", "+46812345678"),
    (YesNoField(), "no", False),
    (YesNoField(required=False), "", None),
]
REFUSED = [
    (AmountField(), "1 250,50", "whole"),
    (AmountField(), "1,250", "ambiguous"),
    (AmountField(), "", "required"),
    (AmountField(min_value=1), "0", "min_value"),
    (AmountField(max_value=200_000), "200 001", "max_value"),
    (DateField(), "31.6.2024", "no_such_day"),
    (OrganisationNumberField(), "974 760 666", "orgnr_checksum"),
    (OrganisationNumberField(), "97476066", "orgnr_length"),
    (OrganisationNumberField(), "000000000", "orgnr_checksum"),
    (AccountNumberField(), "8601 11 17949", "accountnr_checksum"),
    (AccountNumberField(), "1234", "accountnr_length"),
    (AccountNumberField(), "00000000000", "accountnr_checksum"),
    (PostcodeField(), "150", "invalid"),
    (PostcodeField(), "０１５０", "invalid"),
    (PhoneField(), "12345678", "phone"),
    (YesNoField(), "", "required"),
]


@pytest.mark.requirement("R8.11", "fields read amounts, dates and organisation numbers as people write them")
@pytest.mark.requirement("R8.10", "account numbers are checked (mod 11)")
@pytest.mark.parametrize(("field", "text", "value"), READ)
def test_reads(field: forms.Field, text: str, value: object) -> None:
    assert field.clean(text) == value


@pytest.mark.parametrize(("field", "text", "code"), REFUSED)
def test_refuses(field: forms.Field, text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    assert [error.code for error in refused.value.error_list] == [code]
    assert all(refused.value.messages)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (AmountField(), 1_250_000, "1\u00a0250\u00a0000"),
        (AmountField(), "200.000", "200\u00a0000"),
        (AmountField(), "1 250,50", "1 250,50"),
        (AmountField(), "tusen takk", "tusen takk"),
        (DateField(), dt.date(2024, 6, 5), "05.06.2024"),
        (DateField(), "5. juni", "5. juni"),
        (OrganisationNumberField(), "974760665", "974\u00a0760\u00a0665"),
        (AccountNumberField(), "86011117947", "8601\u00a011\u00a017947"),
        (PhoneField(), "91234567", "912\u00a034\u00a0567"),
        (YesNoField(), True, "yes"),
        (AmountField(), None, ""),
    ],
)
def test_shows(field: forms.Field, value: object, shown: str) -> None:
    """What can be read is shown one way; what cannot is kept as it was typed."""
    assert field.prepare_value(value) == shown


def test_zero_is_another_amount_than_none() -> None:
    assert AmountField(required=False).has_changed(None, "0")
    assert not AmountField(required=False).has_changed(200_000, "kr 200.000")
    assert AmountField(required=False).has_changed(200_000, "200 001")
    assert AmountField(required=False).has_changed(200_000, "mye")


class Project(forms.Form):
    budget = BudgetField()


class Draft(forms.Form):
    budget = BudgetField(required=False)


@pytest.mark.requirement("R3.9", "a budget is read line by line, in whole kroner")
def test_a_budget_has_every_kind_of_cost() -> None:
    form = Project({"budget_project_positions": "300.000", "budget_overhead": "kr 15 000"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "budget": {"project_positions": 300_000, "external_competence": 0, "overhead": 15_000, "other": 0}
    }


def test_an_empty_budget_is_missing_where_it_is_asked_for_and_empty_elsewhere() -> None:
    assert Project({}).errors.as_data()["budget"][0].code == "required"
    draft = Draft({})
    assert draft.is_valid()
    assert draft.cleaned_data == {"budget": {}}


def test_a_budget_says_which_line_is_wrong_and_keeps_what_was_typed() -> None:
    form = Project({"budget_overhead": "12.34", "budget_other": "200.000"})
    rows = {row.code: row for row in form["budget"].rows}
    assert not form.is_valid()
    assert [row.code for row in rows.values() if row.errors] == ["overhead"]
    assert 'value="12.34"' in rows["overhead"].control
    assert 'aria-invalid="true"' in rows["overhead"].control
    assert form["budget"].total == "200\u00a0000"
    assert [entry.target for entry in form["budget"].summary()] == ["id_budget_2"]


def test_a_stored_budget_is_shown_again() -> None:
    stored = {"project_positions": 300_000, "external_competence": 0, "overhead": 15_000, "other": 0}
    form = Project(initial={"budget": stored})
    assert [row.control.split('value="')[1].split('"')[0] for row in form["budget"].rows] == [
        *["300\u00a0000", "0", "15\u00a0000", "0"]
    ]
    assert form["budget"].total == "315\u00a0000"
    same = {f"budget_{code}": str(amount) for code, amount in stored.items()}
    assert not Project(same, initial={"budget": stored}).has_changed()
    assert Project(same | {"budget_other": "1"}, initial={"budget": stored}).has_changed()
