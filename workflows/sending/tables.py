"""What the tables of a package are called by people."""

from django.apps import apps

from workflows.cases.models import Case


def table_name(name: str) -> str:
    """Return what the rows of a table in a package are called: of a relation of the case, or of a table beneath it."""
    for relation in Case._meta.related_objects:
        if relation.get_accessor_name() == name:
            return str(relation.related_model._meta.verbose_name_plural)
    try:
        return str(apps.get_model("workflows", name)._meta.verbose_name_plural)
    except LookupError:
        return name
