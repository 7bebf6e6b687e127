"""The panels of the home, in Wagtail's own look."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.editions import translation
from workflows import reminders

from . import waiting


class WaitingPanel(Component):
    """One list of what waits: each panel names its template, its place, and what it shows."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """Add what the panel shows to the person who is asking."""
        return {"listed": self.listed(parent_context["request"].user)}

    def listed(self, user: Any) -> Any:
        """Return what waits for a person."""
        raise NotImplementedError  # each panel says what

    @classmethod
    def concerns(cls, user: Any) -> bool:
        """Return whether the panel is for a person; an office's editors have nothing to do with guidelines."""
        return True


class GuidelinesPanel(WaitingPanel):
    """One list about guidelines."""

    @classmethod
    def concerns(cls, user: Any) -> bool:
        """Return whether the person edits or reviews guidelines."""
        return waiting.has_guidelines(user)


class Reminders(WaitingPanel):
    """What the person's roles are reminded of: revisions, contacts to confirm, schedules that failed."""

    name, order = "cms_reminders", 200
    template_name = "cms/admin/home/reminders.html"

    def listed(self, user: Any) -> Any:
        """Return the reminders, the nearest date first."""
        return reminders.waiting_for(user)


class Reviews(GuidelinesPanel):
    """Reviews that wait for the person."""

    name, order = "cms_reviews", 205
    template_name = "cms/admin/home/reviews.html"

    def listed(self, user: Any) -> Any:
        """Return the reviews."""
        return waiting.reviews_for(user)


class Drafts(WaitingPanel):
    """Pages with something unpublished."""

    name, order = "cms_drafts", 206
    template_name = "cms/admin/home/drafts.html"

    def listed(self, user: Any) -> Any:
        """Return the newest drafts."""
        return waiting.drafts_of(user)


class Calls(WaitingPanel):
    """The calls of the offices that the person edits for, and where a new one is begun."""

    name, order = "cms_calls", 204
    template_name = "cms/admin/home/calls.html"

    @classmethod
    def concerns(cls, user: Any) -> bool:
        """Return whether the person edits for an office."""
        return bool(waiting.offices_of(user))

    def listed(self, user: Any) -> Any:
        """Return the offices' sections with their calls, the newest first."""
        return waiting.calls_of(user)


class Lagging(GuidelinesPanel):
    """Nynorsk paragraphs that lag behind."""

    name, order = "cms_lagging", 207
    template_name = "cms/admin/home/lagging.html"

    def listed(self, user: Any) -> Any:
        """Return the paragraphs."""
        return translation.lagging()


class Editions(GuidelinesPanel):
    """The editions, when they are revised, and what cases rest on."""

    name, order = "cms_editions", 208
    template_name = "cms/admin/home/editions.html"

    def listed(self, user: Any) -> Any:
        """Return the editions."""
        return waiting.editions_in_use()


PANELS = [Reminders, Calls, Reviews, Drafts, Lagging, Editions]
