"""What editors see beside the fields of a guideline."""

from typing import Any

from wagtail.admin.panels import Panel

from .examples import run_examples


class ExamplesPanel(Panel):
    """What came of the examples when they were last saved: green, or red with what the rules say instead."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on the page that is edited."""

        template_name = "cms/admin/examples_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Run the examples of the page as it was last saved."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"results": run_examples(self.instance) if self.instance.pk else []}
