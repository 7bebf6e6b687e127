"""A column: its name for machines, where its value stands, and what the model's own field says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

TEXT, WHOLE, YES_NO, DAY, MOMENT = (
    "string",
    "integer",
    "boolean",
    "date",
    "datetime",
)  # as Table Schema calls them
_KINDS: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, YES_NO),
    (models.IntegerField, WHOLE),
    (models.AutoField, WHOLE),
    (models.DateTimeField, MOMENT),
    (models.DateField, DAY),
)
_NAMES = ("code", "name")  # a row of another table that is named by these is called what it is, not «code»


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `path` leads from the model to the value, as a query says it. `label` is what people call it where the model's own
    word will not do. `made` makes the value of what is stored; then `kind` says what it makes. `several` columns hold
    all rows that the path leads to, as `0301, 3201`.
    """

    model: type[models.Model]
    name: str
    path: str
    label: Any = ""
    kind_made: str = ""
    made: Callable[[Any], Any] | None = None
    several: bool = False

    @cached_property
    def way(self) -> list[models.Field]:
        """Return the fields on the way to the value; none for what is worked out by the query."""
        fields, model = [], self.model
        for step in self.path.split("__"):
            try:
                field: Any = model._meta.get_field(step)
            except FieldDoesNotExist:
                return []
            fields.append(field)
            if field.is_relation:
                model = field.related_model
        return fields

    @cached_property
    def kind(self) -> str:
        """Return what its values are, as Table Schema calls it."""
        if self.kind_made:
            return self.kind_made
        return next((kind for of, kind in _KINDS if self.way and isinstance(self.way[-1], of)), TEXT)

    @property
    def choices(self) -> dict[Any, Any]:
        """Return what people call each of its values, where there are few to choose from."""
        return dict(self.way[-1].flatchoices) if self.way and not self.made else {}

    @property
    def is_required(self) -> bool:
        """Return whether every row has a value here."""
        if not self.way or self.made or self.several or any(field.null for field in self.way):
            return False
        return self.kind != TEXT or not getattr(self.way[-1], "blank", True)

    @property
    def heading(self) -> str:
        """Return what people call the column, in the language in use."""
        return str(capfirst(str(self.label or self._own_word())))

    def _own_word(self) -> Any:
        named = [field for field in self.way if hasattr(field, "verbose_name")]
        if not named:
            return self.name.replace("_", " ")
        if len(named) > 1 and named[-1].name in _NAMES:
            return named[-2].verbose_name
        return named[-1].verbose_name


def columns(model: type[models.Model], written: str, **special: dict[str, Any]) -> tuple[Column, ...]:
    """Return the columns of a table as they are written: `number`, or `network=case__network__code`.

    `special` gives more of a column by its name: `label`, `made` and `kind_made`, `several`.
    """
    pairs = [each.partition("=")[::2] for each in written.split()]
    return tuple(Column(model, name, path or name, **special.get(name, {})) for name, path in pairs)
