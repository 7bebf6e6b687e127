"""Fields that ask the register: municipalities, their organisation numbers, and postcodes (R8.11)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflows.directory.models import PostalCode
from workflows.ui.combobox import Combobox, SeveralCombobox
from workflows.ui.forms import OrganisationNumberField, PostcodeField

from .municipalities import MOST_NAMES, parts_of, shared_register


class MunicipalityField(forms.CharField):
    """One municipality, by its name or number; the value is the number."""

    def __init__(self, **kwargs: Any) -> None:
        self.register = shared_register()
        kwargs["widget"] = Combobox(address="choose-municipality", candidates=self.register.candidates)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the number; raise ValidationError where the text does not mean one municipality."""
        text = super().to_python(value)
        if not text:
            return ""
        found = self.register.find(text)
        if len(found) != 1:
            raise self.register.fault(text)
        return found[0].code

    def prepare_value(self, value: Any) -> Any:
        """Return `1108 Sandnes` of a number, else what was typed."""
        label = self.register.by_code.get(value) if isinstance(value, str) else None
        return f"{label.code} {label.name}" if label else value


class MunicipalitiesField(forms.Field):
    """Several municipalities, by their names or numbers; the value is a list of numbers."""

    def __init__(self, **kwargs: Any) -> None:
        self.register = shared_register()
        kwargs["widget"] = SeveralCombobox(
            address="choose-municipality",
            candidates=self.register.candidates,
            chosen=self.register.chosen,
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:
        """Return the numbers; raise ValidationError with one error for each text that does not mean one.

        What several may be called is settled when one of them is chosen beside it.
        """
        texts = [part for text in value or [] for part in parts_of(str(text))]
        if sum(text not in self.register.by_code for text in texts) > MOST_NAMES:
            raise ValidationError(_("Write fewer names at a time."), code="too_many")
        found = {text: [each.code for each in self.register.find(text)] for text in texts}
        chosen = list(dict.fromkeys(codes[0] for codes in found.values() if len(codes) == 1))
        faults = [
            self.register.fault(text)
            for text, codes in found.items()
            if len(codes) != 1 and not set(codes) & set(chosen)
        ]
        if faults:
            raise ValidationError(faults)
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether others are chosen, in whatever order."""
        return not self.disabled and set(initial or []) != set(data or [])


class OrganisationField(OrganisationNumberField):
    """An organisation number, or the name of the municipality that has it; the value is nine digits."""

    default_help = _("Nine digits, for example 974 760 665, or the name of the municipality")
    input_attrs = {"autocomplete": "off"}

    def __init__(self, **kwargs: Any) -> None:
        self.register = shared_register()
        kwargs["widget"] = Combobox(address="choose-organisation", candidates=self.register.organisations)
        super().__init__(**kwargs)

    def read(self, text: Any) -> str:
        """Return the nine digits; raise ValidationError for a name that is not one municipality's."""
        if any(character.isdigit() for character in str(text)):
            return super().read(text)
        numbers = {each.org_number for each in self.register.find(str(text)) if each.org_number}
        if len(numbers) != 1:
            raise self.register.fault(str(text))
        return numbers.pop()

    def prepare_value(self, value: Any) -> Any:
        """Return the number in groups; a name as it was typed."""
        return super().prepare_value(value) if any(map(str.isdigit, str(value or ""))) else value


class Postcode(str):
    """A postcode of the register, which knows its place."""

    place: str = ""


class RegisteredPostcodeField(PostcodeField):
    """Four digits that the register knows; the value tells the place."""

    def clean(self, value: Any) -> str:
        """Return the postcode; raise ValidationError when there is none of that number."""
        text = super().clean(value)
        if not text:
            return ""
        place = PostalCode.objects.filter(code=text).values_list("place", flat=True).first()
        if place is None:
            raise ValidationError(_("There is no postcode %(code)s."), code="unknown", params={"code": text})
        postcode = Postcode(text)
        postcode.place = place
        return postcode
