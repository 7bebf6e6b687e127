"""What an editor sees beside the fields of an edition: what publishing would do, and rules of older documents."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from workflows import clock

from . import kinds, translation


class ActPanel(Panel):
    """Whether this is a correction or an edition, and what keeps it from being published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/editions/act.html"

        def is_shown(self) -> bool:
            """Show it for a page that is stored."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what publishing would be."""
            page = self.instance
            return super().get_context_data(parent_context) | {
                "act": kinds.act_of(page),
                "new_edition": reverse("cms_new_edition", args=[page.pk]) if page.live else "",
                "lagging": sorted(translation.lagging_codes(page)),
                "lagging_address": reverse("cms_lagging"),
                "clock_is_moved": bool(clock.shift()),
            }


class StandingsPanel(Panel):
    """Every rule of the older documents, with its words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/editions/standings.html"

        def is_shown(self) -> bool:
            """Show it where there are such rules."""
            return bool(self.form.older.rows)
