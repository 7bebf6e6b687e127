"""Finding the row that is already there: by what people call it, never by a primary key (R7.2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader

if TYPE_CHECKING:
    from .base import TableResource


class NaturalKeyLoader(BaseInstanceLoader):
    """Finds the row that is already there by its natural key: one query for the table, not one per row."""

    def __init__(self, resource: "TableResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.fields: list[Field] = [resource.fields[name] for name in resource.get_import_id_fields()]
        self.found: dict[tuple, list[models.Model]] = {}
        self.rows_of_keys: dict[tuple, int] = {}
        for instance in resource.get_queryset():
            key = tuple(_comparable(field.get_value(instance)) for field in self.fields)
            self.found.setdefault(key, []).append(instance)

    def get_instance(self, row: Mapping[str, Any]) -> models.Model | None:
        """Return the row's instance, or None for a new one; refuse a key that cannot be read or comes twice."""
        key = self.key_of(row)
        earlier = self.rows_of_keys.setdefault(key, self.resource.row_number)
        if earlier != self.resource.row_number:
            raise ValidationError(
                {self.fields[0].attribute: _("Row %(row)s is the same.") % {"row": earlier}}
            )
        instances = self.found.get(key, [])
        if len(instances) > 1:
            raise ValidationError({NON_FIELD_ERRORS: _("Several rows in the register fit this one.")})
        return instances[0] if instances else None

    def key_of(self, row: Mapping[str, Any]) -> tuple:
        """Return the natural key as the row writes it; raise ValidationError with each column that cannot be read."""
        key, faults = [], {}
        for field in self.fields:
            try:
                value = field.clean(row)
            except ValueError as fault:
                faults[field.attribute] = str(fault)
                continue
            if value in ("", None) and not self.resource.may_be_empty(field):
                faults[field.attribute] = _("This column must be filled in.")
            key.append(_comparable(value))
        if faults:
            raise ValidationError(faults)
        return tuple(key)


def _comparable(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
