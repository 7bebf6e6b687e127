"""What editors see beside the fields of a scheme: what rests on what, the fields of letters, the versions there are."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.admin.panels import ObjectList, Panel

from workflows.grant.approving import OVER
from workflows.rules.facts import known_facts
from workflows.schemes.dependents import dependents_of
from workflows.schemes.forms import definitions_of
from workflows.schemes.letter_texts import LETTER_FIELDS
from workflows.schemes.models import Rule

from .compiling import all_rules, definition_of, own_rules
from .conditions import FIELDS_LIST
from .fields import FACTS_LIST
from .own_rules import DUTIES_LIST, FIGURES_LIST
from .versions import lagging_calls, newest_of


class InBokmalPanel(ObjectList):
    """What the scheme is made of: on the bokmål page, which has it in both language forms."""

    class BoundPanel(ObjectList.BoundPanel):
        """The panel on the page that is edited."""

        def is_shown(self) -> bool:
            """Show it on the bokmål page."""
            return self.instance.is_source and super().is_shown()


class DependentsPanel(Panel):
    """The fields of the form, with what rests on each: conditions, letters, criteria and rules."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on the page that is edited."""

        template_name = "cms/admin/schemes/dependents.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the fields as they were last saved, and the lists that conditions and rules choose from."""
            return super().get_context_data(parent_context) | {
                "rows": rows_of(self.instance),
                "fields_list": FIELDS_LIST,
                "offered": [
                    (FACTS_LIST, facts_of(self.instance)),
                    (FIGURES_LIST, [(name, "") for name in sorted({*_named("parameter", "name"), OVER})]),
                    (DUTIES_LIST, [(name, "") for name in _named("obligation", "obligation")]),
                ],
            }


def facts_of(page: Any) -> list[tuple[str, Any]]:
    """Return the facts that a rule of a scheme's own can compare, with their labels: its fields bring some."""
    own = {field["fact"]: field["label"]["nb"] for field in _fields(page) if field.get("fact")}
    known = {name: fact.label for name, fact in known_facts().items()}
    return sorted((own | known).items())


def _fields(page: Any) -> list[Mapping[str, Any]]:
    try:
        return definitions_of(definition_of(page)["sections"])
    except ValidationError:
        return []


def _named(kind: str, name: str) -> list[str]:
    """Return what rules that are published call their figures, or what is owed."""
    said = Rule.objects.filter(kind=kind).values_list(f"params__{name}", flat=True).distinct()
    return sorted(filter(None, said))


def rows_of(page: Any) -> list[tuple[str, str, list[str]]]:
    """Return every field of a page's form: code, label, and what rests on it."""
    try:
        definition = definition_of(page)
        rules = all_rules(definition, own_rules(page))
    except ValidationError:
        return []  # an older draft; what is wrong is said when it is saved
    return [
        (field["code"], field["label"]["nb"], dependents_of(definition, rules, field["code"]))
        for section in definition["sections"]
        for field in section["fields"]
    ]


class LetterFieldsPanel(Panel):
    """The fields that a letter's text can have, and what each becomes."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on the page that is edited."""

        template_name = "cms/admin/schemes/letter_fields.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the fixed list."""
            fields = [(f"{{{field.name}}}", field.label) for field in LETTER_FIELDS.values()]
            return super().get_context_data(parent_context) | {"fields": fields}


class VersionsPanel(Panel):
    """The way to the versions of the scheme and to its file."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on the page that is edited."""

        template_name = "cms/admin/schemes/versions_panel.html"

        def is_shown(self) -> bool:
            """Show it for a page that makes a scheme, or describes one that is in use."""
            return bool(self.instance.pk and (self.instance.form or newest_of(self.instance)))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the addresses."""
            return super().get_context_data(parent_context) | {
                "lagging": lagging_calls(self.instance) if self.instance.live else [],
                "calls_url": reverse("cms_scheme_calls", args=[self.instance.pk]),
                "versions_url": reverse("cms_scheme_versions", args=[self.instance.pk]),
                "take_in_url": reverse("cms_take_in_scheme", args=[self.instance.pk]),
                "file_url": reverse("cms_scheme_file", args=[self.instance.pk]),
            }
