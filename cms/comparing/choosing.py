"""Which two editions to compare: two lists to choose from, a form that works without scripts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import stored


class ChoosingForm(forms.Form):
    """Two different published editions."""

    fra = forms.ChoiceField(label=_("One edition"))
    til = forms.ChoiceField(label=_("The other edition"))

    def __init__(self, *args: Any, pages: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(page.code, page.title) for page in reversed(pages)]
        for name in ("fra", "til"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an edition with itself."""
        chosen = super().clean() or {}
        if chosen.get("fra") and chosen.get("fra") == chosen.get("til"):
            self.add_error("til", _("Choose two different editions."))
        return chosen


def form(query: Any, locale: Any) -> ChoosingForm:
    """Return the form: filled in where something was asked for, otherwise with the two newest editions."""
    pages = stored.published(locale)
    if query.get("fra") or query.get("til"):
        return ChoosingForm(query, pages=pages)
    newest = [page.code for page in pages[-2:]]
    return ChoosingForm(initial=dict(zip(("fra", "til"), newest, strict=False)), pages=pages)
