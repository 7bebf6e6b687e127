"""What the keys in a case's rows mean, so that another installation can find the same in its own register (R7.3)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey, Model

from workflows.cases.models import Case, Document, FactSheet
from workflows.directory.models import Service, User
from workflows.schemes.models import Edition, Rule, SchemeVersion

from .contents import names_case, row

# Told in the case itself or in files of their own.
_TOLD = {Case, Document, FactSheet, Edition, Rule, SchemeVersion}
Described = dict[str, dict[str, dict[str, Any]]]  # by model, by key


def references(case: Case, rows: Iterable[Model]) -> Described:
    """Return each row outside the case that these rows lead to, by its model and key: of people only the name.

    A service with the numbers of its municipalities, a pot with its office, a person with what they did in the case.
    """
    keys: dict[type[Model], set[int]] = defaultdict(set)
    for each in rows:
        for field in each._meta.concrete_fields:
            value = field.value_from_object(each)
            if isinstance(field, ForeignKey) and value is not None and _is_outside(field.related_model):
                keys[field.related_model].add(value)
    return {
        model._meta.label: {
            str(found.pk): _described(found, case)
            for found in model._base_manager.filter(pk__in=pks).order_by("pk")
        }
        for model, pks in sorted(keys.items(), key=lambda each: each[0]._meta.label)
    }


def _is_outside(model: type[Model]) -> bool:
    """Return whether a model's rows belong to no case."""
    return model not in _TOLD and not names_case(model)


def _described(found: Any, case: Case) -> dict[str, Any]:
    if isinstance(found, User):
        took_part = case.participations.filter(person=found).order_by("pk")
        return {"name": str(found), "did": list(dict.fromkeys(took_part.values_list("capacity", flat=True)))}
    told = row(found)
    if isinstance(found, Service):
        told["host"] = found.host.code
        told["municipalities"] = sorted(found.municipalities.values_list("code", flat=True))
    if hasattr(found, "office_id") and found.office_id:
        told["office"] = found.office.code
    return told
