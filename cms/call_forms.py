"""The form an editor makes a call with: schemes and editions to choose from, and what must be said to announce."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.publishing import offered_editions, offered_schemes
from workflows.ui.fields import AmountField

from . import announcing
from .drafts import CompiledPageForm

REQUIRED = ("scheme", "edition", "year", "opens", "deadline")
Choices = list[tuple[str, Any]]


def scheme_choices() -> Choices:
    """Return every scheme there is, by name."""
    return [("", "–"), *((version.code, str(version)) for version in offered_schemes())]


def edition_choices(scheme: str = "", year: int | None = None) -> Choices:
    """Return the guidelines that have the scheme and are valid in the year, the newest first."""
    editions = offered_editions(scheme=scheme, year=year)
    return [("", "–"), *((edition.document, f"{edition.document} – {edition}") for edition in editions)]


class CallPageForm(CompiledPageForm):
    """Scheme and edition are chosen; the rest is typed. A draft may lack anything but its title."""

    scheme = forms.ChoiceField(label=_("Scheme"), choices=scheme_choices)
    edition = forms.ChoiceField(
        label=_("Edition of the guidelines"),
        choices=edition_choices,
        help_text=_("When scheme and year are saved, only the editions that fit them are offered."),
    )
    max_amount = AmountField(
        label=_("Maximum per project, kroner"), required=False, help_text=_("Whole kroner, such as 500 000.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page = kwargs.get("instance")
        if page is not None and page.call and not page.scheme:
            announcing.take_from(page.call, page)  # announced before it had a page
        super().__init__(*args, **kwargs)
        page = self.instance
        for name in REQUIRED:
            self.fields[name].required = True
        if not page.year:
            self.initial["year"] = clock.today().year
        if not self.is_bound and page.scheme and page.year:
            fitting = edition_choices(page.scheme, page.year)
            kept = [choice for choice in edition_choices() if choice[0] == page.edition]
            self.fields["edition"].choices = fitting + [choice for choice in kept if choice not in fitting]

    def defer_required_fields(self) -> None:
        """Let a draft be saved before everything is decided."""
        super().defer_required_fields()
        for name in REQUIRED:
            if self.fields[name].required:
                self.fields[name].required = False
                self.deferred_required_fields.append(name)
