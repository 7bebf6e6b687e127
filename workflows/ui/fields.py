"""Form fields for what Norwegians write: amounts, dates, numbers with check digits, yes or no."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import amounts, dates, numbers


class ReadingField(forms.CharField):
    """A line of text that is read by one of our parsers, and shown again as the parser's opposite writes it.

    A text that cannot be read is kept as it was typed, and the parser's reason is the message.
    """

    input_attrs: dict[str, str] = {}
    default_help: str | Promise = ""
    unit_before = ""
    unit_after = ""

    def __init__(self, **kwargs: Any) -> None:
        if self.default_help and not kwargs.get("help_text"):
            kwargs["help_text"] = self.default_help
        super().__init__(**kwargs)

    def read(self, text: str) -> Any:
        """Return what the text says; raise a ValueError with `code` and `reason`."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return how a value is written in the input."""
        return str(value)

    def to_python(self, value: Any) -> Any:
        """Return the value read; None (or '' for texts) when nothing was written. Raises ValidationError."""
        if isinstance(value, str):
            value = value.strip()
        if value in self.empty_values:
            return self.empty_value
        try:
            return self.read(value)
        except (amounts.AmountError, dates.DateError, numbers.NumberError) as error:
            raise ValidationError(str(error.reason), code=error.code) from None

    def prepare_value(self, value: Any) -> Any:
        """Return the text in the input: what was typed if it cannot be read, else the usual way of writing it."""
        if value in self.empty_values:
            return ""
        try:
            return self.show(self.read(value))
        except (amounts.AmountError, dates.DateError, numbers.NumberError):
            return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether something else was written than what was there, however it is written."""
        if self.disabled:
            return False
        try:
            before, after = self.to_python(initial), self.to_python(data)
        except ValidationError:
            return True
        return (None if before == "" else before) != (None if after == "" else after)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Return attributes that bring up the right keyboard and the browser's own suggestions."""
        return super().widget_attrs(widget) | self.input_attrs


class AmountField(ReadingField):
    """An amount: whole kroner as int, or with `whole=False` a Decimal with øre (R8.11, C4).

    `min_value` and `max_value` are in kroner.
    """

    unit_before = "kr"
    input_attrs = {"inputmode": "decimal", "autocomplete": "off"}

    def __init__(
        self, *, whole: bool = True, min_value: int | None = None, max_value: int | None = None, **kwargs: Any
    ) -> None:
        self.whole, self.min_value, self.max_value = whole, min_value, max_value
        super().__init__(empty_value=None, **kwargs)

    def read(self, text: Any) -> int | Decimal:
        """Return the amount in kroner."""
        amount = amounts.parse_amount(text)
        if not self.whole:
            return amount
        if amount != amount.to_integral_value():
            raise ValidationError(_("Write whole kroner, without øre."), code="whole")
        return int(amount)

    def show(self, value: int | Decimal) -> str:
        """Return `1 250 000`."""
        return amounts.group_digits(value)

    def prepare_value(self, value: Any) -> Any:
        """Return `1 250 000`, or what was typed where it cannot be read."""
        try:
            return super().prepare_value(value)
        except ValidationError:  # øre where whole kroner are asked for
            return value

    def validate(self, value: Any) -> None:
        """Refuse an amount outside the limits."""
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            limit = {"limit": amounts.format_amount(self.min_value)}
            raise ValidationError(_("The amount must be at least %(limit)s."), code="min_value", params=limit)
        if self.max_value is not None and value > self.max_value:
            limit = {"limit": amounts.format_amount(self.max_value)}
            raise ValidationError(_("The amount can be at most %(limit)s."), code="max_value", params=limit)


class DateField(ReadingField):
    """A date, written as `5.6.2024`, `05.06.2024`, `2024-06-05` or `5. juni 2024` (R8.11)."""

    default_help = _("Day, month and year, for example 5.6.2024")
    input_attrs = {"autocomplete": "off", "size": "16"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_value=None, **kwargs)

    def read(self, text: Any) -> dt.date:
        """Return the date."""
        return dates.day_of(text) if isinstance(text, dt.date) else dates.parse_date(str(text))

    def show(self, value: dt.date) -> str:
        """Return `05.06.2024`."""
        return dates.short_date(value)


class OrganisationNumberField(ReadingField):
    """The nine digits of an organisation number, check digit proved, shown `974 760 665` (R8.11)."""

    default_help = _("Nine digits, for example 974 760 665")
    input_attrs = {"inputmode": "numeric", "autocomplete": "off", "size": "16"}

    def read(self, text: Any) -> str:
        """Return the nine digits."""
        return numbers.parse_orgnr(str(text))

    def show(self, value: str) -> str:
        """Return the digits in three groups."""
        return numbers.format_orgnr(value)


class AccountNumberField(ReadingField):
    """The eleven digits of a Norwegian bank account, check digit proved, shown `1234 56 78903` (R8.10)."""

    default_help = _("Eleven digits, for example 1234 56 78903")
    input_attrs = {"inputmode": "numeric", "autocomplete": "off", "size": "16"}

    def read(self, text: Any) -> str:
        """Return the eleven digits."""
        return numbers.parse_accountnr(str(text))

    def show(self, value: str) -> str:
        """Return the digits in groups of four, two and five."""
        return numbers.format_accountnr(value)


class PhoneField(ReadingField):
    """A phone number: eight Norwegian digits, or `+` with country code; kept without spaces."""

    input_attrs = {"autocomplete": "tel", "inputmode": "tel", "size": "20"}

    def read(self, text: Any) -> str:
        """Return the digits, with `+` in front of a foreign number."""
        return numbers.parse_phone(str(text))

    def show(self, value: str) -> str:
        """Return the digits in groups."""
        return numbers.format_phone(value)


class PostcodeField(forms.RegexField):
    """Four digits, kept as text: 0150 is a postcode."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", _("A postcode has four digits."))
        super().__init__(r"^[0-9]{4}$", **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Ask for digits, and let the browser suggest."""
        return super().widget_attrs(widget) | {
            "inputmode": "numeric",
            "autocomplete": "postal-code",
            "size": "6",
        }


class YesNoField(forms.TypedChoiceField):
    """A question answered with yes or no by two radio buttons: True, False, or None where nothing was chosen."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"choices": [("yes", _("Yes")), ("no", _("No"))], "coerce": lambda value: value == "yes"}
        super().__init__(empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the choice that stands for True or False."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the answer is another."""
        return super().has_changed(self.prepare_value(initial), data)
