"""The form of a page that compiles."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class CompiledPageForm(WagtailAdminPageForm):
    """A new page begins as a draft, also when it is made by the publish button.

    Wagtail would store it as published before anything is checked, and of a page that cannot be compiled, nothing
    that was written would be left.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.live = False
