"""What all tables share: natural keys, strict cells, unchanged rows left alone, faults named by row and column.

A sibling says which model, which natural key, and which columns are not simply the model's own. The same file
taken in twice changes nothing (R7.2). Rows are written in sets; the library gives columns, validation, preview
and export.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.widgets import ManyToManyWidget

from imports.columns import Column
from workflows.directory.models import only_real

from .columns import columns_of
from .faults import HEADER_ROWS
from .keys import NaturalKeyLoader
from .widgets import Day, Reference, Text, WholeNumber, YesNo


class TableResource(ModelResource):
    """One table of a register, in and out."""

    WIDGETS_MAP = ModelResource.WIDGETS_MAP | {
        "BooleanField": YesNo,
        "CharField": Text,
        "DateField": Day,
        "PositiveSmallIntegerField": WholeNumber,
        "TextField": Text,
    }
    # Besides the natural key: attributes that no two rows may share.
    unique: tuple[str, ...] = ()
    # Of columns that say less of themselves than people need: what stands in an example, and of what kind they are.
    examples: Mapping[str, str] = {}
    kinds: Mapping[str, str] = {}
    # Columns that a row is known by, besides those of the natural key.
    key_besides: tuple[str, ...] = ()
    # What people also write above a column, by its name.
    also: Mapping[str, tuple[str, ...]] = {}
    # Attributes of the first and the last day for which a row holds, and those of which no two rows may be alike then.
    period: tuple[str, str] | None = None
    alone: tuple[str, ...] = ()

    class Meta:
        exclude = ("id", "is_trial")
        instance_loader_class = NaturalKeyLoader
        skip_unchanged = True
        report_skipped = False
        skip_html_diff = True
        use_bulk = True
        batch_size = 500

    row_number = 0

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._holders: dict[str, dict[Any, Any]] = {}

    @classmethod
    def columns(cls) -> list[Column]:
        """Return the columns that a file may have, with what people call them and how they are filled in (R7.1)."""
        return columns_of(cls())

    @staticmethod
    def period_problems(instance: Any) -> dict[str, str]:
        """Return what is wrong with the days from which and to which a row holds."""
        if instance.valid_to and instance.valid_to < instance.valid_from:
            return {"valid_to": _("The last day is before the first.")}
        return {}

    def problems(self, instance: Any) -> dict[str, str]:
        """Return what else is wrong with a row, by attribute. Siblings say what their table demands."""
        return {}

    def goes_along(self, keys: list[int]) -> list[models.QuerySet[Any]]:
        """Return the rows of other tables that an undo takes with the new rows `keys`, besides which nothing may refer.

        One queryset of a table at most.
        """
        return []

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        """Return the column of a model field. An empty cell empties what may be empty, and leaves the rest as it is."""
        field = super().field_from_django_field(field_name, django_field, readonly)
        field.saves_null_values = django_field.null or not django_field.has_default()
        field.default = NOT_PROVIDED  # a default is for new rows, not for every empty cell
        return field

    def get_queryset(self) -> models.QuerySet:
        """Return all rows in the order of the natural key, with what their columns show."""
        fields = self.fields.values()
        related = [field.attribute for field in fields if isinstance(field.widget, Reference)]
        several = [field.attribute for field in fields if self.is_several(field)]
        order = [self.fields[name].attribute for name in self.get_import_id_fields()]
        queryset = super().get_queryset().order_by(*order, "pk").prefetch_related(*several)
        return queryset.select_related(*related) if related else queryset

    def export(self, queryset: Any = None, **kwargs: Any) -> Any:
        """Return the rows as a table, without the places of trials, which are in no register."""
        rows = self.get_queryset() if queryset is None else queryset
        return super().export(only_real(rows), **kwargs)

    def is_several(self, field: Field) -> bool:
        """Return whether the column holds several rows of another table."""
        return isinstance(field.widget, ManyToManyWidget)

    def may_be_empty(self, field: Field) -> bool:
        """Return whether a column of the natural key may be empty."""
        return self._meta.model._meta.get_field(field.attribute).null

    def before_import_row(self, row: Mapping[str, Any], row_number: int = 0, **kwargs: Any) -> None:
        """Remember which row it is, as a spreadsheet counts, for faults that name it."""
        self.row_number = row_number + HEADER_ROWS

    def import_instance(self, instance: models.Model, row: Mapping[str, Any], **kwargs: Any) -> None:
        """Read all cells; the library reads columns that hold several rows too late to name their faults."""
        faults: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as fault:
            faults = fault.update_error_dict(faults)
        for field in self.get_import_fields():
            if self.is_several(field) and field.column_name in row:
                try:
                    field.clean(row)
                except ValueError as fault:
                    faults[field.attribute] = ValidationError(str(fault))
        if faults:
            raise ValidationError(faults)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Return whether nothing changed. A new row is never unchanged, even one of defaults."""
        return original.pk is not None and super().skip_row(instance, original, row, import_validation_errors)

    def validate_instance(
        self, instance: models.Model, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Gather what is wrong with the row, without a query per row; raise ValidationError by attribute."""
        faults = dict(import_validation_errors or {})
        looked_up = {f.name for f in instance._meta.fields if f.is_relation and getattr(instance, f.attname)}
        try:
            instance.full_clean(
                exclude={*faults, *looked_up}, validate_unique=False, validate_constraints=False
            )
        except ValidationError as fault:
            faults = fault.update_error_dict(faults)
        if not faults:
            faults |= self.problems(instance) | self.shared(instance)
        if faults:
            raise ValidationError(faults)

    def shared(self, instance: models.Model) -> dict[str, str]:
        """Return the faults of values that another row of the file or the register already has."""
        faults = {}
        for name in self.unique:
            value = getattr(instance, name)
            if name not in self._holders:
                rows = self._meta.model._default_manager.exclude(**{name: ""})
                self._holders[name] = {getattr(row, name): row for row in rows}
            holder = self._holders[name].setdefault(value, instance) if value else instance
            if holder is not instance and (holder.pk is None or holder.pk != instance.pk):
                faults[name] = _("%(holder)s has the same.") % {"holder": holder}
        return faults

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """Write the new rows in one set, and tell of each: the pages kept in the cache listen."""
        written = list(self.create_instances)
        super().bulk_create(*args, **kwargs)
        _tell(written, created=True)

    def bulk_update(self, *args: Any, **kwargs: Any) -> None:
        """Write the changed rows in one set, and tell of each."""
        written = list(self.update_instances)
        super().bulk_update(*args, **kwargs)
        _tell(written, created=False)

    def get_bulk_update_fields(self) -> list[str]:
        """Return what a change may touch: neither the natural key nor columns that only show."""
        return [name for name in super().get_bulk_update_fields() if not self.fields[name].readonly]

    def after_import(self, dataset: Any, result: Result, **kwargs: Any) -> None:
        """Leave the sequences alone: no primary key is ever imported, and resetting races with other writers."""


def _tell(written: list[models.Model], *, created: bool) -> None:
    for instance in written:
        post_save.send(
            type(instance), instance=instance, created=created, raw=False, using=None, update_fields=None
        )
