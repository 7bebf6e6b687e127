"""For every rule of the older documents an edition rests on, the editor says kept, replaced or lapsed (R1.2)."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from workflows.publishing import restated
from workflows.schemes.models import Rule, Standing


@dataclass(frozen=True)
class Row:
    """The rules of one paragraph of an older document, and what the edition says of them unless told otherwise."""

    document: str
    code: str
    words: tuple[str, ...]
    usual: tuple[str, str]

    @property
    def name(self) -> str:
        """Return how it is called in a form."""
        return f"{self.document}-{self.code}"


def rows_of(page: Any) -> list[Row]:
    """Return every paragraph with rules of the older documents a bokmål page rests on, as they come; in two queries."""
    from cms.publishing import SOURCE_LANGUAGE, older_editions, rules_of

    if not page.valid_from or not page.locale_id or page.locale.language_code != SOURCE_LANGUAGE:
        return []
    try:
        own = rules_of(page)
    except ValidationError:
        own = []
    older = Rule.objects.filter(edition__in=older_editions(page)).select_related("edition")
    grouped: dict[tuple[str, str], list[Rule]] = {}
    for rule in sorted(older, key=lambda rule: (rule.edition.document, rule.sort_key)):
        grouped.setdefault((rule.edition.document, rule.code), []).append(rule)
    return [
        Row(document, code, tuple(rule.wording() for rule in rules), _usual(rules, own))
        for (document, code), rules in grouped.items()
    ]


def _usual(rules: list[Rule], own: list[dict[str, Any]]) -> tuple[str, str]:
    by = next((code for rule in rules if (code := restated(rule, own))), "")
    return (Standing.Kind.REPLACED, by) if by else (Standing.Kind.KEPT, "")


class StandingsForm(forms.Form):
    """Kept, replaced or lapsed for each row; what is not posted stays as it was."""

    def __init__(self, data: Any, *, rows: list[Row], said: dict[str, tuple[str, str]]) -> None:
        super().__init__(data, prefix="standing")
        self.rows, self.said = rows, said
        for row in rows:
            standing, by = said.get(row.name, row.usual)
            self.fields[row.name] = forms.ChoiceField(
                choices=Standing.Kind.choices, initial=standing, required=False, widget=forms.RadioSelect,
                label=row.name,
            )  # fmt: skip
            self.fields[f"{row.name}-by"] = forms.CharField(
                initial=by, required=False, max_length=20, label=_("Replaced by paragraph"),
                widget=forms.TextInput(attrs={"size": 6}),
            )  # fmt: skip

    def listed(self) -> list[tuple[Row, Any, Any]]:
        """Return the rows with their fields."""
        return [(row, self[row.name], self[f"{row.name}-by"]) for row in self.rows]

    def chosen(self) -> list[dict[str, str]]:
        """Return what is said of the rows; what is as usual and was never said otherwise is left unsaid."""
        kept = []
        for row in self.rows:
            before = self.said.get(row.name, row.usual)
            standing = self.cleaned_data.get(row.name) or before[0]
            by = self.cleaned_data.get(f"{row.name}-by") if f"standing-{row.name}" in self.data else before[1]
            said = (standing, (by or "") if standing == Standing.Kind.REPLACED else "")
            if row.name in self.said or said != row.usual:
                kept.append({
                    "document": row.document, "code": row.code, "standing": said[0], "replaced_by": said[1],
                })  # fmt: skip
        return kept


class EditionForm(WagtailAdminPageForm):
    """The form of a guideline edition, with what it says of older documents."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            f"{row.value['document']}-{row.value['code']}": (
                row.value["standing"],
                row.value["replaced_by"] or "",
            )
            for row in self.instance.standings
        }
        data = self.data if self.is_bound else None
        self.older = StandingsForm(data, rows=rows_of(self.instance), said=said)

    def is_valid(self) -> bool:
        """Return whether all of it can be kept."""
        return self.older.is_valid() & super().is_valid() if self.is_bound else super().is_valid()

    def has_changed(self) -> bool:
        """Return whether anything was changed, also of what is said of older documents."""
        return super().has_changed() or self.older.has_changed()

    def save(self, commit: bool = True) -> Any:
        """Keep what is said of older documents with the rest."""
        if self.older.rows:
            blocks = [
                {"type": "standing", "id": str(uuid.uuid4()), "value": said} for said in self.older.chosen()
            ]
            field = self.instance._meta.get_field("standings")
            self.instance.standings = field.to_python(json.dumps(blocks))
        return super().save(commit)
