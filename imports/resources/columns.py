"""The columns of a table as people meet them: headings in every language, choices, help, an example (R7.1)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.utils.functional import lazystr
from import_export.fields import Field

from imports.columns import EXAMPLES, HELP, Column, in_languages
from imports.refusals import Words
from workflows.directory.models import BufetatRegion, County, GovernorOffice, only_real

from .widgets import Reference

if TYPE_CHECKING:
    from .base import TableResource

# What people write above columns that many tables have, besides the words of the model.
_FIRST = ("Fra", "Frå", "From", "Fra dato", "Frå dato", "Gyldig fra", "Startdato")
_LAST = ("Til", "To", "Til dato", "Gyldig til", "Sluttdato")
OF_MUNICIPALITY = (
    "Kommunenummer",
    "Municipality number",
)  # above a column with the name, people write "Kommune"
ALSO = {
    "name": ("Fullt navn", "Fullt namn", "Full name"),
    "valid_from": (*_FIRST, "Innmeldt", "Innmeld"),
    "valid_to": (*_LAST, "Utmeldt", "Utmeld"),
    "joined": ("Innmeldt", "Innmeld", "Meldt inn", *_FIRST),
    "left": ("Utmeldt", "Utmeld", "Meldt ut", *_LAST),
}
FEW = (BufetatRegion, County, GovernorOffice)  # tables so short that people choose by name


def columns_of(resource: "TableResource") -> list[Column]:
    """Return the columns of a table, those it is known by first."""
    keys = [resource.fields[name].column_name for name in resource.get_import_id_fields()]
    fields = [field for field in resource.get_export_fields() if field.column_name]
    columns = [_column(resource, field, keys) for field in fields]
    return sorted(columns, key=lambda column: not (column.name in keys or column.required))


def _column(resource: "TableResource", field: Field, keys: list[str]) -> Column:
    name = field.column_name
    of_model = _model_field(resource, field)
    kind = str(resource.kinds.get(name) or getattr(field.widget, "column_kind", "text"))
    choices = _choices(field, of_model)
    if choices:
        kind = "choice"
    in_key = name in resource.key_besides or (name in keys and not resource.may_be_empty(field))
    example = resource.examples.get(name) or EXAMPLES.get(kind) or (choices[0][0] if choices else "")
    return Column(
        name=name,
        headings=_headings(resource, name, of_model),
        kind=kind,
        required=in_key,
        needed=in_key or _is_needed(field, of_model),
        choices=choices,
        help=getattr(of_model, "help_text", "") or HELP.get(kind, ""),
        example=example,
    )


def _model_field(resource: "TableResource", field: Field) -> Any:
    """Return the model's field that a column shows; of a path, the last one that refers to another table."""
    model, found = resource._meta.model, None
    for step in field.attribute.split("__"):
        try:
            of_step = model._meta.get_field(step)
        except FieldDoesNotExist:
            break
        if found is None or of_step.is_relation:
            found = of_step
        if not of_step.is_relation:
            break
        model = of_step.related_model
    return found


def _headings(resource: "TableResource", name: str, of_model: Any) -> tuple[str, ...]:
    """Return what people call a column; a table's own name stands for the name of what is in it."""
    told = [of_model.verbose_name] if of_model is not None else []
    if name == "name":
        told.append(resource._meta.model._meta.verbose_name)
    found = [heading for words in told for heading in in_languages(words)]
    return tuple(dict.fromkeys([*found, *ALSO.get(name, ()), *resource.also.get(name, ())]))


def _choices(field: Field, of_model: Any) -> tuple[tuple[str, Words], ...]:
    if isinstance(field.widget, Reference) and issubclass(field.widget.model, FEW):
        rows = only_real(field.widget.model._default_manager.all())
        return tuple((str(getattr(row, field.widget.key)), lazystr(row)) for row in rows)
    flat = getattr(of_model, "flatchoices", None) or ()
    return tuple((str(value), label) for value, label in flat if value not in ("", None))


def _is_needed(field: Field, of_model: Any) -> bool:
    if of_model is None or field.readonly or isinstance(of_model, models.ManyToManyField):
        return False
    return not of_model.null and not of_model.blank and of_model.default is NOT_PROVIDED
