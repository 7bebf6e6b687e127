"""A type of form field for weeks of a year (`2024-37`), a letter field with the week it is, and a part of the case."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.plugins import api

_WEEK = re.compile(r"(\d{4})-?[wWuU]?(\d{1,2})")


class WeekField(forms.CharField):
    """A week, typed as `2024-37` or `2024-W37`; its value is the Monday."""

    def to_python(self, value: Any) -> dt.date | None:  # type: ignore[override]
        """Return the week's Monday. Raises ValidationError for what is no week."""
        text = super().to_python(value)
        if not text:
            return None
        if isinstance(value, dt.date):
            return value
        found = _WEEK.fullmatch(text)
        try:
            return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def prepare_value(self, value: Any) -> Any:
        """Show a Monday as its week."""
        return in_figures(value) if isinstance(value, dt.date) else value

    def _refuse(self) -> dt.date:
        raise forms.ValidationError(_("Write a week as 2024-37."), code="week")


def in_figures(day: dt.date) -> str:
    """Return `2024-37`."""
    year, week, _day = day.isocalendar()
    return f"{year}-{week:02}"


def in_words(day: dt.date) -> str:
    """Return `week 37 of 2024`."""
    year, week, _day = day.isocalendar()
    return _("week %(week)s of %(year)s") % {"week": week, "year": year}


def show(value: Any, definition: Mapping[str, Any], language: str) -> api.Shown:
    """Show a stored week in words."""
    return api.Shown(in_words(dt.date.fromisoformat(value)))


def submitted_week(case: api.Case) -> str:
    """Return the week the application came in, for letters."""
    return in_words(case.submitted_at.date()) if case.submitted_at else ""


def weeks(case: api.Case, user: api.User) -> dict[str, Any] | None:
    """Return what the part of the case shows; nothing before the application is sent."""
    week = submitted_week(case)
    return {"week": week} if week else None


def register() -> None:
    """Register the field type, the letter field and the part of the case."""
    api.register_field_type(
        api.FieldType(
            "week",
            label=gettext_lazy("Week"),
            make=lambda definition, language: WeekField(**api.field_texts(definition, language)),
            to_json=dt.date.isoformat,
            from_json=dt.date.fromisoformat,
            show=show,
            carry=lambda value, definition, years: None,
        )
    )
    api.register_letter_field(
        api.LetterField(
            "submitted_week", gettext_lazy("the week the application came in"), find=submitted_week
        )
    )
    api.register_case_part(
        api.CasePanel("uker", gettext_lazy("Weeks"), "fieldkit/part.html", weeks, order=900, internal=True)
    )
