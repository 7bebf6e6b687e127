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
                "new_edition": address_of_next(page, self.request.user),
                "lagging": sorted(translation.lagging_codes(page)),
                "lagging_address": reverse("cms_lagging"),
                "clock_is_moved": bool(clock.shift()),
            }


def address_of_next(page: Any, user: Any) -> str:
    """Return where the next edition is begun, for those who may begin one."""
    from cms.publishing import SOURCE_LANGUAGE

    begins = page.live and page.locale.language_code == SOURCE_LANGUAGE
    if begins and page.get_parent().permissions_for_user(user).can_add_subpage():
        return reverse("cms_new_edition", args=[page.pk])
    return ""


class StandingsPanel(Panel):
    """Every rule of the older documents, with its words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/editions/standings.html"

        def is_shown(self) -> bool:
            """Show it where there are such rules."""
            return bool(self.form.older.rows)
