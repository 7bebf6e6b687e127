"""Inputs for what a register knows: one types a name or a number; suggestions come while one types, with scripts.

Without scripts the text is understood when the form is sent, and where it can mean several things these are shown
to choose among.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

Choices = list[tuple[str, str]]  # values with what they are called
Candidates = Callable[[str], Choices]  # what a text may mean, where it does not mean one thing


class Combobox(forms.TextInput):
    """A line of text that means one thing of a register; a choice among candidates comes after it, and counts."""

    tick = "radio"

    def __init__(self, *, address: str, candidates: Candidates, attrs: dict[str, Any] | None = None) -> None:
        self.address, self.candidates = address, candidates
        super().__init__({"autocomplete": "off"} | (attrs or {}))

    def unclear(self, value: Any) -> str:
        """Return what of the value is text that may mean several things."""
        return str(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the input with the address of its suggestions."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        found = _("Suggestions: {count}")  # the script fills in how many
        widget["attrs"] |= {"data-suggest": reverse(self.address), "data-suggest-found": found}
        return context


class SeveralCombobox(Combobox):
    """What is chosen of a register as ticks, and a line of text to add more; the value is a list of texts."""

    template_name = "ui/forms/several_combobox.html"
    use_fieldset = True
    tick = "checkbox"

    def __init__(
        self, *, address: str, candidates: Candidates, chosen: Callable[[list[str]], Choices], **kwargs: Any
    ) -> None:
        self.chosen = chosen
        super().__init__(address=address, candidates=candidates, **kwargs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return what is ticked and typed, without blanks."""
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [text for text in ([values] if isinstance(values, str) else values) if text.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: where nothing is ticked or typed, nothing is sent."""
        return False

    def format_value(self, value: Any) -> Any:
        """Return the list as it is."""
        return value

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: the line of text may be empty while something is ticked."""
        return False

    def unclear(self, value: Any) -> str:
        """Return the texts that are not understood yet, with commas between."""
        texts = _as_list(value)
        known = {code for code, _name in self.chosen(texts)}
        return ", ".join(text for text in texts if text not in known)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the ticks and the line of text as widgets of their own; in the line only what is not understood."""
        given = attrs or {}
        base = given.get("id") or f"id_{name}"
        ticks = [
            {
                "type": "checkbox",
                "name": name,
                "value": code,
                "label": label,
                "attrs": {
                    "id": f"{base}_{code}",
                    "class": given.get("class"),
                    "checked": True,
                    "disabled": given.get("disabled", False),
                },
            }
            for code, label in self.chosen(_as_list(value))
        ]
        attrs = {**given, "id": f"{base}_0", "data-suggest-several": True}
        line = super().get_context(name, self.unclear(value), attrs)["widget"]
        several = {"template_name": self.template_name, "ticks": ticks, "line": line}
        return {"widget": {"name": name, "subwidgets": [*ticks, line], **several}}


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])
