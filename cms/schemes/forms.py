"""The editor's form of a scheme's page: what is chosen from lists, and what is wrong, told by the field."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.call_forms import edition_choices
from cms.drafts import CompiledPageForm
from workflows.schemes.dependents import READ, dependents_of
from workflows.schemes.forms import definitions_of

from .compiling import MADE_OF, NEEDED, all_rules, begin, definition_of, faults_of, own_rules
from .picking import PickField, offer
from .placing import errors_of
from .publishing import messages_in, new_code


class SchemePageForm(CompiledPageForm):
    """A draft may lack anything but its title; what is submitted or published must make a scheme."""

    guideline = forms.ChoiceField(
        label=_("Goes beside the guideline"),
        choices=edition_choices,
        required=False,
        help_text=_(
            "The scheme is then for calls under this guideline alone. Empty: for those that name it."
        ),
    )

    picked = PickField(label=_("Rules picked from the guideline"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page = kwargs.get("instance")
        if page is not None and page.pk is None and page.is_source and not page.form:
            begin(page)
        super().__init__(*args, **kwargs)
        self.is_draft = False
        if not self.instance.is_source:
            for name in MADE_OF:
                self.fields.pop(name, None)  # neither shown nor posted
        if "picked" in self.fields:
            page, posted = self.instance, self.data.get(self.add_prefix("guideline"))
            offer(self.fields["picked"], page.scheme, (posted, page.guideline), page.picked)
        if self.instance.live and self.instance.scheme and "scheme" in self.fields:
            self.fields["scheme"].disabled = True  # calls and cases know the scheme by it

    def defer_required_fields(self) -> None:
        """Let a draft be saved before it makes a scheme."""
        super().defer_required_fields()
        self.is_draft = True

    def clean_scheme(self) -> str:
        """Keep the code of a page that has one: a page that is saved while one writes is not shown what it got."""
        return self.cleaned_data["scheme"] or self.initial.get("scheme") or ""

    def clean(self) -> dict[str, Any]:
        """Refuse to take away what something rests on; and what makes no scheme, unless it is a draft."""
        cleaned: dict[str, Any] = super().clean()
        if self.errors or "form" not in cleaned or not self.instance.is_source:
            return cleaned
        page = construct_instance(self, copy(self.instance), self._meta.fields)
        page.scheme = page.scheme or new_code(page.title)
        try:
            definition, rules = definition_of(page), own_rules(page)
        except ValidationError as refusal:
            self.add_error(None, list(messages_in(refusal)))
            return cleaned
        for fault in self._bereft(definition, all_rules(definition, rules)):
            self.add_error("form", fault)
        if page.form and not self.is_draft:
            for name, errors in errors_of(faults_of(definition, rules), page).items():
                for error in errors:
                    self._errors_at(name if name in self.fields else None, error)
        return cleaned

    def _errors_at(self, name: str | None, error: Any) -> None:
        """Note an error as it is: Django would take one of blocks apart."""
        if isinstance(error, ValidationError) and name:
            self._errors.setdefault(name, self.error_class()).data.append(error)
            self.cleaned_data.pop(name, None)
        else:
            self.add_error(name, str(error))

    def _bereft(self, definition: Any, rules: Any) -> list[str]:
        """Return, for every field that is taken away, what still rests on it."""
        left = {field["code"] for field in definitions_of(definition["sections"])}
        faults = []
        for field in _fields_before(self.instance):
            code = field["code"]
            if code in left:
                continue
            alone = {"sections": [{"fields": [{**field, "show_when": None}]}]}  # what rules call its answer
            resting = {*dependents_of(definition, (), code), *dependents_of(alone, rules, code)}
            if (
                code not in NEEDED
            ):  # what the casework reads where it is asked, and does without where it is not
                resting.discard(str(READ.get(code)))
            if resting:
                said = {"field": field["label"]["nb"] or code, "what": "; ".join(sorted(resting))}
                faults.append(_now("“%(field)s” cannot be taken away. On it rests: %(what)s") % said)
        return faults


def _fields_before(page: Any) -> list[Any]:
    """Return the fields of the form as it was last saved; none of what could not be read then."""
    try:
        return definitions_of(definition_of(page)["sections"])
    except ValidationError:
        return []
